import cron from 'node-cron';
import { createDispatcher } from '#engine/dispatcher';
import { createHeart } from '#engine/heart';
import { createJanitor } from '#engine/janitor';
import type { LedgerIndex } from '#engine/ledger-index';
import { createSender } from '#engine/sender';
import type { Loop } from '#lib/loop';
import type { Deliver } from './deliver.ts';
import { type Foundation, tenant } from './parts.ts';

/** One loop per duty. */
export function createLoops(
  foundation: Foundation,
  { ledger, deliver }: { readonly ledger: LedgerIndex; readonly deliver: Deliver },
): Readonly<Record<string, Loop>> {
  const { engine, parts } = foundation;
  const { clock, log, flags } = parts;
  return {
    dispatcher: createDispatcher({
      engine,
      clock,
      log,
      startDelayMs: flags['dispatch.start-delay'],
    }),
    sender: sender(foundation, deliver),
    heart: createHeart(engine, clock, log),
    janitor: janitor(foundation, ledger),
  };
}

const sender = ({ engine, parts: { clock, log } }: Foundation, deliver: Deliver): Loop =>
  createSender({ engine, clock, log, atOnce: 64, atOnceEach: 8, patienceMs: 3_000, deliver });

function janitor({ engine, store, parts }: Foundation, ledger: LedgerIndex): Loop {
  const { clock, log, flags, timeZone } = parts;
  return createJanitor({
    engine,
    store,
    tenant,
    clock,
    log,
    timeZone,
    ledger,
    retentionMs: flags['data.retention'],
    forgetAfterMs: Math.max(flags['alerts.gc-interval'], 1_000),
    schedule: (expression, timezone, run) => {
      const task = cron.schedule(expression, run, { timezone });
      return () => void task.stop();
    },
  });
}
