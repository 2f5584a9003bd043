import { partsOf, recursAt, type RecurrencePart } from './recurrence.ts';
import type { Silence } from './silence.ts';

export interface Window {
  readonly startsAt: number;
  readonly endsAt: number;
}

type Recurring = Pick<Silence, 'startsAt' | 'endsAt' | 'recurs'>;

/** Further ahead nobody plans, and looking there would take long. */
const daysAhead = 800;

const found = new WeakMap<
  Recurring,
  { readonly from: number; readonly to: number; readonly window?: Window }
>();
const dayMs = 86_400_000;

/**
 * The window that a recurring silence is in, else its next one; undefined where there is none, or only years away.
 * It is the same until its end, and asked for at each listing: so it is remembered.
 */
export function windowAt(silence: Recurring, now: number): Window | undefined {
  const before = found.get(silence);
  if (before && before.from <= now && now < before.to) return before.window;
  const window = findWindow(silence, now);
  found.set(silence, { from: now, to: window?.endsAt ?? now + dayMs, ...(window && { window }) });
  return window;
}

function findWindow({ startsAt, endsAt, recurs }: Recurring, now: number): Window | undefined {
  if (!recurs || now >= endsAt) return undefined;
  const parts = partsOf(recurs);
  const from = Math.max(now, startsAt);
  const holding = recursAt(recurs, from);
  const begin = holding ? beginOf(parts, from, startsAt) : nextBegin(parts, from, endsAt);
  if (begin >= endsAt) return undefined;
  const within = holding ? from : begin;
  return { startsAt: Math.max(begin, startsAt), endsAt: Math.min(endOf(parts, within, endsAt), endsAt) };
}

const nextBegin = (parts: readonly RecurrencePart[], after: number, limit: number): number =>
  Math.min(...parts.map((part) => change(part, after, limit)));

/** Where one part ends another may go on: a night is two, one to 24:00 and one from 00:00. */
function endOf(parts: readonly RecurrencePart[], at: number, limit: number): number {
  let end = at;
  for (;;) {
    const on = parts.filter((part) => part.holds(end));
    if (on.length === 0 || end >= limit) return end;
    end = Math.max(...on.map((part) => change(part, end, limit)));
  }
}

function beginOf(parts: readonly RecurrencePart[], at: number, limit: number): number {
  let begin = at;
  for (let before = at; ; before = begin - 1) {
    const on = parts.filter((part) => part.holds(before));
    if (on.length === 0 || begin <= limit) return begin;
    begin = Math.min(...on.map((part) => lastChange(part, before, limit)));
  }
}

/** The first time after `at` at which the part begins or ends, or the limit. */
function change(part: RecurrencePart, at: number, limit: number): number {
  const holds = part.holds(at);
  for (let day = dayOf(part, at), days = 0; days < daysAhead; day = day.add({ days: 1 }), days += 1)
    for (const each of momentsOf(part, day)) {
      if (each > limit) return limit;
      if (each > at && part.holds(each) !== holds) return each;
    }
  return limit;
}

/** Since when it has held, up to `at`, or the limit. */
function lastChange(part: RecurrencePart, at: number, limit: number): number {
  for (let day = dayOf(part, at), days = 0; days < daysAhead; day = day.subtract({ days: 1 }), days += 1)
    for (const each of momentsOf(part, day).reverse()) {
      if (each <= at && !part.holds(each - 1)) return each;
      if (each < limit) return limit;
    }
  return limit;
}

const dayOf = ({ location }: RecurrencePart, at: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(location).toPlainDate();

/** In order: each of its minutes on that day, both times where the clock shows it twice, and when the clock is changed. */
function momentsOf({ location, minutes }: RecurrencePart, day: Temporal.PlainDate): number[] {
  const moments = minutes.flatMap((minute) => {
    const wall = day.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
    return (['earlier', 'later'] as const).map(
      (disambiguation) => wall.toZonedDateTime(location, { disambiguation }).epochMilliseconds,
    );
  });
  const begin = day.toZonedDateTime(location);
  const changed = begin.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
  if (changed < day.add({ days: 1 }).toZonedDateTime(location).epochMilliseconds) moments.push(changed);
  return [...new Set(moments)].sort((a, b) => a - b);
}
