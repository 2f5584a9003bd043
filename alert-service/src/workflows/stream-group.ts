import { z } from 'zod';
import type { WorkflowsSettings } from '#config/workflows-config';
import { compareIds } from '#core/workflows/event';
import { infoOf, messageOf, type Redis } from './redis.ts';

/** How the group stands in its stream. */
export interface GroupState {
  /** In the stream and not read yet; absent where this Redis does not say. */
  readonly lag?: number;
  /** What was lost since it was looked at last, in words. */
  readonly lost?: string;
  /** Another stream began: ids count from its start. */
  readonly reset?: true;
}

type Streams = Pick<WorkflowsSettings, 'stream' | 'group'>;

const Info = z.object({
  'last-generated-id': z.string(),
  length: z.number(),
  'entries-added': z.number().optional(),
  'first-entry': z.tuple([z.string()]).rest(z.unknown()).nullable().optional(),
});
const Group = z.object({
  name: z.string(),
  'last-delivered-id': z.string(),
  'entries-read': z.number().nullable().optional(),
  lag: z.number().nullable().optional(),
});

async function streamInfo(redis: Redis, stream: string): Promise<z.output<typeof Info> | undefined> {
  try {
    return Info.parse(infoOf(await redis.ask(['XINFO', 'STREAM', stream])));
  } catch (error) {
    if (messageOf(error).includes('no such key')) return undefined;
    throw error;
  }
}

async function groupInfo(
  redis: Redis,
  { stream, group }: Streams,
): Promise<z.output<typeof Group> | undefined> {
  const all = z.array(z.unknown()).parse(await redis.ask(['XINFO', 'GROUPS', stream]));
  return all.map((each) => Group.parse(infoOf(each))).find(({ name }) => name === group);
}

/**
 * Makes the group where it is not there, after what was counted already, and finds out whether events went that nobody
 * read. Nothing is counted twice for it: a stream of the same name goes on after the last id that was counted.
 */
export async function lookAtGroup(redis: Redis, streams: Streams, lastId: string): Promise<GroupState> {
  const info = await streamInfo(redis, streams.stream);
  const group = info && (await groupInfo(redis, streams));
  if (info && group) return trimmed(redis, streams, { info, group });
  const isSame = info !== undefined && compareIds(info['last-generated-id'], lastId) >= 0;
  const start = isSame ? lastId : '0-0';
  await makeGroup(redis, streams, start);
  const began = { ...(info && { lag: info.length }) };
  if (lastId === '0-0') return began;
  const what = info ? 'its consumer group' : 'it';
  return {
    ...began,
    ...(!isSame && { reset: true }),
    lost: `The stream ${streams.stream} was there and ${what} is gone: what was in it and not read yet is not counted. Counting goes on with ${isSame ? 'what came after the last event that was counted' : 'what comes'}.`,
  };
}

async function makeGroup(redis: Redis, { stream, group }: Streams, start: string): Promise<void> {
  try {
    await redis.ask(['XGROUP', 'CREATE', stream, group, start, 'MKSTREAM']);
  } catch (error) {
    if (!messageOf(error).startsWith('BUSYGROUP')) throw error;
  }
}

interface Seen {
  readonly info: z.output<typeof Info>;
  readonly group: z.output<typeof Group>;
}

/** Redis counts what was added and what the group read: where the stream begins after the last one read, the rest was cut away. */
async function trimmed(
  redis: Redis,
  { stream, group: name }: Streams,
  { info, group }: Seen,
): Promise<GroupState> {
  const { lag } = group;
  const state = typeof lag === 'number' ? { lag } : {};
  const added = info['entries-added'];
  const read = group['entries-read'];
  if (added === undefined || typeof read !== 'number') return state;
  const last = group['last-delivered-id'];
  const first = info['first-entry']?.[0];
  if (first !== undefined && compareIds(first, last) <= 0) return state;
  const missed = added - read - info.length;
  if (missed <= 0) return state;
  await redis.ask(['XGROUP', 'SETID', stream, name, last, 'ENTRIESREAD', String(added - info.length)]);
  return {
    ...state,
    lost: `${missed} ${missed === 1 ? 'event was' : 'events were'} cut away from ${stream} before ${missed === 1 ? 'it was' : 'they were'} read: the numbers lack ${missed === 1 ? 'it' : 'them'}. Keep more in the stream (MAXLEN).`,
  };
}
