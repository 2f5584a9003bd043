import { z } from 'zod';
import type { WorkflowsSettings } from '#config/workflows-config';
import { type Clock, until } from '#lib/clock';

/** One connection. What blocks on it blocks only it. */
export interface Redis {
  /** Rejects when there is no answer in time: then the connection is of no use any more. */
  ask(args: readonly string[], withinMs?: number): Promise<unknown>;
  close(): void;
}

class RedisGone extends Error {
  override name = 'RedisGone';
}

const answerWithinMs = 5_000;

/** Reads the address anew each time: a rotated password needs no restart. */
export async function connectRedis(settings: WorkflowsSettings, clock: Clock): Promise<Redis> {
  // Large, and of no use to whoever reads no workflows.
  const { createClient } = await import('./redis-client.ts');
  const client = createClient({
    url: settings.redisUrl.reveal(),
    // Read by position below, in the older form that every server speaks.
    RESP: 2,
    disableOfflineQueue: true,
    socket: { connectTimeout: answerWithinMs, reconnectStrategy: false, keepAlive: true },
  });
  let last: Error | undefined;
  client.on('error', (error: Error) => (last = error));
  const close = (): void => {
    if (client.isOpen) client.destroy();
  };
  const inTime = async <T>(work: Promise<T>, withinMs: number): Promise<T> => {
    const waiting = new AbortController();
    let isLate = false;
    until(clock, clock.now() + withinMs, waiting.signal).then(
      () => {
        isLate = true;
        // It ends the work too.
        close();
      },
      () => undefined,
    );
    try {
      return await work;
    } catch (error) {
      if (isLate) throw new RedisGone(`Redis did not answer within ${withinMs / 1000} s`, { cause: error });
      throw error instanceof Error && error.message === 'The client is closed' && last ? last : error;
    } finally {
      waiting.abort();
    }
  };
  await inTime(client.connect(), answerWithinMs);
  return {
    ask: (args, withinMs = answerWithinMs) => inTime(client.sendCommand<unknown>([...args]), withinMs),
    close,
  };
}

const Entry = z.tuple([z.string(), z.array(z.string()).nullable()]);
/** An entry of a stream: its id, and its fields by name; null where it was cut away meanwhile. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>> | null;
}

const Entries = z.array(Entry);
const Streams = z.array(z.tuple([z.string(), Entries])).nullable();

const entryOf = ([id, flat]: z.output<typeof Entry>): StreamEntry => ({ id, fields: flat && byName(flat) });

function byName(flat: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let at = 0; at + 1 < flat.length; at += 2) fields[flat[at] ?? ''] = flat[at + 1] ?? '';
  return fields;
}

/** Of XREADGROUP and XREAD of one stream. */
export const entriesRead = (reply: unknown): StreamEntry[] =>
  (Streams.parse(reply) ?? []).flatMap(([, entries]) => entries.map(entryOf));

/** Of XRANGE and XREVRANGE. */
export const entriesListed = (reply: unknown): StreamEntry[] => Entries.parse(reply).map(entryOf);

const Claimed = z.tuple([z.string(), z.array(Entry.nullable())]).rest(z.unknown());

/** Of XAUTOCLAIM: what was taken over from consumers that are gone, and what of theirs was cut away. */
export function entriesClaimed(reply: unknown): StreamEntry[] {
  const [, entries, deleted = []] = Claimed.parse(reply);
  const cut = z.array(z.string()).catch([]).parse(deleted);
  return [
    ...entries.flatMap((entry) => (entry ? [entryOf(entry)] : [])),
    ...cut.map((id) => ({ id, fields: null })),
  ];
}

const Flat = z.array(z.unknown());

/** Of XINFO: names and values in turn. */
export function infoOf(reply: unknown): Readonly<Record<string, unknown>> {
  const flat = Flat.parse(reply);
  const info: Record<string, unknown> = {};
  for (let at = 0; at + 1 < flat.length; at += 2) info[String(flat[at])] = flat[at + 1];
  return info;
}

export const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
};
