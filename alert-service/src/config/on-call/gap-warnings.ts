import { clockWords, spokenDuration } from '@tocsin/model';
import { type Directory, objectIn, objectKey } from '#core/on-call/directory';
import { lookAhead } from '#core/on-call/gaps';
import { printWarning } from '../config-error.ts';
import type { LoadedOnCall } from './load-on-call.ts';

/** Where the schedules of the files have nobody on call in the next 90 days: nothing is wrong with them, but say so. */
export function gapWarnings({ objects, schedules }: LoadedOnCall, now: number): string[] {
  const directory: Directory = new Map(
    objects.map(({ kind, id, value, file = '' }) => [
      objectKey(kind, id),
      [{ kind, id, version: 1, at: -Infinity, source: 'file', by: file, value }],
    ]),
  );
  return schedules.flatMap(({ id, place }) => {
    // A calendar may fill the gaps of the layers: what it says is not known before it is read.
    if (objectIn(directory, { kind: 'schedule', id })?.calendar !== undefined) return [];
    const message = gapWords(directory, id, now);
    return message === undefined ? [] : [printWarning({ ...place, message })];
  });
}

/** The first gap, and how many more there are. */
export function gapWords(directory: Directory, id: string, now: number): string | undefined {
  const schedule = objectIn(directory, { kind: 'schedule', id });
  // Of one that is only a calendar nothing is known before it is read.
  if (!schedule || (schedule.layers.length === 0 && schedule.calendar !== undefined)) return undefined;
  const { gaps } = lookAhead(directory, id, { from: now });
  const [first] = gaps;
  if (!first) return undefined;
  const begin = first.from <= now ? 'now' : clockWords(first.from, { now, timeZone: schedule.timeZone });
  const more = gaps.length > 1 ? `, and ${gaps.length - 1} more times in the next 90 days` : '';
  const length = spokenDuration(first.to - Math.max(first.from, now));
  return `nobody is on call in "${id}" from ${begin} for ${length}${more}: the last resort is told then`;
}
