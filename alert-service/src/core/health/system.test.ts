import { expect, test } from '@jest/globals';
import type { HealthState } from '@tocsin/model';
import { type Part, wholeOf } from './system.ts';
import { termOf } from './score.ts';

const now = 1_800_000_000_000;
const errors = (value: number) =>
  termOf(
    {
      name: 'errors',
      title: 'Error rate',
      kind: 'indicator',
      unit: 'ratio',
      failing: 0.05,
      weight: 3,
      value,
    },
    now,
  );
const part = (service: string, state: HealthState, more: Partial<Part> = {}): Part => ({
  service,
  state,
  since: now - 12 * 60_000,
  terms: [],
  ...(state !== 'no-data' && { score: state === 'healthy' ? 100 : 40 }),
  ...more,
});
const connections = (value: number) =>
  termOf(
    {
      ...{ name: 'connections', title: 'Connections', kind: 'indicator', unit: 'ratio', weight: 1 },
      ...{ degraded: 0.8, failing: 0.95, value },
    },
    now,
  );

test('the whole says which service is failing, since when, and by what', () => {
  const whole = wholeOf(
    [
      part('payments', 'failing', { terms: [errors(0.084)], tier: 1 }),
      part('checkout', 'degraded'),
      part('search', 'healthy'),
    ],
    now,
  );
  expect(whole.sentence).toBe(
    'payments has been failing for 12 min: error rate 8.4\u00a0%, limit 5\u00a0%. 1 more degraded.',
  );
  expect(whole).toMatchObject({
    state: 'failing',
    colour: 'red',
    score: 55,
    arithmetic: '(4 × 40 + 2 × 40 + 2 × 100) / 8 = 55',
    counts: { healthy: 1, degraded: 1, failing: 1, maintenance: 0, noData: 0 },
  });
});

test('all is well only where something is known and all of it is well', () => {
  expect(wholeOf([part('api', 'healthy')], now)).toMatchObject({
    sentence: 'All is well.',
    colour: 'green',
    state: 'healthy',
  });
  expect(wholeOf([], now)).toMatchObject({
    state: 'no-data',
    sentence: 'No service is known.',
    colour: 'yellow',
  });
  expect(wholeOf([part('api', 'healthy'), part('db', 'no-data')], now)).toMatchObject({
    state: 'no-data',
    colour: 'yellow',
    sentence: 'Nothing has been known of db for 12 min.',
    arithmetic: '(2 × 100) / 2 = 100; 1 not known or in maintenance',
  });
  expect(wholeOf([part('api', 'maintenance')], now)).toMatchObject({
    state: 'maintenance',
    sentence: 'All is in maintenance.',
  });
});

test('the executive colour is by load: green under 80 per cent, yellow to 90, red above', () => {
  const colourAt = (value: number) => wholeOf([part('db', 'healthy', { terms: [connections(value)] })], now);
  expect(colourAt(0.79)).toMatchObject({ colour: 'green', load: 79 });
  expect(colourAt(0.8)).toMatchObject({ colour: 'yellow', load: 80 });
  expect(colourAt(0.9)).toMatchObject({ colour: 'yellow', load: 90 });
  expect(colourAt(0.98)).toMatchObject({ colour: 'red', load: 98 });
  expect(colourAt(0.98).loadText).toBe('db: Connections 98\u00a0%, limit 95\u00a0%');
});

test('what is no share of a capacity is measured by its limit: 4 % errors of 5 % are 80 per cent', () => {
  expect(wholeOf([part('api', 'healthy', { terms: [errors(0.04)] })], now)).toMatchObject({
    load: 80,
    colour: 'yellow',
  });
});

test('what fails of a lower tier degrades the whole, and what is in maintenance does not count', () => {
  expect(wholeOf([part('blog', 'failing', { tier: 3 }), part('api', 'healthy')], now).state).toBe('degraded');
  const meant = part('db', 'maintenance', { terms: [connections(0.99)], score: 10 });
  expect(wholeOf([meant, part('api', 'healthy')], now)).toMatchObject({
    state: 'healthy',
    score: 100,
    colour: 'green',
  });
});

test('the sum of many is still to be checked by hand', () => {
  const many = Array.from({ length: 200 }, (_, index) =>
    part(`s${index}`, 'healthy', { score: index < 8 ? 50 : 100 }),
  );
  expect(wholeOf(many, now).arithmetic).toBe(
    '(2 × 50 + 2 × 50 + 2 × 50 + 2 × 50 + 2 × 50 + 2 × 50 + 38,600 of 194 more) / 400 = 98',
  );
});
