import { dateTimeFormat, dateTimeParse, getTimeZone } from '@grafana/data';
import type { SilenceUntil } from '@tocsin/api';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type Preset = 'resolved' | '30m' | '2h' | 'morning' | 'other';

export interface Span {
  readonly preset: Preset;
  /** Of "Other", as the fields have them: wall-clock time in the zone of the page. */
  readonly from: string;
  readonly to: string;
}

/** However long something fires, a silence that waits for its end has one of its own. */
export const LATEST_MS = DAY;
const MORNING = '09:00';

const fieldFormat = 'YYYY-MM-DDTHH:mm';
export const fieldText = (at: number): string => dateTimeFormat(at, { format: fieldFormat });

/** In the zone of the page; undefined where it is no time. */
export function fieldTime(text: string): number | undefined {
  const time = text === '' ? undefined : dateTimeParse(text, { timeZone: getTimeZone(), format: fieldFormat });
  return time?.isValid() ? time.valueOf() : undefined;
}

/** The next time it is nine in the morning where the reader is. */
export function nextMorning(now: number): number {
  const nineOn = (at: number): number =>
    fieldTime(`${dateTimeFormat(at, { format: 'YYYY-MM-DD' })}T${MORNING}`) ?? now + DAY;
  const today = nineOn(now);
  return today > now + 10 * MINUTE ? today : nineOn(now + DAY);
}

export interface Times {
  /** Absent: now. */
  readonly startsAt?: number;
  readonly until: { readonly kind: SilenceUntil['kind']; readonly at: number };
}

/** What the choice means at this moment, or what is wrong with it. */
export function timesOf({ preset, from, to }: Span, now: number): Times | string {
  switch (preset) {
    case 'resolved':
      return { until: { kind: 'resolved', at: now + LATEST_MS } };
    case '30m':
      return { until: { kind: 'time', at: now + 30 * MINUTE } };
    case '2h':
      return { until: { kind: 'time', at: now + 2 * HOUR } };
    case 'morning':
      return { until: { kind: 'time', at: nextMorning(now) } };
    case 'other':
      return otherTimes({ from, to }, now);
  }
}

function otherTimes({ from, to }: Pick<Span, 'from' | 'to'>, now: number): Times | string {
  const [start, end] = [fieldTime(from), fieldTime(to)];
  if (end === undefined) {
    return 'Choose when it ends.';
  }
  if (end <= Math.max(start ?? now, now)) {
    return start !== undefined && start > now ? 'It ends before it begins.' : 'Choose an end that is still to come.';
  }
  return { ...(start !== undefined && start > now ? { startsAt: start } : {}), until: { kind: 'time', at: end } };
}

export function wireUntil({ kind, at }: Times['until']): SilenceUntil {
  const time = new Date(at).toISOString();
  return kind === 'resolved' ? { kind, latestAt: time } : { kind: 'time', endsAt: time };
}

/** The end of a silence, whatever it waits for. */
export const endOf = (until: SilenceUntil): number => Date.parse(until.kind === 'time' ? until.endsAt : until.latestAt);
