import { z } from 'zod';
import type { WorkflowsSettings } from '#config/workflows-config';
import { emptyBook, type WorkflowHead } from '#core/workflows/book';
import { compareIds } from '#core/workflows/event';
import type { WorkflowsInput } from '#core/workflows/input';
import { type Engine, EngineUnavailable } from '#engine/engine';
import { type Clock, until } from '#lib/clock';
import type { Log } from '#lib/log';
import { type PoisonSeen, setAside } from './poison.ts';
import { readEntry } from './read-entry.ts';
import { entriesClaimed, entriesRead, messageOf, type Redis, type StreamEntry } from './redis.ts';
import { lookAtGroup } from './stream-group.ts';

export interface ConsumerParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly onLag: (lag: number | undefined) => void;
  readonly onCounted: (types: readonly string[]) => void;
  readonly onPoison: (seen: readonly PoisonSeen[]) => void;
}

const mostAtOnce = 500;
/** Commits that are not full: a few at once, so that what people watch comes at once; one a second over time. */
const mostCommitsAtOnce = 5;
const commitEveryMs = 1_000;
const blockMs = 1_000;
const lookEveryMs = 15_000;
/** Who holds an event so long without an answer is gone. */
const claimAfterMs = 60_000;
const notesAtOnce = 3;

interface Session extends ConsumerParts {
  readonly redis: Redis;
  readonly settings: WorkflowsSettings;
  readonly signal: AbortSignal;
  /** By so much Redis's clock is ahead of ours. */
  readonly aheadMs: number;
  /** Waits until the next commit may come. */
  readonly pace: () => Promise<void>;
}

function createPace(clock: Clock, signal: AbortSignal): () => Promise<void> {
  let left = mostCommitsAtOnce;
  let at = clock.elapsed();
  return async () => {
    const now = clock.elapsed();
    left = Math.min(mostCommitsAtOnce, left + (now - at) / commitEveryMs) - 1;
    at = now;
    if (left >= 0) return;
    await until(clock, clock.now() - left * commitEveryMs, signal).catch(() => undefined);
  };
}

const headOf = ({ engine }: Pick<ConsumerParts, 'engine'>): WorkflowHead =>
  (engine.state().workflows ?? emptyBook()).head;

/**
 * Reads until the connection breaks. What was read is committed first and acknowledged then, and nothing further is
 * read between: after a crash it comes again, and is known by its id. Ends by itself where `isCurrent` says no.
 */
export async function consume(
  parts: ConsumerParts,
  session: Pick<Session, 'redis' | 'settings' | 'signal'> & { readonly isCurrent: () => boolean },
): Promise<void> {
  const { redis, signal, isCurrent } = session;
  const pace = createPace(parts.clock, signal);
  const whole: Session = { ...parts, ...session, pace, aheadMs: await aheadOf(redis, parts.clock) };
  await look(whole);
  await takePending(whole);
  let lookAt = parts.clock.elapsed();
  while (!signal.aborted && isCurrent()) {
    if (parts.clock.elapsed() >= lookAt) {
      await look(whole);
      await takeOver(whole);
      lookAt = parts.clock.elapsed() + lookEveryMs;
    }
    await takeNew(whole);
  }
}

const RedisTime = z.tuple([z.coerce.number(), z.coerce.number()]);

async function aheadOf(redis: Redis, clock: Clock): Promise<number> {
  const [seconds, micros] = RedisTime.parse(await redis.ask(['TIME']));
  const ahead = seconds * 1000 + micros / 1000 - clock.now();
  // What the way there takes is no difference of clocks.
  return Math.abs(ahead) < 1_000 ? 0 : Math.round(ahead);
}

async function look(session: Session): Promise<void> {
  const { redis, settings, onLag } = session;
  const found = await lookAtGroup(redis, settings, headOf(session).lastId);
  onLag(found.lag);
  if (found.lost === undefined) return;
  session.log.warn('events of workflows were lost', { why: found.lost });
  await submit(session, {
    kind: 'workflows',
    events: [],
    ...(found.reset && { reset: true }),
    notes: [{ change: 'stream-lost', detail: found.lost }],
  });
}

/** What was read before and not acknowledged: ours, from before a crash. */
async function takePending(session: Session): Promise<void> {
  const { redis, settings } = session;
  const { group, consumer, stream } = settings;
  for (let after = '0-0'; !session.signal.aborted;) {
    const reply = await redis.ask([
      ...['XREADGROUP', 'GROUP', group, consumer, 'COUNT', String(mostAtOnce)],
      ...['STREAMS', stream, after],
    ]);
    const entries = entriesRead(reply);
    const last = entries.at(-1);
    if (!last) return;
    await take(session, entries);
    after = last.id;
  }
}

/** What consumers of our group hold that are gone: of another name, from before this one. */
async function takeOver(session: Session): Promise<void> {
  const { redis, settings } = session;
  const { group, consumer, stream } = settings;
  const reply = await redis.ask([
    ...['XAUTOCLAIM', stream, group, consumer, String(claimAfterMs), '0-0'],
    ...['COUNT', String(mostAtOnce)],
  ]);
  const entries = entriesClaimed(reply);
  if (entries.length > 0) await take(session, entries);
}

async function takeNew(session: Session): Promise<void> {
  const { redis, settings } = session;
  const { group, consumer, stream } = settings;
  const reply = await redis
    .ask(
      [
        ...['XREADGROUP', 'GROUP', group, consumer, 'COUNT', String(mostAtOnce)],
        ...['BLOCK', String(blockMs), 'STREAMS', stream, '>'],
      ],
      blockMs + 5_000,
    )
    .catch(async (error: unknown) => {
      // The stream went while we waited for it: FLUSHALL, DEL. It is made again, and told.
      if (!/^(NOGROUP|UNBLOCKED)/.test(messageOf(error))) throw error;
      await look(session);
      return null;
    });
  const entries = entriesRead(reply);
  if (entries.length === 0) return;
  const { lastId } = headOf(session);
  // A group that was set back delivers again what was counted.
  const isOld = ({ id }: StreamEntry): boolean => compareIds(id, lastId) <= 0;
  await acknowledge(session, entries.filter(isOld));
  await take(
    session,
    entries.filter((entry) => !isOld(entry)),
  );
  if (entries.length < mostAtOnce) await session.pace();
}

async function take(session: Session, entries: readonly StreamEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const known = new Set(headOf(session).recent);
  const fresh = entries.filter(({ id }) => !known.has(id));
  const cut = fresh.filter(({ fields }) => fields === null);
  const read = fresh.flatMap((entry) =>
    entry.fields === null ? [] : [{ entry, ...readEntry(entry, session.aheadMs) }],
  );
  const events = read.flatMap((each) => ('event' in each ? [each.event] : []));
  const poison = read.flatMap((each) => ('poison' in each ? [{ entry: each.entry, why: each.poison }] : []));
  if (poison.length > 0) session.onPoison(await setAside(session, poison));
  if (fresh.length > 0)
    await submit(session, {
      kind: 'workflows',
      events,
      ...(cut.length + poison.length > 0 && {
        skipped: [...cut.map(({ id }) => id), ...poison.map(({ entry }) => entry.id)],
      }),
      ...(poison.length > 0 && { poison: poison.length }),
      notes: [...notesOfPoison(session, poison), ...notesOfCut(cut)],
    });
  await acknowledge(session, entries);
  session.onCounted(events.map(({ type }) => type));
}

type Notes = NonNullable<WorkflowsInput['notes']>;

function notesOfPoison(
  { settings }: Session,
  poison: readonly { readonly entry: StreamEntry; readonly why: string }[],
): Notes {
  const told = poison.slice(0, notesAtOnce).map(({ entry: { id }, why }) => ({
    change: 'poison' as const,
    id,
    detail: `An event of ${settings.stream} could not be read and was set aside: ${why}.`,
  }));
  const more = poison.length - told.length;
  if (more <= 0) return told;
  return [...told, { change: 'poison', detail: `${more} more events could not be read and were set aside.` }];
}

const notesOfCut = (cut: readonly StreamEntry[]): Notes =>
  cut.length === 0
    ? []
    : [
        {
          change: 'stream-lost',
          detail: `${cut.length} of the events that were read and not counted yet had been cut away from the stream.`,
        },
      ];

async function acknowledge({ redis, settings }: Session, entries: readonly StreamEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await redis.ask(['XACK', settings.stream, settings.group, ...entries.map(({ id }) => id)]);
}

/** The engine keeps it, or it is asked again: nothing is acknowledged that is not kept. */
async function submit(
  { engine, clock, signal }: Pick<Session, 'engine' | 'clock' | 'signal'>,
  input: WorkflowsInput,
): Promise<void> {
  for (;;) {
    try {
      await engine.submit(input);
      return;
    } catch (error) {
      if (!(error instanceof EngineUnavailable) || signal.aborted) throw error;
      await until(clock, clock.now() + 500, signal);
    }
  }
}
