import { readFile } from 'node:fs/promises';
import cron from 'node-cron';
import { createDeliver } from '#channels/deliver';
import { createSafeFetch } from '#channels/safe-fetch';
import { createDispatcher } from '#engine/dispatcher';
import { createHeart } from '#engine/heart';
import { createJanitor } from '#engine/janitor';
import type { LedgerIndex } from '#engine/ledger-index';
import { createSender } from '#engine/sender';
import type { Loop } from '#lib/loop';
import { type Foundation, tenant } from './parts.ts';

/** One loop per duty. */
export function createLoops(foundation: Foundation, ledger: LedgerIndex): Readonly<Record<string, Loop>> {
  const { engine, parts } = foundation;
  const { clock, log, flags } = parts;
  return {
    dispatcher: createDispatcher({
      engine,
      clock,
      log,
      notBefore: clock.now() + flags['dispatch.start-delay'],
    }),
    sender: sender(foundation),
    heart: createHeart(engine, clock, log),
    janitor: janitor(foundation, ledger),
  };
}

function sender({ engine, inForce, metrics, where, parts }: Foundation): Loop {
  const { clock, log, version, timeZone } = parts;
  const fetch = createSafeFetch({ trust: 'operator', clock });
  const loop = createSender({
    engine,
    clock,
    log,
    atOnce: 64,
    atOnceEach: 8,
    patienceMs: 3_000,
    deliver: createDeliver({
      inForce: () => inForce.current(),
      routeLabels: (group) =>
        engine.policy().router.route(engine.state().groups.get(group)?.route ?? '')?.labels ?? {},
      externalUrl: where.externalUrl,
      timeZone,
      fetch,
      readFile: (file) => readFile(file, 'utf8'),
      version,
      clock,
      log,
      counted: metrics.attempted,
    }),
  });
  return {
    ...loop,
    async stop() {
      await loop.stop();
      fetch.close();
    },
  };
}

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
