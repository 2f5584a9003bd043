/** A span of time. Epoch ms, `[from, to)`. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Between two changes of a zone's clock; `offsetMs` is added to UTC. */
interface Period extends Window {
  readonly offsetMs: number;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** What Temporal and Date can hold. */
const farthest = 8.64e15;
const aheadMs = 800 * dayMs;
const longestMs = 40 * 366 * dayMs;

/** What the database of time zones says does not change while we run. */
const known = new Map<string, Window & { readonly periods: readonly Period[] }>();

function periodsAround(zone: string, from: number, to: number): readonly Period[] {
  const before = known.get(zone);
  if (before && before.from <= from && to <= before.to) return before.periods;
  const window = withBefore(before, {
    from: Math.max(from - aheadMs, -farthest),
    to: Math.min(to + aheadMs, farthest),
  });
  const periods = readPeriods(zone, window);
  known.set(zone, { ...window, periods });
  return periods;
}

/** A rotation that began years ago is asked for then and for now, in turn: one window holds both. */
function withBefore(before: Window | undefined, { from, to }: Window): Window {
  const both = { from: Math.min(from, before?.from ?? from), to: Math.max(to, before?.to ?? to) };
  return both.to - both.from <= longestMs ? both : { from, to };
}

function readPeriods(zone: string, { from, to }: Window): Period[] {
  const periods: Period[] = [];
  let at = from;
  let wall = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  while (at < to) {
    const next = wall.getTimeZoneTransition('next');
    const end = next && next.epochMilliseconds < to ? next.epochMilliseconds : to;
    periods.push({ from: at, to: end, offsetMs: wall.offsetNanoseconds / 1e6 });
    if (!next) break;
    [at, wall] = [end, next];
  }
  return periods;
}

function offsetAt(zone: string, at: number): number {
  return periodsAround(zone, at, at).findLast(({ from }) => from <= at)?.offsetMs ?? 0;
}

/** What the wall clock of a zone shows: ms since 1970 as if that wall were in UTC. */
export const wallAt = (zone: string, at: number): number => at + offsetAt(zone, at);

/**
 * The first moment at which the wall clock shows this time or a later one. So a time that is skipped when clocks go
 * forward happens at the change, one that comes twice happens the first time, and a later time never happens earlier.
 */
export function momentOf(zone: string, wall: number): number {
  const periods = periodsAround(zone, wall - dayMs, wall + dayMs);
  const first = periods.find(({ to, offsetMs }) => to > wall - dayMs && wall - offsetMs < to);
  return first ? Math.max(first.from, wall - first.offsetMs) : wall;
}

/** `2026-11-02T09:00` as ms on the wall. */
export const wallOf = (text: string): number =>
  Temporal.PlainDateTime.from(text).toZonedDateTime('UTC').epochMilliseconds;

export const momentOfText = (zone: string, text: string): number => momentOf(zone, wallOf(text));

/** Days since 1970 on the wall. */
export const dayOfWall = (wall: number): number => Math.floor(wall / dayMs);

/** 1 is Monday, 7 is Sunday; day 0 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The clock of a zone jumps: forward where `byMs` is positive. */
export interface ClockChange {
  readonly at: number;
  readonly zone: string;
  readonly byMs: number;
  /** What the wall shows just before and just after, ms as if it were in UTC. */
  readonly wallBefore: number;
  readonly wallAfter: number;
}

export function clockChanges(zone: string, { from, to }: Window): ClockChange[] {
  const periods = periodsAround(zone, from - dayMs, to);
  return periods.flatMap(({ from: at, offsetMs }, index) => {
    const before = periods[index - 1];
    if (!before || at < from || at >= to) return [];
    const [wallBefore, wallAfter] = [at + before.offsetMs, at + offsetMs];
    return [{ at, zone, byMs: wallAfter - wallBefore, wallBefore, wallAfter }];
  });
}
