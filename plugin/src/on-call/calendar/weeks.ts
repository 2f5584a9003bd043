import type { OnCallGap, OnCallShift, ScheduleShifts } from '@tocsin/api';
import { type Day, dayOf, daysAfter } from '../zoned';

/** What stands in a lane, cut to a week: where it begins and how wide it is, in parts of the week. */
export interface Bar {
  readonly key: string;
  readonly left: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
  readonly shift?: OnCallShift;
  readonly gap?: OnCallGap;
}

export interface Lane {
  readonly key: string;
  readonly title: string;
  readonly note?: string;
  readonly kind: 'final' | 'override' | 'layer';
  readonly bars: readonly Bar[];
}

export interface Week {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly days: readonly Day[];
  readonly lanes: readonly Lane[];
}

export const daysFrom = (timeZone: string, monday: string): Day[] =>
  Array.from({ length: 7 }, (_, index) => dayOf(timeZone, daysAfter(monday, index)));

/** Where a moment stands in a week of seven equal days: the hour of a day of 25 is a little narrower. */
export function placeIn(days: readonly Day[], at: number): number {
  const index = days.findIndex(({ from, to }) => from <= at && at < to);
  const day = days[index];
  if (day) {
    return (index + (at - day.from) / (day.to - day.from)) / days.length;
  }
  return at < (days[0]?.from ?? 0) ? 0 : 1;
}

export function weekOf(shifts: ScheduleShifts, monday: string): Week {
  const days = daysFrom(shifts.timeZone, monday);
  const [from, to] = [days[0]?.from ?? 0, days.at(-1)?.to ?? 0];
  const cut = (all: ReadonlyArray<OnCallShift | OnCallGap>): Bar[] =>
    all
      .map((each) => ({ each, begin: Date.parse(each.from), end: Date.parse(each.until) }))
      .filter(({ begin, end }) => begin < to && end > from)
      .map(({ each, begin, end }) => {
        const left = placeIn(days, Math.max(begin, from));
        const width = placeIn(days, Math.min(end, to)) - left;
        const what = 'why' in each ? { gap: each } : { shift: each };
        return {
          key: `${each.from} ${'by' in each ? (each.person ?? '') : 'gap'}`,
          left,
          width,
          from: begin,
          to: end,
          ...what,
        };
      });
  const overrides = cut(shifts.overrides);
  return {
    key: monday,
    from,
    to,
    days,
    lanes: [
      {
        key: 'final',
        title: 'On call',
        note: 'what counts',
        kind: 'final',
        bars: [...cut(shifts.final), ...cut(shifts.gaps)].sort((a, b) => a.from - b.from),
      },
      ...(overrides.length > 0
        ? [{ key: 'overrides', title: 'Overrides', kind: 'override' as const, bars: overrides }]
        : []),
      ...[...shifts.layers]
        .reverse()
        .map(({ id, name, shifts: all }) => ({ key: id, title: name, kind: 'layer' as const, bars: cut(all) })),
    ],
  };
}
