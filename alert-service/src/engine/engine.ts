import type { LedgerPage } from '@tocsin/model';
import type { AttemptStarted, ConfigurationInput, Input } from '#core/input';
import type { Policy } from '#core/policy';
import type { State } from '#core/state';
import { type Answer, type Step, stepAndMore } from '#core/step';
import type { Clock } from '#lib/clock';
import { until } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Store } from '#store/store';
import { isGap, isSetBack, nextBatch } from './batching.ts';
import { takeTogether, type Waiting } from './input-queue.ts';
import { recover } from './recovery.ts';

export interface EngineParts {
  readonly tenant: string;
  readonly store: Store;
  readonly clock: Clock;
  /** A fresh 32-bit seed for each commit. */
  readonly seed: () => number;
  /** What it recovers with; `configure` puts it in force, and every later one. */
  readonly policy: Policy;
  readonly log: Log;
}

export interface Committed {
  readonly step: Step;
  readonly page: LedgerPage;
}

/** Nothing was decided and nothing is kept: try again. The doors answer 503. */
export class EngineUnavailable extends Error {
  override name = 'EngineUnavailable';
}

export type StartWith = (now: number) => readonly AttemptStarted[];

/** One tenant's engine: inputs queue up, a batch at a time is decided and committed, then answered. */
export interface Engine {
  /** To read, synchronously; it is replaced when memory had to be recovered. */
  state(): State;
  /** What is decided with now. It changes only by the commit of a configuration: read it at use, keep no copy. */
  policy(): Policy;
  /** Resolves once it is on disk with everything decided from it; rejects with EngineUnavailable otherwise. */
  submit(input: Exclude<Input, ConfigurationInput>): Promise<Answer>;
  /** In force from its own commit on: what was submitted before is decided with the old policy. Rejects as `submit`. */
  configure(policy: Policy, cause: ConfigurationInput['cause']): Promise<void>;
  /** The owner lives: its time is kept, and a gap in it is noticed. */
  beat(): Promise<void>;
  /** Asked before each commit for the attempts that start with it: else each flush would need a second one. */
  startWith(ask: StartWith): () => void;
  /** Called after each commit, and never for one that failed. Returns how to stop listening. */
  onCommit(listen: (committed: Committed) => void): () => void;
  /** Called when memory was recovered from the store: what was derived from it is stale. */
  onRecovered(listen: () => void): () => void;
  available(): boolean;
  stop(): Promise<void>;
}

/** What one engine holds while it runs; the functions below share it. */
interface Running {
  readonly parts: EngineParts;
  readonly queue: Waiting[];
  readonly starters: Set<StartWith>;
  readonly commitListeners: Set<(committed: Committed) => void>;
  readonly recoveryListeners: Set<() => void>;
  readonly stopping: AbortController;
  state: State;
  policy: Policy;
  work: Promise<void> | undefined;
  broken: boolean;
  /** Failures of the store since it last took a commit. */
  failures: number;
}

export async function startEngine(parts: EngineParts): Promise<Engine> {
  const engine: Running = {
    parts,
    queue: [],
    starters: new Set(),
    commitListeners: new Set(),
    recoveryListeners: new Set(),
    stopping: new AbortController(),
    state: await recover(parts.store, parts.tenant, parts.policy.router),
    policy: parts.policy,
    work: undefined,
    broken: false,
    failures: 0,
  };
  return {
    state: () => engine.state,
    policy: () => engine.policy,
    submit: (input) => submit(engine, input),
    async configure(policy, cause) {
      await submit(engine, { kind: 'configuration', hash: policy.hash, cause }, policy);
    },
    available: () => !engine.broken && !engine.stopping.signal.aborted,
    beat: () => beat(engine),
    startWith: (ask) => listening(engine.starters, ask),
    onCommit: (listen) => listening(engine.commitListeners, listen),
    onRecovered: (listen) => listening(engine.recoveryListeners, listen),
    async stop() {
      // First of all, since the work under way may be waiting for a store that never comes back.
      engine.stopping.abort();
      await engine.work;
    },
  };
}

function submit(engine: Running, input: Input, policy?: Policy): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (engine.broken) return reject(new EngineUnavailable('recovering from a failed commit'));
    if (engine.stopping.signal.aborted) return reject(new EngineUnavailable('shutting down'));
    engine.queue.push({ input, resolve, reject, ...(policy && { policy }) });
    wake(engine);
  });
}

function wake(engine: Running): void {
  engine.work ??= run(engine).finally(() => {
    engine.work = undefined;
    if (engine.queue.length > 0) wake(engine);
  });
}

async function run(engine: Running): Promise<void> {
  while (engine.queue.length > 0) {
    await engine.parts.clock.turn();
    const waiting = takeTogether(engine.queue);
    try {
      await commitOne(engine, waiting);
    } catch (error) {
      refuse(waiting);
      await recoverAfter(engine, error, waiting[0]?.policy);
    }
  }
}

async function commitOne(engine: Running, waiting: readonly Waiting[]): Promise<void> {
  const { clock, seed, store, tenant } = engine.parts;
  const policy = waiting[0]?.policy ?? engine.policy;
  const inputs = waiting.map((each) => each.input);
  const batch = nextBatch({ state: engine.state, inputs, now: clock.now(), seed: seed() });
  const done = stepAndMore(engine.state, policy, {
    batch,
    // A configuration stands alone in its commit.
    more: () => (waiting[0]?.policy ? [] : [...engine.starters].flatMap((ask) => ask(batch.now))),
  });
  const { configuration } = engine.state;
  const page: LedgerPage = { seq: batch.seq, at: batch.now, configuration, entries: done.entries };
  await store.commit(tenant, { batch: done.batch, page, rows: done.rows });
  engine.policy = policy;
  engine.failures = 0;
  const answers = done.answers.slice(batch.inputs.length - inputs.length);
  for (const [index, each] of waiting.entries()) each.resolve(answers[index] ?? { kind: 'accepted' });
  tell(engine, engine.commitListeners, { step: done, page });
}

/** There is no undo: what a failed commit left in memory is thrown away, and recovered by the code of start-up. */
async function recoverAfter(engine: Running, error: unknown, wanted?: Policy): Promise<void> {
  const { log } = engine.parts;
  engine.broken = true;
  engine.failures += 1;
  log.error('a commit failed; nothing was accepted, recovering from the store', { err: error });
  refuse(engine.queue.splice(0));
  while (!engine.stopping.signal.aborted) {
    await pause(engine);
    try {
      await recoverState(engine, wanted);
      engine.broken = false;
      log.info('recovered from the store', { seq: engine.state.seq });
      return tell(engine, engine.recoveryListeners, undefined);
    } catch (again) {
      engine.failures += 1;
      log.error('the store still refuses', { err: again });
    }
  }
}

/** A configuration whose commit failed may have been kept for all we know: the store says which one is in force. */
async function recoverState(engine: Running, wanted: Policy | undefined): Promise<void> {
  const { store, tenant } = engine.parts;
  engine.state = await recover(store, tenant, engine.policy.router);
  if (!wanted || wanted.hash === engine.policy.hash || wanted.hash !== engine.state.configuration) return;
  engine.state = await recover(store, tenant, wanted.router);
  engine.policy = wanted;
}

/**
 * A store that can be read may still refuse each commit, as one on a full disk does: whatever is due would be tried,
 * fail and be recovered without an end. Only the first failure is recovered from at once.
 */
async function pause({ parts: { clock }, stopping, failures }: Running): Promise<void> {
  if (failures <= 1) return;
  const waitMs = Math.min(100 * 2 ** Math.min(failures - 2, 16), 5_000);
  await until(clock, clock.now() + waitMs, stopping.signal).catch(() => undefined);
}

/** A fault of one listener is neither the commit's nor the other listeners'. */
function tell<T>({ parts }: Running, listeners: ReadonlySet<(news: T) => void>, news: T): void {
  for (const listen of [...listeners]) {
    try {
      listen(news);
    } catch (error) {
      parts.log.error('a listener of the engine failed', { err: error });
    }
  }
}

async function beat(engine: Running): Promise<void> {
  const { clock, store, tenant } = engine.parts;
  const now = clock.now();
  if (engine.broken || engine.work) return;
  if (isGap(engine.state, now) || isSetBack(engine.state, now))
    return void (await submit(engine, { kind: 'heartbeat' }));
  if (now <= engine.state.now) return;
  engine.state.now = now;
  await store.touch(tenant, now);
}

function listening<T>(listeners: Set<T>, listen: T): () => void {
  listeners.add(listen);
  return () => void listeners.delete(listen);
}

function refuse(waiting: readonly Waiting[]): void {
  const why = 'the store refused the commit; nothing was accepted, try again';
  for (const each of waiting) each.reject(new EngineUnavailable(why));
}
