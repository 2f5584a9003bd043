import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TermState } from './points.ts';
import { type Held, hold } from './hysteresis.ts';
import { judge, type Watched } from './judge.ts';
import type { ServiceHealth } from './service-health.ts';

const patience = { worseAfterMs: 0, betterAfterMs: 30_000, noDataAfterMs: 15_000 };
const begin = 1_800_000_000_000;

/** The states that are held as these are measured, each 5 s. */
function held(measured: readonly TermState[], more: Partial<typeof patience> = {}): TermState[] {
  let last: Held | undefined;
  return measured.map((each, index) => {
    last = hold(last, each, { ...patience, ...more, now: begin + index * 5_000 });
    return last.state;
  });
}
const changes = (states: readonly TermState[]): number =>
  states.filter((state, index) => index > 0 && state !== states[index - 1]).length;
const times = (count: number, state: TermState): TermState[] => new Array<TermState>(count).fill(state);

test('it gets worse at once, and better only after its time within the limits', () => {
  expect(held(['healthy', 'failing', ...times(6, 'healthy')])).toEqual(['healthy', ...times(7, 'failing')]);
  expect(held(['healthy', 'failing', ...times(7, 'healthy')]).at(-1)).toBe('healthy');
});

test('a value that swings around its limit each 5 s for an hour makes one change', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.03, max: 0.07, noNaN: true }), { minLength: 720, maxLength: 720 }),
      (values) => {
        let kept: ServiceHealth | undefined;
        let watched: Watched | undefined;
        const states: string[] = [];
        for (const [index, value] of values.entries()) {
          const now = begin + index * 5_000;
          const judged = judge({
            ...patience,
            ...{ service: 'api', kept, watched, inMaintenance: false, now },
            measured: [
              // Every second value is past the limit.
              {
                name: 'e',
                title: 'E',
                kind: 'indicator',
                failing: 0.05,
                weight: 1,
                value: index % 2 ? 0.06 : value,
              },
            ],
          });
          watched = judged.watched;
          if (judged.verdict?.state)
            kept = { service: 'api', since: now, reason: 'changed', state: judged.verdict.state, terms: [] };
          states.push(judged.shown);
        }
        expect(
          states.filter((state, index) => index > 0 && state !== states[index - 1]).length,
        ).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 20 },
  );
});

test('something worse that arrives meanwhile is said at its own time', () => {
  const more = { worseAfterMs: 10_000 };
  expect(held(['healthy', 'degraded', 'failing', 'failing', 'failing'], more)).toEqual([
    'healthy',
    'healthy',
    'healthy',
    'degraded',
    'failing',
  ]);
  expect(held(['healthy', 'failing', 'healthy', 'failing', 'healthy'], more)).toEqual(times(5, 'healthy'));
});

test('from failing it may get half better', () => {
  const states = held(['failing', ...times(7, 'degraded'), 'failing']);
  expect(states.slice(-3)).toEqual(['failing', 'degraded', 'failing']);
});

test('a short silence changes nothing, a longer one is no data, and what fails after it is said at once', () => {
  expect(held(['failing', 'no-data', 'no-data', 'no-data'])).toEqual(times(4, 'failing'));
  expect(held(['healthy', ...times(4, 'no-data')]).at(-1)).toBe('no-data');
  expect(held(['healthy', ...times(4, 'no-data'), 'failing']).at(-1)).toBe('failing');
  expect(held(['healthy', ...times(4, 'no-data'), ...times(4, 'healthy')]).slice(-2)).toEqual([
    'no-data',
    'healthy',
  ]);
});

test('what has been measured so badly for its whole time is never shown better, and never flickers faster than its patience', () => {
  const state = fc.constantFrom<TermState>('healthy', 'degraded', 'failing', 'no-data');
  fc.assert(
    fc.property(
      fc.array(state, { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 0, max: 4 }),
      (measured, wait) => {
        const states = held(measured, { worseAfterMs: wait * 5_000 });
        for (const [index, shown] of states.entries()) {
          const recent = measured.slice(Math.max(0, index - wait), index + 1);
          if (recent.length > wait && recent.every((each) => each === 'failing'))
            expect(shown).toBe('failing');
          if (recent.length > wait && recent.every((each) => each === 'failing' || each === 'degraded'))
            expect(['failing', 'degraded']).toContain(shown);
          // Green only after something was seen to be well.
          if (shown === 'healthy') expect(measured.slice(0, index + 1)).toContain('healthy');
        }
        const toHealthy = states.filter(
          (each, index) => index > 0 && each === 'healthy' && states[index - 1] !== 'healthy',
        );
        expect(toHealthy.length).toBeLessThanOrEqual(Math.ceil(measured.length / 3));
        expect(changes(states)).toBeLessThanOrEqual(measured.length);
      },
    ),
    { numRuns: 300 },
  );
});

test('of a new service what comes first counts at once, however long nothing came', () => {
  expect(held(['no-data', 'no-data', 'healthy'])).toEqual(['no-data', 'no-data', 'healthy']);
  expect(held([...times(9, 'no-data'), 'failing']).at(-1)).toBe('failing');
});

test('a clock that goes back makes nothing longer', () => {
  let state = hold(undefined, 'failing', { ...patience, now: begin });
  state = hold(state, 'healthy', { ...patience, now: begin + 20_000 });
  state = hold(state, 'healthy', { ...patience, now: begin - 3_600_000 });
  expect(state.state).toBe('failing');
  state = hold(state, 'healthy', { ...patience, now: begin - 3_600_000 + 30_000 });
  expect(state.state).toBe('healthy');
});
