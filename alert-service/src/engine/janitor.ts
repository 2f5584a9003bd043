import { dayMs, dayOf, daysKept, hasForgettableHealth } from '#core/health/days';
import { hasForgettableEscalations } from '#core/escalate/forget';
import { hasForgettablePages } from '#core/page/forget';
import { forgettableRequests } from '#core/once';
import { forgettable, forgettableSilences } from '#core/time';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Store } from '#store/store';
import type { Engine } from './engine.ts';
import type { LedgerIndex } from './ledger-index.ts';

/** Runs something at a cron time in a zone; the edge is node-cron. Returns how to stop it. */
export type Schedule = (expression: string, timeZone: string, run: () => Promise<void>) => () => void;

export interface JanitorParts {
  readonly engine: Engine;
  readonly store: Store;
  readonly tenant: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly schedule: Schedule;
  readonly timeZone: string;
  readonly ledger: Pick<LedgerIndex, 'forgetBefore'>;
  readonly retentionMs: number;
  readonly forgetAfterMs: number;
}

const nightly = '23 3 * * *';

/** Drops ledger past its retention each night, and forgets alerts and silences that ended long ago. Inputs stay until saves exist. */
export function createJanitor(parts: JanitorParts): Loop {
  const { engine, clock, log, forgetAfterMs } = parts;
  let unschedule = (): void => undefined;

  const step = async (now: number): Promise<number> => {
    const endedBefore = now - forgetAfterMs;
    const forget = forgettable(engine.state(), endedBefore);
    const forgetSilences = forgettableSilences(engine.state(), now - parts.retentionMs);
    const before = now - parts.retentionMs;
    const ofOnCall =
      hasForgettablePages(engine.state(), before) || hasForgettableEscalations(engine.state(), before);
    // Each heartbeat forgets them.
    const requests = forgettableRequests({ state: engine.state(), now });
    if (forget.length > 0 || forgetSilences.length > 0 || ofOnCall || requests.length > 0)
      await engine.submit({
        ...{ kind: 'heartbeat', forget, endedBefore, forgetSilences },
        ...(ofOnCall && { forgetPagesBefore: before }),
      });
    const forgetBefore = dayOf(now - daysKept * dayMs);
    if (hasForgettableHealth(engine.state(), forgetBefore))
      await engine.submit({ kind: 'health', changes: [], forgetBefore });
    return now + forgetAfterMs;
  };
  const alarm = createAlarm(clock, () => {
    step(clock.now())
      .catch((error: unknown) => log.warn('what has ended could not be forgotten', { err: error }))
      .finally(nudge);
  });
  let stopped = false;
  const nudge = (): void => {
    if (!stopped) alarm.set(clock.now() + forgetAfterMs);
  };

  return {
    start() {
      unschedule = parts.schedule(nightly, parts.timeZone, () => dropOldLedger(parts));
      nudge();
    },
    nudge,
    step,
    async stop() {
      stopped = true;
      unschedule();
      alarm.clear();
    },
  };
}

export async function dropOldLedger(parts: JanitorParts): Promise<void> {
  const { store, tenant, clock, log, retentionMs } = parts;
  try {
    const dropped = await store.dropPages(tenant, clock.now() - retentionMs);
    parts.ledger.forgetBefore(await oldestKept(parts));
    log.info('dropped ledger past its retention', { pages: dropped });
  } catch (error) {
    log.error('old ledger could not be dropped; it is tried again tomorrow', { err: error });
  }
}

async function oldestKept({ store, tenant, engine }: JanitorParts): Promise<number> {
  const next = engine.state().seq + 1;
  for await (const page of store.pagesAfter(tenant, 0)) return page.seq;
  return next;
}
