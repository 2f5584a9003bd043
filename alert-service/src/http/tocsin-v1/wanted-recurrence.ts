import type { SilenceRecurrence } from '@tocsin/api';
import { readRecurrence } from '#config/recurrence';
import type { Recurrence } from '#core/mute/recurrence';
import { windowAt } from '#core/mute/silence-window';
import { HttpError } from '../errors.ts';

export function wantedRecurrence(recurs: SilenceRecurrence | undefined): Recurrence | undefined {
  if (!recurs) return undefined;
  const read = readRecurrence(recurs);
  if (read.ok) return read.value;
  throw new HttpError(400, 'When the silence recurs cannot be read', { detail: read.error });
}

const lookAheadMs = 366 * 86_400_000;

/** The window that it would be in, else its next one. */
export function windowOf(recurs: Recurrence, now: number): { startsAt: string; endsAt: string } | undefined {
  const window = windowAt({ startsAt: now, endsAt: now + lookAheadMs, recurs }, now);
  return (
    window && {
      startsAt: new Date(window.startsAt).toISOString(),
      endsAt: new Date(window.endsAt).toISOString(),
    }
  );
}
