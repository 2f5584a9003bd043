import type { AttemptEnded, AttemptResult, AttemptStarted } from '#core/input';
import type { DueQueue } from '#core/due-queue';
import { inFlight, sendable } from '#core/notify/waiting';
import { integrationKey, type State } from '#core/state';
import type { Send } from '#core/turn';
import { createAlarm } from '#lib/alarm';
import { type Clock, until } from '#lib/clock';
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
  /** Attempt key to integration, from before its start is committed until its receiver has answered. */
  readonly busy: Map<string, string>;
  /** Attempt keys, from the request until its outcome is kept. */
  readonly running: Map<string, Promise<void>>;
  /** Keys whose start is in the commit under way. */
  readonly claimed: Set<string>;
  readonly nudge: () => void;
  stopped: boolean;
}

const keepAgainMs = 1_000;

/** Effects are carried out after their commit: an attempt is started, sent, and its outcome handed back as an input. */
export function createSender(parts: SenderParts): Loop {
  const { engine, clock } = parts;
  const closers: (() => void)[] = [];
  const alarm = createAlarm(clock, () => nudge());
  const next = (): number =>
    sending.busy.size < parts.atOnce && engine.available()
      ? nextAttempt(engine.state(), sending.busy, parts.atOnceEach)
      : Infinity;
  const nudge = (): void => {
    if (sending.stopped) return;
    // Without waiting for an alarm, so that they share the next commit with whatever else waits for it.
    if (next() <= clock.now()) startDue(sending, clock.now());
    alarm.set(next());
  };
  const sending: Sending = {
    parts,
    abort: new AbortController(),
    busy: new Map(),
    running: new Map(),
    claimed: new Set(),
    nudge,
    stopped: false,
  };
  const adopt = (): void => {
    for (const key of sending.claimed) sending.busy.delete(key);
    sending.claimed.clear();
    for (const key of [...sending.busy.keys()]) if (!sending.running.has(key)) sending.busy.delete(key);
    void endAbandoned(sending).then(nudge);
  };
  return {
    start() {
      closers.push(
        engine.startWith((now) => claimDue(sending, now)),
        engine.onCommit(({ step }) => {
          for (const effect of step.sends) carry(sending, effect);
          release(sending, new Set(step.sends.flatMap(keysOf)));
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
  const { engine, log } = sending.parts;
  for (const { key, group, integration } of takeDue(sending, now))
    engine
      .submit({ kind: 'delivery', phase: 'start', group, integration })
      .catch((error: unknown) => log.warn('an attempt could not be started', { err: error }))
      .finally(() => {
        if (!sending.running.has(key)) sending.busy.delete(key);
        sending.nudge();
      });
}

/** What the commit under way has made due starts in that same commit. */
function claimDue(sending: Sending, now: number): AttemptStarted[] {
  return takeDue(sending, now).map(({ key, group, integration }) => {
    sending.claimed.add(key);
    return { kind: 'delivery', phase: 'start', group, integration };
  });
}

/** Some may not have been due any more, or have to wait for their turn. */
function release({ claimed, busy }: Sending, started: ReadonlySet<string>): void {
  for (const key of claimed) if (!started.has(key)) busy.delete(key);
  claimed.clear();
}

function takeDue(sending: Sending, now: number): Due[] {
  const { engine, atOnce, atOnceEach } = sending.parts;
  const { stopped, busy } = sending;
  if (stopped || !engine.available() || nextAttempt(engine.state(), busy, atOnceEach) > now) return [];
  const due = dueAttempts(engine.state(), busy, { atOnce, atOnceEach, now });
  for (const { key, integration } of due) busy.set(key, integration);
  return due;
}

function carry(sending: Sending, effect: Send): void {
  const keys = keysOf(effect);
  const work = send(sending, effect).finally(() => {
    // The commit of this outcome may have started the next one.
    for (const key of keys) if (sending.running.get(key) === work) sending.running.delete(key);
    sending.nudge();
  });
  for (const key of keys) sending.running.set(key, work);
}

/** Of a digest, all that it tells: some of them were about to be started by themselves. */
const keysOf = ({ group, integration, others = [] }: Send): readonly string[] => [
  integrationKey(group, integration),
  ...others,
];

async function send(sending: Sending, effect: Send): Promise<void> {
  const { group, integration, notice } = effect;
  const result = await attempt(sending, effect);
  const at = sending.parts.clock.now();
  // Its place is free: what starts next is kept in the same commit as this outcome.
  for (const key of keysOf(effect)) sending.busy.delete(key);
  const kept = keepOutcome(sending, {
    kind: 'delivery',
    phase: 'end',
    group,
    integration,
    notice: notice.id,
    at,
    result,
  });
  sending.nudge();
  await kept;
}

async function attempt({ parts, abort }: Sending, effect: Send): Promise<AttemptResult> {
  try {
    return await parts.deliver(effect, abort.signal);
  } catch (error) {
    parts.log.error('a channel failed by itself', { integration: effect.integration, err: error });
    return { outcome: 'retry', error: 'the channel failed by itself' };
  }
}

/** What was delivered while the store refuses is told to it until it takes it: forgotten, it would be sent again. */
async function keepOutcome({ parts, abort }: Sending, ended: AttemptEnded): Promise<void> {
  const { engine, clock, log } = parts;
  for (;;) {
    try {
      return void (await engine.submit(ended));
    } catch (error) {
      const { integration } = ended;
      log.warn('the outcome of an attempt could not be kept yet', { integration, err: error });
      if (abort.signal.aborted) return;
      await until(clock, clock.now() + keepAgainMs, abort.signal).catch(() => undefined);
    }
  }
}

async function finish({ parts: { clock, patienceMs }, running, abort }: Sending): Promise<void> {
  const cancel = clock.at(clock.now() + patienceMs, () => abort.abort(new Error('shutting down')));
  while (running.size > 0) await Promise.all(running.values());
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
  for (const [integration, queue, mine] of leastBusyFirst(state, busy)) {
    const room = Math.min(atOnceEach - mine, atOnce - busy.size - due.length);
    if (room <= 0) continue;
    const free = queue.peek(now, room + mine).filter((key) => !busy.has(key));
    for (const key of free.slice(0, room)) {
      const found = sendable(state, key);
      if (found) due.push({ key, group: found.group, integration });
    }
  }
  return due;
}

/** Else a few slow integrations with long queues would take every place that gets free. */
function leastBusyFirst(state: State, busy: ReadonlyMap<string, string>): [string, DueQueue, number][] {
  const count = countEach(busy);
  return [...state.attempts]
    .map(([integration, queue]): [string, DueQueue, number] => [
      integration,
      queue,
      count.get(integration) ?? 0,
    ])
    .sort(([, , mine], [, , other]) => mine - other);
}

/** An integration whose requests fill its share is looked at again when one of them ends. */
function nextAttempt(state: State, busy: ReadonlyMap<string, string>, atOnceEach: number): number {
  const count = countEach(busy);
  let next = Infinity;
  for (const [integration, queue] of state.attempts) {
    const mine = count.get(integration) ?? 0;
    if (mine < atOnceEach) next = Math.min(next, mine === 0 ? queue.next() : nextFree(state, queue, busy));
  }
  return next;
}

/** Those that are being started wait in the queue until their commit: they must not ring again. */
function nextFree(state: State, queue: DueQueue, busy: ReadonlyMap<string, string>): number {
  const key = queue.peek(Infinity, busy.size + 1).find((each) => !busy.has(each));
  return (key === undefined ? undefined : sendable(state, key)?.nextAttemptAt) ?? Infinity;
}

function countEach(busy: ReadonlyMap<string, string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const integration of busy.values()) counts.set(integration, (counts.get(integration) ?? 0) + 1);
  return counts;
}

/** What was in flight when the process ended is one ambiguous attempt each: it may have arrived, and is repeated. */
async function endAbandoned({ parts: { engine, clock, log }, running }: Sending): Promise<void> {
  const abandoned = inFlight(engine.state()).filter(
    ({ group, integration }) => !running.has(integrationKey(group, integration)),
  );
  const ends = abandoned.map(({ group, integration, inFlight: notice }) =>
    engine.submit({
      kind: 'delivery',
      phase: 'end',
      group,
      integration,
      notice,
      at: clock.now(),
      result: { outcome: 'ambiguous' },
    }),
  );
  if (ends.length > 0)
    log.warn('attempts were in flight when this process ended; they are repeated', { count: ends.length });
  await Promise.allSettled(ends);
}
