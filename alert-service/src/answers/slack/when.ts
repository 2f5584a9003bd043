import { clockWords, parseDuration } from '@tocsin/model';
import type { AnswerDoor } from '../answer-door.ts';

type Zone = Pick<AnswerDoor, 'clock' | 'timeZone'>;

const longestMs = 31 * 86_400_000;

/** The next nine o'clock in the zone that our messages speak of. */
export function nextMorning({ clock, timeZone }: Zone): number {
  const now = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(timeZone);
  return nextAt(now, new Temporal.PlainTime(9));
}

function nextAt(now: Temporal.ZonedDateTime, time: Temporal.PlainTime): number {
  const today = now.withPlainTime(time);
  const next =
    Temporal.ZonedDateTime.compare(today, now) > 0 ? today : now.add({ days: 1 }).withPlainTime(time);
  return next.epochMilliseconds;
}

/** `1h`, `90m`, `until 09:00`, `9:30`: the moment, or what to write. */
export function momentOf(text: string, zone: Zone): { readonly at: number } | { readonly problem: string } {
  const written = text.trim().replace(/^until\s+/iu, '');
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(written) ?? [];
  if (hour !== undefined && minute !== undefined && Number(hour) < 24 && Number(minute) < 60) {
    const now = Temporal.Instant.fromEpochMilliseconds(zone.clock.now()).toZonedDateTimeISO(zone.timeZone);
    return { at: nextAt(now, new Temporal.PlainTime(Number(hour), Number(minute))) };
  }
  const length = parseDuration(written.replaceAll(' ', ''));
  if (!length.ok || length.value <= 0)
    return { problem: `“${text.slice(0, 40)}” is no time: write 1h, 30m, or until 09:00.` };
  if (length.value > longestMs) return { problem: 'That is too long: 31 days at most.' };
  return { at: zone.clock.now() + length.value };
}

/** `09:00 CEST`, with the day where it is another. */
export const timeWords = (at: number, { clock, timeZone }: Zone): string =>
  clockWords(at, { now: clock.now(), timeZone });
