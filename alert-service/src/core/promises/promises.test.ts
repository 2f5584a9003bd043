import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policyOf } from '../../../test/kit/world.ts';
import { emptyState } from '../state.ts';
import { step } from '../step.ts';
import { allowance, attainedOf, badOf, budgetOf } from './budget.ts';
import { burning, burnWindows, type WindowName } from './burn.ts';
import { forecastOf } from './forecast.ts';
import { type Counts, daysWith, hourMs, hoursBetween, objectiveDayKey, sumOf } from './hours.ts';
import { periodAt, periodBefore, periodOfId } from './period.ts';
import type { ObjectiveDay } from './promise.ts';

const dayMs = 24 * hourMs;
const at = (text: string): number => Date.parse(text);

/** One event after another, as a person would count them. */
const eventsOf = ({ good, total }: { good: number; total: number }): boolean[] =>
  Array.from({ length: total }, (_, index) => index < good);

const counted = fc
  .record({ total: fc.integer({ min: 0, max: 400 }), bad: fc.integer({ min: 0, max: 400 }) })
  .map(({ total, bad }) => ({ total, good: total - Math.min(total, bad) }));
const target = fc.constantFrom(50, 90, 95, 99, 99.5, 99.9, 99.95, 99.99);

test('the budget of many hours is what counting every single event gives', () => {
  fc.assert(
    fc.property(fc.array(fc.option(counted, { nil: undefined }), { maxLength: 40 }), target, (hours, aim) => {
      const counts = sumOf(hours.flatMap((hour) => hour ?? []));
      const events = hours.flatMap((hour) => (hour ? eventsOf(hour) : []));
      const failed = events.filter((good) => !good).length;
      const { allowed, spent, remaining } = budgetOf(counts, aim);
      expect(spent).toBe(failed);
      expect(allowed).toBeCloseTo((events.length * (100 - aim)) / 100, 6);
      expect(attainedOf(counts)).toEqual(
        events.length === 0 ? undefined : expect.closeTo((100 * (events.length - failed)) / events.length, 6),
      );
      if (events.length > 0)
        expect(remaining).toBeCloseTo(1 - failed / ((events.length * (100 - aim)) / 100), 4);
      else expect(remaining).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

test('hours are found again as they were kept, whatever day they begin in, and others stay unknown', () => {
  const begin = at('2026-11-21T00:00:00Z');
  const count = fc.option(fc.integer({ min: 0, max: 9 }), { nil: null });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.array(count, { minLength: 1, maxLength: 60 }),
      (skip, list) => {
        const from = begin + skip * hourMs;
        const days = new Map<string, ObjectiveDay>();
        for (const day of daysWith(days, { objective: 'a/b', at: from, good: list, total: list }))
          days.set(objectiveDayKey(day.objective, day.day), day);
        const found = hoursBetween(days, 'a/b', { from: begin, to: begin + 5 * dayMs });
        expect(found.map(({ counts }) => counts?.total ?? null)).toEqual([
          ...Array.from({ length: skip }, () => null),
          ...list,
          ...Array.from({ length: 120 - skip - list.length }, () => null),
        ]);
      },
    ),
    { numRuns: 40 },
  );
});

/** The same, hour by hour with lists: what a person would do with a pencil. */
function projected(asked: Parameters<typeof forecastOf>[0]): number | undefined {
  const known = asked.hours.flatMap(({ counts }) => counts ?? []).slice(-24);
  const total = sumOf(known).total / known.length;
  const bad = known.reduce((sum, counts) => sum + badOf(counts), 0) / known.length;
  const whole = (asked.until - asked.now) / hourMs;
  const gone = asked.rolling ? asked.hours.slice(0, whole).flatMap(({ counts }) => counts ?? []) : [];
  const all = asked.counts.total + total * whole - sumOf(gone).total;
  const failed = badOf(asked.counts) + bad * whole - gone.reduce((sum, each) => sum + badOf(each), 0);
  return all > 0 ? 100 * (1 - Math.max(0, failed) / all) : undefined;
}

test('a forecast is the mean of the last day gone on, with the oldest hours of a rolling window leaving', () => {
  const hours = fc.array(counted, { minLength: 6, maxLength: 60 });
  fc.assert(
    fc.property(hours, fc.integer({ min: 1, max: 40 }), fc.boolean(), (list, ahead, rolling) => {
      const now = at('2026-11-21T00:00:00Z');
      const known = list.map((counts, index) => ({ at: now - (list.length - index) * hourMs, counts }));
      const asked = {
        ...{ hours: known, counts: sumOf(list), now, until: now + ahead * hourMs, rolling },
        ...{ target: 99, minimumEvents: 0 },
      };
      const wanted = projected(asked);
      const found = forecastOf(asked)?.attained;
      if (wanted === undefined || found === undefined) return;
      expect(found).toBeCloseTo(wanted, 6);
    }),
    { numRuns: 60 },
  );
});

test('a budget that is half spent after ten even days of thirty is gone in ten more', () => {
  const now = at('2026-11-11T00:00:00Z');
  const hours = Array.from({ length: 240 }, (_, index) => ({
    ...{ at: now - (240 - index) * hourMs, counts: { good: 985, total: 1000 } },
  }));
  const asked = {
    ...{ hours, counts: sumOf(hours.map(({ counts }) => counts)), now, rolling: false },
    ...{ target: 99, minimumEvents: 20, until: at('2026-12-01T00:00:00Z') },
  };
  expect(forecastOf(asked)).toEqual({ attained: expect.closeTo(98.5, 6) });
  const kept = hours.map(({ at: moment }, index) => ({
    at: moment,
    counts: index < 216 ? { good: 1000, total: 1000 } : { good: 970, total: 1000 },
  }));
  // 720 of 240,000 are bad, 2,400 may be: at 20 too many an hour the rest of 1,680 lasts 84 hours.
  const forecast = forecastOf({ ...asked, hours: kept, counts: sumOf(kept.map(({ counts }) => counts)) });
  expect(forecast?.exhaustedAt).toBe(now + 85 * hourMs);
  expect(forecast?.attained).toBeCloseTo(100 * (1 - (720 + 480 * 30) / 720_000), 6);
  expect(forecastOf({ ...asked, hours: kept.slice(0, 5) })).toBeUndefined();
});

test('the windows of thirty days are those of the workbook, and others spend the same share', () => {
  const limits = (days: number, aim = 99.9): readonly (readonly [string, number])[] =>
    burnWindows(days * dayMs, aim).map(({ long, limit }) => [long, limit]);
  expect(limits(30)).toEqual([
    ['1h', 14.4],
    ['6h', 6],
    ['1d', 3],
    ['3d', 1],
  ]);
  expect(limits(7)).toEqual([
    ['1h', 3.36],
    ['6h', 1.4],
    ['1d', 1],
    ['3d', 1],
  ]);
  expect(limits(90).map(([, limit]) => limit)).toEqual([43.2, 18, 9, 3]);
  expect(limits(1)).toEqual([
    ['1h', 1],
    ['6h', 1],
  ]);
  // All failed is 10 times what 90 per cent allow: 14.4 could never be.
  expect(limits(30, 90)[0]).toEqual(['1h', 9]);
});

const [hourWindow] = burnWindows(30 * dayMs, 99.9);

function burnIn(of: Partial<Record<WindowName, Counts>>) {
  if (!hourWindow) throw new Error('no window');
  return burning(hourWindow, { target: 99.9, minimumEvents: 20, of: (name) => of[name] });
}

test.each([
  { of: { good: 2, total: 3 }, now: { good: 0, total: 1 }, why: 'only 3 events in 1h' },
  { of: { good: 29, total: 30 }, now: { good: 0, total: 1 }, why: 'one failed event in 1h is an accident' },
  { of: { good: 900, total: 1000 }, now: { good: 90, total: 90 }, why: 'it is over' },
  { of: { good: 900, total: 1000 }, now: { good: 0, total: 0 }, why: 'no event in the last 5m' },
])('nobody is paged where $why', ({ of, now, why }) => {
  expect(burnIn({ '1h': of, '5m': now })).toMatchObject({
    ...{ alerting: false, why: expect.stringContaining(why) },
  });
});

test('a burn in both windows alerts, one within the limit says nothing, and without events nothing is known', () => {
  expect(burnIn({ '1h': { good: 900, total: 1000 }, '5m': { good: 50, total: 90 } })).toEqual({
    ...{ alerting: true, rate: expect.closeTo(100, 6), events: 1000 },
  });
  expect(burnIn({ '1h': { good: 999, total: 1000 }, '5m': { good: 90, total: 90 } })).toEqual({
    ...{ alerting: false, rate: expect.closeTo(1, 6), events: 1000 },
  });
  expect(burnIn({ '1h': { good: 0, total: 0 } })).toEqual({ alerting: false, events: 0 });
  expect(burnIn({})).toEqual({ alerting: false });
});

test('calendar periods begin at midnight of their zone, whatever its clock does', () => {
  const zone = 'Europe/Berlin';
  const moment = at('2026-10-25T12:00:00Z');
  expect(periodAt('month', moment, zone)).toEqual({
    ...{ id: '2026-10', title: 'October 2026' },
    from: at('2026-09-30T22:00:00Z'),
    to: at('2026-10-31T23:00:00Z'),
  });
  expect(periodAt('week', moment, zone)).toMatchObject({ id: '2026-W43', title: 'Week 43 of 2026' });
  expect(periodAt('quarter', moment, 'UTC')).toMatchObject({ id: '2026-Q4', from: at('2026-10-01') });
  expect(periodAt('year', moment, 'UTC')).toMatchObject({ id: '2026', to: at('2027-01-01') });
  expect(periodBefore('month', periodAt('month', at('2026-01-15'), 'UTC'), 'UTC').id).toBe('2025-12');
});

test('an id leads back to its period, and nothing else is one', () => {
  const moments = fc.integer({ min: at('2020-01-01'), max: at('2030-01-01') });
  fc.assert(
    fc.property(moments, fc.constantFrom('week', 'month', 'quarter', 'year'), (moment, kind) => {
      const period = periodAt(kind, moment, 'America/New_York');
      expect(period.from <= moment && moment < period.to).toBe(true);
      expect(periodOfId(period.id, 'America/New_York')).toEqual({ ...period, kind });
    }),
    { numRuns: 60 },
  );
  for (const id of ['2026-13', '2026-00', '2026-W54', '2026-W00', 'x', '2026-Q5', ''])
    expect(periodOfId(id, 'UTC')).toBeUndefined();
});

test('what a target allows has no tail of a float', () => {
  expect(allowance(99.9)).toBe(0.001);
  expect(allowance(99.99)).toBe(0.0001);
});

test('however often a report fails for some, it stays known that others have it', () => {
  const ways = Array.from({ length: 12 }, (_, index) => `managers/email[${index}]`);
  const [state, policy] = [emptyState('default'), policyOf()];
  const sent = (now: number, all: readonly { receiver: string; ok: boolean }[]): void => {
    const reports = [{ id: '2026-10', sent: all.map((each) => ({ ...each, at: now })) }];
    step(state, policy, { seq: state.seq + 1, now, seed: 1, inputs: [{ kind: 'promise', reports }] });
  };
  const [first = '', ...others] = ways;
  sent(1, [{ receiver: first, ok: true }, ...others.map((receiver) => ({ receiver, ok: false }))]);
  for (let at = 2; at <= 30; at++)
    sent(
      at,
      others.map((receiver) => ({ receiver, ok: false })),
    );
  const kept = state.reports.get('2026-10')?.sent ?? [];
  expect(kept.filter(({ ok }) => ok).map(({ receiver }) => receiver)).toEqual([first]);
  expect(kept.length).toBe(1 + 11 * 20);
});
