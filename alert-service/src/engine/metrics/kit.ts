import { Counter, Gauge, type Registry } from 'prom-client';

export type Registers = Registry[];

/** A gauge that reads what it shows when it is scraped. */
export const reading = (
  registers: Registers,
  [name, help]: readonly [string, string],
  read: () => number,
): Gauge =>
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });

export const counter = (registers: Registers, name: string, help: string): Counter =>
  new Counter({ name, help, registers });

/** The buckets of Prometheus's client for Go where none are named. */
export const defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
