import { Counter, Gauge } from 'prom-client';
import type { Committed, Engine } from '../engine.ts';
import type { Registers } from './kit.ts';

/** Counted as the ledger has it. */
export function escalationCounters(engine: Engine, registers: Registers): void {
  const steps = new Counter({
    name: 'tocsin_escalation_steps_total',
    help: 'Steps of escalation policies that were due, by what became of them.',
    labelNames: ['change'],
    registers,
  });
  const pages = new Counter({
    name: 'tocsin_pages_total',
    help: 'Pages that were made or not made, by their reason.',
    labelNames: ['reason', 'paged'],
    registers,
  });
  const lastResort = new Counter({
    name: 'tocsin_last_resort_total',
    help: 'How often the last resort of a policy was told.',
    registers,
  });
  engine.onCommit(({ page }: Committed) => {
    for (const entry of page.entries) {
      if (entry.kind === 'page') pages.labels(entry.why, entry.page === undefined ? 'no' : 'yes').inc();
      if (entry.kind !== 'escalation') continue;
      if (entry.change === 'last-resort') lastResort.inc();
      if (isStep(entry.change)) steps.labels(entry.change).inc();
    }
  });
}

const isStep = (change: string): boolean =>
  change === 'stepped' || change === 'skipped' || change === 'repeated' || change === 'told-nobody';

/** Returns what the auditor tells. */
export function stuckGauge(registers: Registers): (count: number) => void {
  const gauge = new Gauge({
    name: 'tocsin_escalations_stuck',
    help: 'Escalations that did not agree with their incidents when they were last looked at; it should be 0.',
    registers,
  });
  gauge.set(0);
  return (count) => gauge.set(count);
}

export interface CanaryMeter {
  readonly arrived: (at: number) => void;
  readonly missed: () => void;
}

export function canaryMeter(registers: Registers): CanaryMeter {
  const last = new Gauge({
    name: 'tocsin_canary_last_success_timestamp_seconds',
    help: 'When a page of the canary last arrived.',
    registers,
  });
  const missed = new Counter({
    name: 'tocsin_canary_missed_total',
    help: 'Pages of the canary that did not arrive in time.',
    registers,
  });
  return { arrived: (at) => last.set(at / 1_000), missed: () => missed.inc() };
}
