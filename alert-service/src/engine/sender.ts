import type { AttemptResult } from '#core/input';
import { integrationKey, type State } from '#core/state';
import type { Send } from '#core/turn';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Engine } from './engine.ts';

/** Carries one notice to its receiver. Never rejects for what a receiver does; aborts when the signal says so. */
export type Deliver = (send: Send, signal: AbortSignal) => Promise<AttemptResult>;

export interface SenderParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly deliver: Deliver;
  readonly log: Log;
  /** Requests at once, in all and for each integration, so that a slow receiver delays no other. */
  readonly atOnce: number;
  readonly atOnceEach: number;
  /** How long a stop waits for requests in flight before it cuts them off. */
  readonly patienceMs: number;
}

/** What one sender holds while it runs. */
interface Sending {
  readonly parts: SenderParts;
  readonly abort: AbortController;
  /** Attempt key to integration, from before its start is committed until its end is. */
  readonly busy: Map<string, string>;
  readonly running: Set<Promise<void>>;
  readonly nudge: () => void;
  stopped: boolean;
}

/** Effects are carried out after their commit: an attempt is started, sent, and its outcome handed back as an input. */
export function createSender(parts: SenderParts): Loop {
  const { engine, clock } = parts;
  const closers: (() => void)[] = [];
  const alarm = createAlarm(clock, () => {
    startDue(sending, clock.now());
    nudge();
  });
  const nudge = (): void => {
    if (sending.stopped) return;
    const room = sending.busy.size < parts.atOnce;
    alarm.set(room ? nextAttempt(engine.state(), sending.busy, parts.atOnceEach) : Infinity);
  };
  const sending: Sending = {
    parts,
    abort: new AbortController(),
    busy: new Map(),
    running: new Set(),
    nudge,
    stopped: false,
  };
  const adopt = (): void => {
    sending.busy.clear();
    void endAbandoned(parts).then(nudge);
  };
  return {
    start() {
      closers.push(
        engine.onCommit(({ step }) => {
          for (const effect of step.sends) carry(sending, effect);
          nudge();
        }),
        engine.onRecovered(adopt),
      );
      adopt();
    },
    nudge,
    async step(now) {
      startDue(sending, now);
      return nextAttempt(engine.state(), sending.busy, parts.atOnceEach);
    },
    async stop() {
      sending.stopped = true;
      alarm.clear();
      await finish(sending);
      for (const close of closers.splice(0)) close();
    },
  };
}

function startDue(sending: Sending, now: number): void {
  const { engine, log, atOnce, atOnceEach } = sending.parts;
  if (sending.stopped || !engine.available()) return;
  for (const { key, group, integration } of dueAttempts(engine.state(), sending.busy, {
    atOnce,
    atOnceEach,
    now,
  })) {
    sending.busy.set(key, integration);
    engine
      .submit({ kind: 'delivery', phase: 'start', group, integration })
      .catch((error: unknown) => log.warn('an attempt could not be started', { err: error }))
      .finally(() => {
        if (!engine.state().pending.get(key)?.inFlight) sending.busy.delete(key);
      });
  }
}

function carry(sending: Sending, effect: Send): void {
  const work: Promise<void> = send(sending, effect).finally(() => sending.running.delete(work));
  sending.running.add(work);
}

async function send({ parts, abort, busy, nudge }: Sending, effect: Send): Promise<void> {
  const { group, integration, notice } = effect;
  const result = await parts.deliver(effect, abort.signal);
  const at = parts.clock.now();
  try {
    await parts.engine.submit({
      kind: 'delivery',
      phase: 'end',
      group,
      integration,
      notice: notice.id,
      at,
      result,
    });
  } catch (error) {
    parts.log.warn('the outcome of an attempt could not be kept: it will be repeated', {
      integration,
      err: error,
    });
  } finally {
    busy.delete(integrationKey(group, integration));
    nudge();
  }
}

async function finish({ parts: { clock, patienceMs }, running, abort }: Sending): Promise<void> {
  const cancel = clock.at(clock.now() + patienceMs, () => abort.abort(new Error('shutting down')));
  while (running.size > 0) await Promise.all(running);
  cancel();
}

interface Due {
  readonly key: string;
  readonly group: string;
  readonly integration: string;
}

function dueAttempts(
  state: State,
  busy: ReadonlyMap<string, string>,
  { now, atOnce, atOnceEach }: { now: number; atOnce: number; atOnceEach: number },
): Due[] {
  const due: Due[] = [];
  for (const [integration, queue] of state.attempts) {
    const mine = countOf(busy, integration);
    const room = Math.min(atOnceEach - mine, atOnce - busy.size - due.length);
    if (room <= 0) continue;
    const free = queue.peek(now, room + mine).filter((key) => !busy.has(key));
    for (const key of free.slice(0, room)) {
      const pending = state.pending.get(key);
      if (pending) due.push({ key, group: pending.group, integration });
    }
  }
  return due;
}

/** An integration whose requests fill its share is looked at again when one of them ends. */
function nextAttempt(state: State, busy: ReadonlyMap<string, string>, atOnceEach: number): number {
  let next = Infinity;
  for (const [integration, queue] of state.attempts)
    if (countOf(busy, integration) < atOnceEach) next = Math.min(next, queue.next());
  return next;
}

function countOf(busy: ReadonlyMap<string, string>, integration: string): number {
  let count = 0;
  for (const each of busy.values()) if (each === integration) count += 1;
  return count;
}

/** What was in flight when the process ended is one ambiguous attempt each: it may have arrived, and is repeated. */
async function endAbandoned({ engine, clock, log }: SenderParts): Promise<void> {
  const ends = [...engine.state().pending.values()].flatMap(({ group, integration, inFlight }) =>
    inFlight
      ? [
          engine.submit({
            kind: 'delivery',
            phase: 'end',
            group,
            integration,
            notice: inFlight.notice.id,
            at: clock.now(),
            result: { outcome: 'ambiguous' },
          }),
        ]
      : [],
  );
  if (ends.length > 0)
    log.warn('attempts were in flight when this process ended; they are repeated', { count: ends.length });
  await Promise.allSettled(ends);
}
