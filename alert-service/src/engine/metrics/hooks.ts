import { Counter } from 'prom-client';
import type { Registers } from './kit.ts';

/** Webhooks of what was deployed, by who sent them and what became of them. */
export function hookCounter(registers: Registers): (source: string, result: string) => void {
  const hooks = new Counter({
    name: 'tocsin_webhooks_total',
    help: 'Webhooks of changes that came in, by result: taken, ignored, forged.',
    labelNames: ['source', 'result'],
    registers,
  });
  return (source, result) => hooks.labels(source, result).inc();
}
