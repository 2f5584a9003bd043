import * as fc from 'fast-check';
import type { Span } from '#core/on-call/hours';
import type { ImportedShift, Layer, Override, Schedule } from '#core/on-call/schedule';
import { clockChanges } from '#core/on-call/zone-clock';

const dayMs = 86_400_000;
export const quarterMs = 15 * 60_000;

/** All that the database of this Node knows. */
export const zones: readonly string[] = Intl.supportedValuesOf('timeZone');

const first = Date.UTC(1972, 5, 1);
const last = Date.UTC(2040, 0, 1);

export interface Around {
  readonly zone: string;
  /** A day around which it is looked: where the clock changes, on most tries. */
  readonly middle: number;
}

/** The changes of a zone's clock since 1972: before, some clocks showed odd seconds. */
export const changesOf = (zone: string): number[] =>
  clockChanges(zone, { from: first, to: last }).map(({ at }) => at);

const around: fc.Arbitrary<Around> = fc
  .tuple(fc.constantFrom(...zones), fc.nat(), fc.integer({ min: first / dayMs, max: last / dayMs }))
  .map(([zone, nth, day]) => {
    const changes = changesOf(zone);
    return { zone, middle: changes[nth % (changes.length + 1)] ?? day * dayMs };
  });

export const everybody = ['ann', 'ben', 'cem', 'dea'];
/** One of them does not exist. */
const anybody = fc.constantFrom(...everybody, 'gone');

const minutes = fc.oneof(
  fc.integer({ min: 0, max: 96 }).map((quarters) => quarters * 15),
  // Where most clocks change.
  fc.constantFrom(0, 60, 90, 120, 135, 150, 180),
);

const span: fc.Arbitrary<Span> = fc.record(
  {
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    fromMinute: minutes.map((minute) => minute % 1440),
    toMinute: minutes,
  },
  { requiredKeys: ['fromMinute', 'toMinute'] },
);

/** Wall-clock text some days from the middle. */
const wallText = (middle: number, days: number, minute: number): string =>
  new Date(Math.floor(middle / dayMs + days) * dayMs + minute * 60_000).toISOString().slice(0, 16);

const layer = ({ middle }: Around): fc.Arbitrary<Layer> =>
  fc
    .record({
      id: fc.uuid(),
      turns: fc.array(fc.uniqueArray(anybody, { maxLength: 2 }), { maxLength: 4 }),
      rotation: fc.oneof(
        fc.record({ every: fc.integer({ min: 1, max: 30 }), unit: fc.constant('hours' as const) }),
        fc.record({ every: fc.integer({ min: 1, max: 3 }), unit: fc.constant('days' as const) }),
        fc.record({
          every: fc.integer({ min: 1, max: 2 }),
          unit: fc.constantFrom('weeks' as const, 'months' as const),
        }),
      ),
      start: fc.tuple(
        fc.oneof(
          fc.integer({ min: -100, max: 2 }),
          // So that turns of a month change within what is looked at.
          fc.constantFrom(-28, -30, -31, -59, -61, -92),
        ),
        minutes,
      ),
      end: fc.option(fc.tuple(fc.integer({ min: -3, max: 5 }), minutes), { nil: undefined, freq: 4 }),
      restrictions: fc.option(fc.array(span, { maxLength: 3 }), { nil: undefined }),
    })
    .map(({ start, end, restrictions, ...rest }) => ({
      ...rest,
      name: rest.id,
      startsOn: wallText(middle, ...start),
      ...(end && { endsOn: wallText(middle, ...end) }),
      ...(restrictions && { restrictions }),
    }));

const times = ({ middle }: Around): fc.Arbitrary<{ from: number; to: number }> =>
  fc.tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: 1, max: 200 })).map(([begin, length]) => {
    const from = (Math.floor(middle / quarterMs) + begin) * quarterMs;
    return { from, to: from + length * quarterMs };
  });

const feed = 'https://calendar.example.org/on-call.ics';

export interface Case extends Around {
  readonly schedule: Schedule;
  readonly imported: readonly ImportedShift[];
  readonly overrides: readonly Override[];
}

export const scheduleCase: fc.Arbitrary<Case> = around.chain((where) =>
  fc.record({
    zone: fc.constant(where.zone),
    middle: fc.constant(where.middle),
    schedule: fc.record({
      id: fc.constant('s'),
      name: fc.constant('S'),
      timeZone: fc.constant(where.zone),
      calendar: fc.constant(feed),
      layers: fc.array(layer(where), { maxLength: 4 }),
    }),
    imported: fc.array(
      fc.tuple(anybody, times(where)).map(([person, each]) => ({ person, ...each })),
      { maxLength: 3 },
    ),
    overrides: fc
      .array(
        fc.tuple(times(where), fc.record({ person: anybody, insteadOf: anybody }, { requiredKeys: [] })),
        { maxLength: 4 },
      )
      .map((all) => all.map(([each, who], index) => ({ id: `o${index}`, schedule: 's', ...each, ...who }))),
  }),
);
