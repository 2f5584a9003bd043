import type { Span } from '#core/on-call/hours';
import type { ImportedShift, Layer, Override, Schedule } from '#core/on-call/schedule';

/**
 * Who is on call, found in another way than the engine's: by walking, with the wall clock as Intl shows it, and the
 * calendar of Date. Nothing is asked of Temporal, of offsets or of when a zone changes its clock.
 *
 * The walk holds the clock at its highest: what it has shown once stays, so that a time that is shown a second time,
 * after a change, is no new one. Of that clock, everything is a comparison.
 */
export interface Walk {
  readonly schedule: Schedule;
  /** From a calendar that was read. */
  readonly imported?: readonly ImportedShift[];
  /** Last changed last. */
  readonly overrides: readonly Override[];
  readonly people: ReadonlySet<string>;
}

export interface Moment {
  readonly at: number;
  /** Sorted. */
  readonly people: readonly string[];
}

const minuteMs = 60_000;

/** At each step from `from` until before `to`. The walk begins a day and a half before: no clock is ever set back so far. */
export function walked(
  walk: Walk,
  { from, to, stepMs }: { readonly from: number; readonly to: number; readonly stepMs: number },
): Moment[] {
  const { schedule } = walk;
  const wall = wallClock(schedule.timeZone);
  const hours = new Map(
    schedule.layers.map((layer) => [layer, layer.rotation.unit === 'hours' ? startOf(layer, wall) : 0]),
  );
  const found: Moment[] = [];
  let highest = -Infinity;
  for (let at = from - 36 * 60 * minuteMs; at < to; at += stepMs) {
    highest = Math.max(highest, wall(at));
    if (at < from) continue;
    const shown = highest;
    const turnIn = (layer: Layer): readonly string[] => peopleOf(layer, shown, at - (hours.get(layer) ?? 0));
    found.push({ at, people: peopleAt(walk, { at, turnIn }) });
  }
  return found;
}

/** Ms as if the wall were in UTC, to the minute. */
function wallClock(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (at) => {
    const [, month, day, year, hour, minute] =
      /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+)$/.exec(format.format(at)) ?? [];
    return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  };
}

const written = (text: string): number => Date.parse(`${text}Z`);

/** The first minute that shows the time of the first handover, or a later one. */
function startOf({ startsOn }: Layer, wall: (at: number) => number): number {
  const wanted = written(startsOn);
  let at = wanted - 26 * 60 * minuteMs;
  while (wall(at) < wanted) at += minuteMs;
  return at;
}

interface Now {
  readonly at: number;
  readonly turnIn: (layer: Layer) => readonly string[];
}

function peopleAt({ schedule, imported = [], overrides, people }: Walk, { at, turnIn }: Now): string[] {
  const real = (all: readonly string[]): string[] => all.filter((person) => people.has(person));
  const goesOn = (each: { readonly from: number; readonly to: number }): boolean =>
    each.from <= at && at < each.to;
  const lanes = [...schedule.layers.map(turnIn), imported.filter(goesOn).map(({ person }) => person)];
  const top = lanes.map(real).findLast((each) => each.length > 0) ?? [];
  let seats = [...new Set(top)].map((person) => [person]);
  for (const { person, insteadOf, ...times } of overrides) {
    if (!goesOn(times) || (person !== undefined && !people.has(person))) continue;
    const wanted = insteadOf !== undefined && people.has(insteadOf) ? insteadOf : undefined;
    const taken = wanted === undefined ? seats : seats.filter((seat) => seat.includes(wanted));
    if (wanted !== undefined && taken.length === 0) continue;
    const left = seats.filter((seat) => !taken.includes(seat));
    seats =
      person === undefined ? left : [...left.filter((seat) => seat[0] !== person), [person, ...taken.flat()]];
  }
  return [...new Set(seats.map(([person = '']) => person))].sort();
}

/** `elapsed`: since the first handover, for turns of real hours. */
function peopleOf(layer: Layer, shown: number, elapsed: number): readonly string[] {
  const { turns, rotation, startsOn, endsOn, restrictions } = layer;
  if (turns.length === 0 || shown < written(startsOn)) return [];
  if (endsOn !== undefined && shown >= written(endsOn)) return [];
  if (restrictions && !restrictions.some((span) => isIn(span, shown))) return [];
  const index =
    rotation.unit === 'hours'
      ? Math.floor(elapsed / (rotation.every * 60 * minuteMs))
      : handoversShown(layer, shown) - 1;
  return turns[index % turns.length] ?? [];
}

/** Counts them one by one. */
function handoversShown({ rotation: { every, unit }, startsOn }: Layer, shown: number): number {
  const first = new Date(written(startsOn));
  let count = 0;
  for (;;) {
    const next = new Date(first);
    const steps = count * every;
    if (unit === 'months') {
      next.setUTCDate(1);
      next.setUTCMonth(first.getUTCMonth() + steps);
      const days = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate();
      next.setUTCDate(Math.min(first.getUTCDate(), days));
    } else next.setUTCDate(first.getUTCDate() + steps * (unit === 'weeks' ? 7 : 1));
    if (next.getTime() > shown) return count;
    count += 1;
  }
}

function isIn({ days, fromMinute, toMinute }: Span, shown: number): boolean {
  const minute = new Date(shown).getUTCHours() * 60 + new Date(shown).getUTCMinutes();
  const weekday = new Date(shown).getUTCDay() || 7;
  const isDay = (day: number): boolean => !days || days.includes(day);
  if (toMinute > fromMinute) return isDay(weekday) && minute >= fromMinute && minute < toMinute;
  const dayBefore = weekday === 1 ? 7 : weekday - 1;
  return (isDay(weekday) && minute >= fromMinute) || (isDay(dayBefore) && minute < toMinute);
}
