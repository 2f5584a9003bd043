import { expect, test } from '@jest/globals';
import type { HealthState } from '@tocsin/model';
import fc from 'fast-check';
import { policyOf } from '../../../test/kit/world.ts';
import type { Input } from '../input.ts';
import { isKeptKind, keepers } from '../kept.ts';
import { emptyState, type State } from '../state.ts';
import { step } from '../step.ts';
import type { Row } from '../turn.ts';
import type { HealthDay } from './service-health.ts';
import { dayMs, dayOf, hasForgettableHealth } from './days.ts';
import { cellsOf, historyOf } from './spans.ts';
import { uptimeOf } from './uptime.ts';

const minute = 60_000;
/** Some minutes before a midnight, so that days end within what is told. */
const begin = Date.parse('2026-11-20T22:30:00Z');
const worstFirst = ['failing', 'degraded', 'no-data', 'maintenance', 'healthy'] as const;

/** The core alone, and what is kept of it: rows as they are on disk. */
function createKept() {
  const policy = policyOf();
  const rows = new Map<string, string>();
  let state: State = emptyState('default');
  return {
    state: () => state,
    take(now: number, ...inputs: Input[]) {
      const done = step(state, policy, { seq: state.seq + 1, now, seed: 1, inputs });
      for (const { kind, key, value } of done.rows) {
        const row: Pick<Row, 'kind' | 'key'> = { kind, key };
        if (value === undefined) rows.delete(JSON.stringify(row));
        else rows.set(JSON.stringify(row), JSON.stringify(value));
      }
      return done.entries;
    },
    /** Memory is gone; rows are read. */
    restart() {
      const { seq, now } = state;
      state = Object.assign(emptyState('default'), { seq, now });
      for (const [id, value] of rows) {
        const { kind, key } = JSON.parse(id) as Pick<Row, 'kind' | 'key'>;
        if (isKeptKind(kind)) keepers[kind](state, key, JSON.parse(value) as never);
      }
    },
  };
}

const becomes = (state?: HealthState, service = 'api'): Input => ({
  kind: 'health',
  changes: [{ service, reason: 'changed', terms: [], ...(state && { state }) }],
});

type Told = { readonly wait: number } & (
  { readonly state: HealthState } | { readonly gone: true } | { readonly down: number }
);
const wait = fc.integer({ min: 1, max: 400 });
const told: fc.Arbitrary<Told> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ wait, state: fc.constantFrom(...worstFirst) }) },
  { weight: 2, arbitrary: fc.record({ wait, down: fc.integer({ min: 1, max: 2_000 }) }) },
  { weight: 1, arbitrary: fc.record({ wait, gone: fc.constant(true as const) }) },
);

test('strips and uptime agree with counting minute by minute, through restarts and times when nobody watched', () => {
  fc.assert(
    fc.property(fc.array(told, { minLength: 1, maxLength: 20 }), wait, (all, rest) => {
      const kept = createKept();
      const minutes: HealthState[] = [];
      let now: HealthState = 'no-data';
      const pass = (count: number, state: HealthState): void => {
        for (let index = 0; index < count; index++) minutes.push(state);
      };
      for (const each of all) {
        pass(each.wait, now);
        const at = begin + minutes.length * minute;
        if ('down' in each) {
          kept.restart();
          pass(each.down, 'no-data');
          kept.take(begin + minutes.length * minute, { kind: 'heartbeat', gapFrom: at });
        } else {
          now = 'state' in each ? each.state : 'no-data';
          kept.take(at, becomes('state' in each ? each.state : undefined));
        }
      }
      pass(rest, now);
      kept.restart();
      const { spans } = historyOf(kept.state(), 'api', { from: begin, to: begin + minutes.length * minute });
      const counted = spans.flatMap(({ from, to, state }) =>
        new Array<HealthState>((to - from) / minute).fill(state),
      );
      expect(counted).toEqual(minutes);
      for (const size of [15, 120, 480]) {
        const count = Math.ceil(minutes.length / size);
        const worst = Array.from({ length: count }, (_, cell) => {
          const within = minutes.slice(cell * size, (cell + 1) * size);
          return letterOf(
            within,
            minutes.slice(0, cell * size).some((state) => state !== 'no-data'),
          );
        });
        expect(cellsOf(spans, { from: begin, stepMs: size * minute, count })).toBe(worst.join(''));
      }
      const length = (...states: HealthState[]): number =>
        minutes.filter((each) => states.includes(each)).length * minute;
      expect(uptimeOf(spans)).toMatchObject({
        goodMs: length('healthy', 'degraded'),
        badMs: length('failing'),
        unknownMs: length('no-data'),
        maintenanceMs: length('maintenance'),
      });
      // A window that begins in the midst of it says the same of its own time.
      const middle = Math.floor(minutes.length / 2);
      const half = historyOf(kept.state(), 'api', {
        from: begin + middle * minute,
        to: begin + minutes.length * minute,
      }).spans.flatMap(({ from, to, state }) => new Array<HealthState>((to - from) / minute).fill(state));
      expect(half).toEqual(minutes.slice(middle));
    }),
    { numRuns: 40 },
  );
});

/** What was bad always; else what is known, if that is a third of the time in which the service was known at all. */
function letterOf(within: readonly HealthState[], knownBefore: boolean): string {
  if (within.includes('failing')) return 'f';
  if (within.includes('degraded')) return 'd';
  const first = within.findIndex((state) => state !== 'no-data');
  if (first < 0) return 'n';
  const counted = knownBefore ? within : within.slice(first);
  const known = counted.filter((state) => state !== 'no-data');
  if (known.length * 3 < counted.length) return 'n';
  return known.includes('maintenance') ? 'm' : 'h';
}

test('uptime shows its arithmetic, is never rounded up, and counts what is not known apart', () => {
  const hour = 60 * minute;
  const of = (...parts: (readonly [HealthState, number])[]) => {
    let from = 0;
    return uptimeOf(parts.map(([state, ms]) => ({ state, from, to: (from += ms) })));
  };
  expect(of(['healthy', 23 * hour + 48 * minute], ['failing', 12 * minute])).toMatchObject({
    percent: 99.166,
    arithmetic: '85,680 s up / 86,400 s known = 99.166 %; 12 min failing',
  });
  expect(
    of(['healthy', 21 * hour], ['degraded', hour], ['no-data', hour], ['maintenance', hour]),
  ).toMatchObject({
    percent: 100,
    arithmetic:
      '79,200 s up / 79,200 s known = 100 %; 1 h degraded, which is up; 1 h not known, counted apart; 1 h maintenance, counted apart',
  });
  expect(of(['healthy', 90 * dayMs], ['failing', 1_000]).percent).toBe(99.999);
  const nothing = of(['no-data', hour]);
  expect(nothing.percent).toBeUndefined();
  expect(nothing.arithmetic).toBe('no time of it is known; 1 h not known, counted apart');
});

test('days calculated afterwards stand before what was seen, and never in its place', () => {
  const kept = createKept();
  kept.take(begin, becomes('failing'));
  const day = dayOf(begin);
  const earlier: HealthDay = {
    service: 'api',
    day: dayOf(begin - dayMs),
    before: 'healthy',
    changes: [{ at: begin - dayMs, state: 'degraded' }],
    backfilledTo: Date.parse(`${day}T00:00:00Z`),
  };
  const today: HealthDay = {
    service: 'api',
    day,
    before: 'degraded',
    changes: [
      { at: begin - 60 * minute, state: 'healthy' },
      { at: begin + 5 * minute, state: 'healthy' },
    ],
    backfilledTo: begin + dayMs,
  };
  kept.take(begin + minute, { kind: 'health', changes: [], backfill: [earlier, today] });
  kept.take(begin + 2 * minute, {
    kind: 'health',
    changes: [],
    backfill: [{ ...today, before: 'maintenance' }],
  });
  const { spans, backfilledTo } = historyOf(kept.state(), 'api', {
    from: begin - 2 * dayMs,
    to: begin + 3 * minute,
  });
  expect(backfilledTo).toBe(begin);
  expect(spans.map(({ state }) => state)).toEqual(['healthy', 'degraded', 'healthy', 'failing']);
  expect(spans.at(-1)?.from).toBe(begin);
});

test('a clock that goes back leaves a history that ends now', () => {
  const kept = createKept();
  kept.take(begin, becomes('healthy'));
  kept.take(begin + 3 * 60 * minute, becomes('failing'));
  const back = begin + 30 * minute;
  kept.take(back, { kind: 'heartbeat', setBackMs: 150 * minute });
  kept.restart();
  const until = (to: number) => historyOf(kept.state(), 'api', { from: begin, to }).spans;
  expect(until(back + minute)).toEqual([
    { from: begin, to: back, state: 'healthy' },
    { from: back, to: back + minute, state: 'failing' },
  ]);
  kept.take(back + 2 * minute, becomes('healthy'));
  expect(until(begin + dayMs).map(({ state }) => state)).toEqual(['healthy', 'failing', 'healthy']);
});

test('old days are forgotten, and what is left says what it said', () => {
  const kept = createKept();
  kept.take(begin, becomes('healthy'));
  kept.take(begin + minute, { kind: 'heartbeat', gapFrom: begin });
  kept.take(begin + 2 * dayMs, becomes('failing'));
  const before = dayOf(begin + 2 * dayMs);
  expect(hasForgettableHealth(kept.state(), before)).toBe(true);
  const span = { from: begin + 2 * dayMs - 30 * minute, to: begin + 2 * dayMs + minute };
  const said = historyOf(kept.state(), 'api', span);
  kept.take(begin + 3 * dayMs, { kind: 'health', changes: [], forgetBefore: before });
  expect(hasForgettableHealth(kept.state(), before)).toBe(false);
  expect(historyOf(kept.state(), 'api', span)).toEqual(said);
});

test('nothing is written about the time of nobody while no service is known', () => {
  const kept = createKept();
  kept.take(begin, { kind: 'heartbeat', gapFrom: begin - dayMs });
  expect(kept.state().unwatched.size).toBe(0);
});

test('each change is in the ledger with its reason; a change of the leading indicator leaves the state’s begin', () => {
  const kept = createKept();
  const changed = (name: string): Input => ({
    kind: 'health',
    changes: [
      {
        service: 'api',
        state: 'failing',
        reason: name === 'cpu' ? 'changed' : 'over-limit',
        score: 40,
        terms: [{ name, text: name, state: 'failing' }],
      },
    ],
  });
  expect(kept.take(begin, changed('errors'))).toEqual([
    { kind: 'health', service: 'api', to: 'failing', score: 40, reason: 'over-limit', terms: ['errors'] },
  ]);
  kept.take(begin + minute, changed('cpu'));
  expect(kept.state().health.get('api')).toMatchObject({ since: begin, changedAt: begin + minute });
  expect(kept.take(begin + 2 * minute, becomes(undefined, 'nobody'))).toEqual([]);
  // Judged once more before the same was kept.
  const down = (state: HealthState): Input => ({
    kind: 'health',
    changes: [{ service: 'db', state, reason: 'down', terms: [] }],
  });
  expect(kept.take(begin + 3 * minute, down('failing'), down('failing'))).toHaveLength(1);
});
