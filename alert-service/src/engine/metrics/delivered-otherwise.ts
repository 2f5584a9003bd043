import { Counter } from 'prom-client';
import type { Committed, Engine } from '../engine.ts';
import type { Registers } from './kit.ts';

/** Counted as the ledger has it: notifications that had to wait for their turn, by receiver. */
export function rateLimitedCounter(engine: Engine, registers: Registers): void {
  const counter = new Counter({
    name: 'tocsin_rate_limited_total',
    help: 'Notifications that had to wait because their receiver had its rate_limit of messages.',
    labelNames: ['receiver'],
    registers,
  });
  engine.onCommit(({ page }: Committed) => {
    for (const entry of page.entries)
      if (entry.kind === 'flush' && entry.reason === 'rate-limited')
        counter.labels(receiverOf(entry.integration)).inc();
  });
}

/** Counted as the ledger has it: notifications that went to a fallback, by the receiver that could not be told. */
export function fallbackCounter(engine: Engine, registers: Registers): void {
  const counter = new Counter({
    name: 'tocsin_fallbacks_total',
    help: 'Notifications told to a fallback because a receiver could not be told.',
    labelNames: ['receiver'],
    registers,
  });
  engine.onCommit(({ page }: Committed) => {
    for (const entry of page.entries)
      if (entry.kind === 'flush' && entry.insteadOf)
        counter.labels(receiverOf(entry.insteadOf.integration)).inc();
  });
}

const receiverOf = (integration: string): string => integration.slice(0, integration.lastIndexOf('/'));
