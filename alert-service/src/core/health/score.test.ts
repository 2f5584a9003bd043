import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pointsOf, stateOf } from './points.ts';
import { scoreOf, termOf, worstTermsFirst } from './score.ts';
import type { Measured, Term } from './term.ts';

const errors: Measured = {
  name: 'errors',
  title: 'Error rate',
  kind: 'indicator',
  unit: 'ratio',
  degraded: 0.01,
  failing: 0.05,
  weight: 3,
};
const term = (value: number | undefined, more: Partial<Measured> = {}): Term =>
  termOf({ ...errors, ...(value !== undefined && { value }), ...more }, 1_000);

test.each([
  // value, degraded, failing, below, points
  [0, 0.01, 0.05, false, 100],
  [0.005, 0.01, 0.05, false, 100],
  [0.0075, 0.01, 0.05, false, 75],
  [0.01, 0.01, 0.05, false, 50],
  [0.03, 0.01, 0.05, false, 25],
  [0.05, 0.01, 0.05, false, 0],
  [7, 0.01, 0.05, false, 0],
  [-3, 0.01, 0.05, false, 100],
  [Infinity, 0.01, 0.05, false, 0],
  [-Infinity, 0.01, 0.05, false, 100],
  [NaN, 0.01, 0.05, false, 0],
  [1e300, 0.01, 0.05, false, 0],
  [400, 100, 20, true, 100],
  [150, 100, 20, true, 75],
  [100, 100, 20, true, 50],
  [60, 100, 20, true, 25],
  [20, 100, 20, true, 0],
  [0, 100, 20, true, 0],
  [Infinity, 100, 20, true, 100],
  [-Infinity, 100, 20, true, 0],
  [10, undefined, 20, false, 50],
  [20, undefined, 20, false, 0],
  [20, 20, undefined, false, 50],
  [40, 20, undefined, false, 0],
  [5, undefined, undefined, false, 100],
  [0, 0, 1, false, 50],
  [-1, 0, 1, false, 100],
  [2, 5, 5, false, 100],
  [6, 5, 5, false, 0],
])('%s with limits %s and %s (below: %s) gives %s points', (...row) => {
  const [value, degraded, failing, below, points] = row;
  const limits = {
    below,
    ...(degraded !== undefined && { degraded }),
    ...(failing !== undefined && { failing }),
  };
  expect(pointsOf(value, limits)).toBeCloseTo(points, 6);
});

test('whatever is measured, points are 0 to 100 and never grow as it gets worse', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.tuple(number, number),
      fc.tuple(number, number),
      fc.boolean(),
      ([a, b], [degraded, failing], below) => {
        const limits = { degraded, failing, below };
        const [better, worse] = a < b !== below ? [a, b] : [b, a];
        const [more, less] = [pointsOf(better, limits), pointsOf(worse, limits)];
        expect(more).toBeLessThanOrEqual(100);
        expect(less).toBeGreaterThanOrEqual(0);
        if ([a, b, degraded, failing].every((each) => Math.abs(each) < 1e100))
          expect(less).toBeLessThanOrEqual(more + 1e-6);
      },
    ),
    { numRuns: 500 },
  );
});

test('no number is not known, and a value leaves its limit only with a margin', () => {
  expect(stateOf(NaN, errors)).toBe('no-data');
  expect(stateOf(undefined, errors)).toBe('no-data');
  expect(stateOf(0.05, errors)).toBe('degraded');
  expect(stateOf(0.0501, errors)).toBe('failing');
  expect(stateOf(0.049, errors, 'failing')).toBe('failing');
  expect(stateOf(0.047, errors, 'failing')).toBe('degraded');
  expect(stateOf(0.0098, errors, 'degraded')).toBe('degraded');
  expect(stateOf(0.009, errors, 'degraded')).toBe('healthy');
  expect(stateOf(102, { degraded: 100, failing: 20, below: true }, 'degraded')).toBe('degraded');
  expect(stateOf(106, { degraded: 100, failing: 20, below: true }, 'degraded')).toBe('healthy');
});

test('a score is a weighted mean that can be repeated by hand', () => {
  const degraded = term(0.022);
  const rest = term(0.1, {
    name: 'p95',
    title: 'p95',
    unit: 'seconds',
    degraded: 0.5,
    failing: 2,
    weight: 2,
  });
  expect(degraded).toMatchObject({
    points: 35,
    state: 'degraded',
    text: '2.2\u00a0%, limit 1\u00a0%',
    since: 1_000,
  });
  expect(scoreOf([degraded, rest])).toEqual({
    state: 'degraded',
    score: 61,
    arithmetic: '(3 × 35 + 2 × 100) / 5 = 61',
  });
});

test('what fails keeps the score low, and the arithmetic says so', () => {
  const failing = term(0.084, { weight: 1 });
  expect(failing.text).toBe('8.4\u00a0%, limit 5\u00a0%');
  const well = term(0, { name: 'up', weight: 9 });
  expect(scoreOf([failing, well])).toEqual({
    state: 'failing',
    score: 49,
    arithmetic: '(1 × 0 + 9 × 100) / 10 = 90, at most 49 while one is failing',
  });
});

test('what is not known counts neither for nor against, and is named; nothing known is no data, never green', () => {
  const unknown = term(undefined, { why: 'no requests in the last 20 s' });
  expect(unknown).toMatchObject({
    state: 'no-data',
    text: 'not known: no requests in the last 20 s',
    points: 0,
  });
  expect(scoreOf([unknown, term(0, { name: 'up', title: 'Up', weight: 2 })])).toEqual({
    state: 'healthy',
    score: 100,
    arithmetic: '(2 × 100) / 2 = 100; Error rate is not known',
  });
  expect(scoreOf([unknown])).toEqual({
    state: 'no-data',
    arithmetic: 'no score: nothing is known; Error rate is not known',
  });
  expect(scoreOf([])).toEqual({ state: 'no-data', arithmetic: 'no score: nothing is known' });
});

test('probes say themselves what they found; of targets the share that answers counts', () => {
  const probe = termOf(
    {
      name: 'probe pg',
      title: 'PostgreSQL',
      kind: 'probe',
      weight: 3,
      found: 'failing',
      why: 'connection refused',
    },
    5,
  );
  expect(probe).toMatchObject({ points: 0, state: 'failing', text: 'connection refused', since: 5 });
  const up = (value: number, found: 'healthy' | 'degraded' | 'failing'): Term =>
    termOf({ name: 'up', title: 'Targets', kind: 'up', weight: 3, value, found }, 5);
  expect(up(0, 'failing')).toMatchObject({ state: 'failing', points: 0, text: 'no target answers' });
  expect(up(1, 'healthy')).toMatchObject({ state: 'healthy', points: 100, text: 'all targets answer' });
  expect(up(0.5, 'degraded')).toMatchObject({
    state: 'degraded',
    points: 50,
    text: '50\u00a0% of its targets answer',
  });
});

test('the worst stands first', () => {
  const names = worstTermsFirst([
    term(0, { name: 'well' }),
    term(undefined, { name: 'unknown' }),
    term(0.02, { name: 'degraded' }),
    term(1, { name: 'failing' }),
  ]).map(({ name }) => name);
  expect(names).toEqual(['failing', 'degraded', 'unknown', 'well']);
});
