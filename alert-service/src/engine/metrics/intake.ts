import { Counter } from 'prom-client';
import type { Registers } from './kit.ts';

export interface IntakeMeter {
  readonly received: (status: 'firing' | 'resolved', count: number) => void;
  /** Refused by `--alerts.per-alertname-limit`. */
  readonly limited: (count: number) => void;
  readonly invalid: (count: number) => void;
}

export function intakeMeter(registers: Registers): IntakeMeter {
  const received = new Counter({
    name: 'alertmanager_alerts_received_total',
    help: 'The total number of received alerts.',
    labelNames: ['status', 'version'],
    registers,
  });
  const invalid = new Counter({
    name: 'alertmanager_alerts_invalid_total',
    help: 'The total number of received alerts that were invalid.',
    labelNames: ['version'],
    registers,
  });
  for (const status of ['firing', 'resolved']) received.labels(status, 'v2').inc(0);
  const limited = new Counter({
    name: 'alertmanager_alerts_limited_total',
    help: 'Total number of alerts that were refused due to per alert name limit.',
    registers,
  });
  invalid.labels('v2').inc(0);
  return {
    received: (status, count) => received.labels(status, 'v2').inc(count),
    limited: (count) => limited.inc(count),
    invalid: (count) => invalid.labels('v2').inc(count),
  };
}
