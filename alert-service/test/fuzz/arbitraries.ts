import fc from 'fast-check';
import type {
  CaseAlert,
  CaseEvent,
  CaseInhibitRule,
  CaseInterval,
  CaseMatcher,
  CaseReceiver,
  CaseRoute,
  FuzzCase,
} from './fuzz-case.ts';

/** Which parts are made up, and how finely time is cut. */
export interface Making {
  /** Times are multiples of this, each event at an offset of its own within it, so that no two things are due at once. */
  readonly unitMs: number;
  readonly waits: readonly number[];
  readonly intervals: readonly number[];
  readonly repeats: readonly number[];
  readonly resolveTimeouts: readonly number[];
  readonly lengthMs: number;
  readonly tailMs: number;
  /** How far off a whole unit later ends and starts lie, so that they coincide with no flush. */
  readonly offMs: number;
  /** Every event at an offset of its own within its unit; else all at the unit's begin, and posts of old alerts, which may flush at once, so much later: two at most. */
  readonly oldPostsLaterMs: number | undefined;
  /** So many units more than it says is an old alert old, that it is surely older than group_wait. */
  readonly olderBy: number;
  readonly mutes: boolean;
  readonly failures: boolean;
  readonly reloads: boolean;
}

export const virtualTime: Making = {
  unitMs: 1_000,
  waits: [0, 1_000, 5_000, 30_000],
  intervals: [1_000, 10_000, 30_000, 60_000],
  repeats: [10_000, 30_000, 65_000, 240_000],
  resolveTimeouts: [20_000, 90_000, 300_000],
  lengthMs: 300_000,
  tailMs: 150_000,
  offMs: 500,
  oldPostsLaterMs: undefined,
  olderBy: 0,
  mutes: true,
  failures: true,
  reloads: true,
};

/** For a real server: no two things that matter are closer than 200 ms. */
export const realTime: Making = {
  unitMs: 1_000,
  waits: [500, 1_500],
  intervals: [1_000, 2_000, 3_000, 5_000],
  repeats: [1_750, 4_750, 7_750],
  resolveTimeouts: [6_250],
  lengthMs: 28_000,
  tailMs: 9_000,
  offMs: 250,
  oldPostsLaterMs: 700,
  olderBy: 1,
  mutes: true,
  failures: true,
  reloads: false,
};

const names = ['alertname', 'team', 'instance', 'severity'] as const;
const values: Record<(typeof names)[number], readonly string[]> = {
  alertname: ['Down', 'Slow'],
  team: ['a', 'b', 'ab'],
  instance: ['i1', 'i2', 'i3'],
  severity: ['page', 'warn'],
};

const matcher: fc.Arbitrary<CaseMatcher> = fc.constantFrom(...names).chain((name) =>
  fc.oneof(
    fc.record({
      name: fc.constant(name),
      op: fc.constantFrom('=' as const, '!=' as const),
      value: fc.constantFrom(...values[name], ''),
    }),
    fc.record({
      name: fc.constant(name),
      op: fc.constantFrom('=~' as const, '!~' as const),
      value: fc.constantFrom(...values[name], 'a|b', '.*', '.+', 'i[12]', 'D.*', 'a?'),
    }),
  ),
);

/** Of a silence, at least one matcher must not match the empty string. */
const solidMatchers: fc.Arbitrary<CaseMatcher[]> = fc
  .tuple(
    fc.constantFrom(...names).chain((name) =>
      fc.record({
        name: fc.constant(name),
        op: fc.constant('=' as const),
        value: fc.constantFrom(...values[name]),
      }),
    ),
    fc.array(matcher, { maxLength: 1 }),
  )
  .map(([first, more]) => [first, ...more]);

const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );

const groupBy: fc.Arbitrary<readonly string[] | undefined> = fc.oneof<
  fc.MaybeWeightedArbitrary<readonly string[] | undefined>[]
>(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant(['...']) },
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: fc.subarray([...names], { minLength: 1, maxLength: 2 }) },
);

const noNames: readonly string[] = [];

const someOf = (all: readonly string[]): fc.Arbitrary<readonly string[]> =>
  all.length === 0
    ? fc.constant(noNames)
    : fc.oneof(
        { weight: 3, arbitrary: fc.constant(noNames) },
        { weight: 1, arbitrary: fc.subarray([...all]) },
      );

interface RouteParts {
  readonly making: Making;
  readonly receivers: readonly string[];
  readonly intervals: readonly string[];
  readonly depth: number;
}

function route(parts: RouteParts): fc.Arbitrary<CaseRoute> {
  const { making, receivers, intervals, depth } = parts;
  return fc.record({
    receiver: maybe(receivers),
    matchers: fc.array(matcher, { maxLength: 2 }),
    continue: fc.boolean(),
    groupBy,
    groupWaitMs: maybe(making.waits),
    groupIntervalMs: maybe(making.intervals),
    repeatIntervalMs: maybe(making.repeats),
    mute: someOf(intervals),
    active: someOf(intervals),
    routes: depth > 0 ? fc.array(route({ ...parts, depth: depth - 1 }), { maxLength: 2 }) : fc.constant([]),
  });
}

function root(parts: RouteParts): fc.Arbitrary<CaseRoute> {
  const { making, receivers } = parts;
  return fc.record({
    receiver: fc.constantFrom(...receivers),
    matchers: fc.constant([]),
    continue: fc.constant(false),
    groupBy,
    groupWaitMs: fc.constantFrom(...making.waits),
    groupIntervalMs: fc.constantFrom(...making.intervals),
    repeatIntervalMs: fc.constantFrom(...making.repeats),
    mute: fc.constant([]),
    active: fc.constant([]),
    routes: fc.array(route({ ...parts, depth: 1 }), { maxLength: 3 }),
  });
}

const receivers: fc.Arbitrary<CaseReceiver[]> = fc
  .array(fc.array(fc.record({ sendResolved: fc.boolean() }), { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 2,
  })
  .map((lists) => lists.map((webhooks, index) => ({ name: `r${index}`, webhooks })));

const interval = (minutes: number): fc.Arbitrary<CaseInterval['windows']> =>
  fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: minutes }), fc.integer({ min: 1, max: minutes }))
      .map(([from, length]) => ({ from, to: from + length })),
    { minLength: 1, maxLength: 2 },
  );

const inhibitRules = fc.array(
  fc.record({
    source: fc.array(matcher, { minLength: 1, maxLength: 2 }),
    target: fc.array(matcher, { minLength: 1, maxLength: 2 }),
    equal: fc.subarray(['alertname', 'team', 'instance'], { maxLength: 2 }),
  }) satisfies fc.Arbitrary<CaseInhibitRule>,
  { maxLength: 2 },
);

const labels = fc.record({
  alertname: fc.constantFrom(...values.alertname),
  team: fc.constantFrom(...values.team, ''),
  instance: fc.constantFrom(...values.instance),
  severity: fc.constantFrom(...values.severity, ''),
});

/** What happens, before it has its time. */
type Deed = (at: number, making: Making, before: readonly CaseEvent[]) => CaseEvent;

const fire = ({ unitMs, offMs, olderBy }: Making): fc.Arbitrary<Deed> => {
  const alert = fc.record({
    labels,
    note: fc.constantFrom('x', 'y'),
    /** How long ago it began, in units; absent: not said. */
    age: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.nat(60)),
    end: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 120 }) },
      { weight: 1, arbitrary: fc.integer({ min: -30, max: -1 }) },
    ),
  });
  return fc
    .uniqueArray(alert, {
      minLength: 1,
      maxLength: 3,
      selector: ({ labels: given }) => JSON.stringify(given),
    })
    .map((alerts) => (at) => ({
      at,
      kind: 'post',
      alerts: alerts.map(({ labels: given, note, age, end }): CaseAlert => {
        const ago = (units: number): number => at - (units + olderBy) * unitMs;
        const ahead = (units: number): number => at + units * unitMs + offMs;
        const endsAt = end === undefined ? undefined : end > 0 ? ahead(end) : end < 0 ? ago(-end) : at;
        const startsAt = age === undefined ? undefined : age > 0 ? ago(age) - unitMs / 4 : at;
        return {
          labels: given,
          note,
          ...(startsAt !== undefined && {
            startsAt: endsAt === undefined ? startsAt : Math.min(startsAt, endsAt),
          }),
          ...(endsAt !== undefined && { endsAt }),
        };
      }),
    }));
};

const silence = ({ unitMs, offMs }: Making): fc.Arbitrary<Deed> =>
  fc
    .record({
      slot: fc.nat(1),
      matchers: solidMatchers,
      inUnits: fc.oneof(fc.constant(0), fc.nat(60)),
      forUnits: fc.integer({ min: 1, max: 200 }),
    })
    .map(({ slot, matchers, inUnits, forUnits }) => (at) => {
      const startsAt = at + inUnits * unitMs + (inUnits > 0 ? offMs : 0);
      return {
        at,
        kind: 'silence',
        slot,
        matchers,
        startsAt,
        endsAt: at + (inUnits + forUnits) * unitMs + offMs,
      };
    });

/** The last silence of the slot once more, with another end: changed in place where it still runs. */
const extend = ({ unitMs, offMs }: Making): fc.Arbitrary<Deed> =>
  fc
    .record({ slot: fc.nat(1), forUnits: fc.integer({ min: 1, max: 60 }) })
    .map(({ slot, forUnits }) => (at, _, before) => {
      const last = before.findLast((event) => event.kind === 'silence' && event.slot === slot);
      if (last?.kind !== 'silence') return { at, kind: 'expire', slot };
      return { ...last, at, endsAt: Math.max(at, last.startsAt) + forUnits * unitMs + offMs };
    });

function deed(making: Making, webhooks: readonly string[]): fc.Arbitrary<Deed> {
  const answer: fc.Arbitrary<Deed> = fc
    .record({ webhook: fc.constantFrom(...webhooks), status: fc.constantFrom(200, 200, 200, 500, 400, 429) })
    .map((rest) => (at) => ({ at, kind: 'answer', ...rest }));
  const expire: fc.Arbitrary<Deed> = fc.nat(1).map((slot) => (at) => ({ at, kind: 'expire', slot }));
  const reload: fc.Arbitrary<Deed> = fc.constant((at) => ({ at, kind: 'reload' }));
  return fc.oneof(
    { weight: 10, arbitrary: fire(making) },
    { weight: making.mutes ? 3 : 0, arbitrary: silence(making) },
    { weight: making.mutes ? 1 : 0, arbitrary: expire },
    { weight: making.mutes ? 1 : 0, arbitrary: extend(making) },
    { weight: making.failures ? 3 : 0, arbitrary: answer },
    { weight: making.reloads ? 1 : 0, arbitrary: reload },
  );
}

export function fuzzCase(making: Making): fc.Arbitrary<FuzzCase> {
  const minutes = Math.ceil((making.lengthMs + making.tailMs) / 60_000);
  const intervals = making.mutes ? fc.array(interval(minutes), { maxLength: 2 }) : fc.constant([]);
  return fc.tuple(receivers, intervals).chain(([given, windows]) => {
    const named = windows.map((each, index) => ({ name: `t${index}`, windows: each }));
    const webhooks = given.flatMap(({ name, webhooks: all }) =>
      all.map((_, index) => `${name}/webhook[${index}]`),
    );
    const parts = {
      making,
      receivers: given.map(({ name }) => name),
      intervals: named.map(({ name }) => name),
      depth: 1,
    };
    const units = Math.floor(making.lengthMs / making.unitMs);
    return fc
      .record({
        resolveTimeoutMs: fc.constantFrom(...making.resolveTimeouts),
        root: root(parts),
        inhibitRules: making.mutes ? inhibitRules : fc.constant([]),
        deeds: fc.array(fc.tuple(fc.nat(units), deed(making, webhooks)), { minLength: 1, maxLength: 20 }),
      })
      .map(({ deeds, ...rest }) => ({
        ...rest,
        receivers: given,
        intervals: named,
        events: timed(deeds, making),
        untilMs: making.lengthMs + making.tailMs,
      }));
  });
}

/** Each event in a unit of its own. */
function timed(deeds: readonly (readonly [number, Deed])[], making: Making): CaseEvent[] {
  const { unitMs, oldPostsLaterMs } = making;
  const events: CaseEvent[] = [];
  let last = -1;
  let olds = 0;
  for (const [index, [unit, make]] of [...deeds].sort(([a], [b]) => a - b).entries()) {
    last = Math.max(last + 1, unit);
    const at = last * unitMs;
    if (oldPostsLaterMs === undefined) {
      events.push(make(at + 7 + index * 11, making, events));
      continue;
    }
    const event = make(at, making, events);
    if (!hasOldAlert(event)) events.push(event);
    else if (olds < 2) events.push(oldOneAlone(make(at + oldPostsLaterMs + 120 * olds++, making, events)));
  }
  return events;
}

/** A real server takes in the alerts of one post at once, and the first one decides when a new group flushes. */
const oldOneAlone = (event: CaseEvent): CaseEvent =>
  event.kind === 'post'
    ? { ...event, alerts: event.alerts.filter((alert) => isOld(alert, event.at)).slice(0, 1) }
    : event;

const hasOldAlert = (event: CaseEvent): boolean =>
  event.kind === 'post' && event.alerts.some((alert) => isOld(alert, event.at));

const isOld = ({ startsAt, endsAt }: CaseAlert, at: number): boolean => (startsAt ?? endsAt ?? at) < at;
