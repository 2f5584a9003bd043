import type { WorkflowsSettings } from '#config/workflows-config';
import type { Log } from '#lib/log';
import { entriesListed, type Redis, type StreamEntry } from './redis.ts';
import { timeOfId } from './read-entry.ts';

/** An entry that could not be read, as it was set aside. */
export interface PoisonSeen {
  readonly id: string;
  readonly at: number;
  readonly why: string;
  /** As JSON, shortened. */
  readonly fields: string;
}

const kept = 1_000;
const shown = 20;
const longest = 2_000;

const poisonStream = ({ stream }: Pick<WorkflowsSettings, 'stream'>): string => `${stream}:poison`;

interface Around {
  readonly redis: Redis;
  readonly settings: WorkflowsSettings;
  readonly log: Log;
}

/** Copies them to a stream of their own, of which the newest thousand are kept: a crash between may set one aside twice. */
export async function setAside(
  { redis, settings, log }: Around,
  poison: readonly { readonly entry: StreamEntry; readonly why: string }[],
): Promise<PoisonSeen[]> {
  const seen = poison.map(({ entry: { id, fields }, why }) => ({
    id,
    at: timeOfId(id),
    why,
    fields: JSON.stringify(fields).slice(0, longest),
  }));
  log.warn('events of workflows could not be read and were set aside', {
    count: seen.length,
    id: seen[0]?.id,
    why: seen[0]?.why,
    stream: poisonStream(settings),
  });
  for (const { id, why, fields } of seen)
    await redis.ask([
      ...['XADD', poisonStream(settings), 'MAXLEN', '~', String(kept), '*'],
      ...['id', id, 'why', why, 'fields', fields],
    ]);
  return seen.reverse().slice(0, shown);
}

/** The newest first. */
export async function listPoison({ redis, settings }: Omit<Around, 'log'>): Promise<PoisonSeen[]> {
  const reply = await redis.ask(['XREVRANGE', poisonStream(settings), '+', '-', 'COUNT', String(shown)]);
  return entriesListed(reply).flatMap(({ fields }) =>
    fields?.id === undefined
      ? []
      : [{ id: fields.id, at: timeOfId(fields.id), why: fields.why ?? '', fields: fields.fields ?? '' }],
  );
}

export const newestPoison = (fresh: readonly PoisonSeen[], before: readonly PoisonSeen[]): PoisonSeen[] =>
  [...fresh, ...before.filter(({ id }) => !fresh.some((each) => each.id === id))].slice(0, shown);
