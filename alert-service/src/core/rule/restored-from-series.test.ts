import { describe, expect, test } from '@jest/globals';
import { fingerprint, type Labels } from '@tocsin/model';
import fc from 'fast-check';
import { evaluate } from './evaluate.ts';
import {
  restoredActiveAt,
  restoreFromSeries,
  type RestoreTerms,
  type SeriesState,
} from './restored-from-series.ts';
import { emptyRuleState, isFiringAlert, type RuleAlert, type RuleFacts, type RuleState } from './state.ts';

const minute = 60_000;
const now = 1_800_000_000_000;
const facts: RuleFacts = { name: 'Down', group: 'g', file: 'f', expression: 'up == 0', generatorURL: '' };
const labels: Labels = { alertname: 'Down', job: 'api' };
const key = fingerprint(labels);

const terms = (more: Partial<RestoreTerms> = {}): RestoreTerms => ({
  now,
  forMs: 30 * minute,
  graceMs: 10 * minute,
  intervalMs: minute,
  queryOffsetMs: 0,
  externalLabels: {},
  ...more,
});

/** Active since, and last written, so many minutes ago. */
const series = (since: number, last: number, more: Partial<SeriesState> = {}): SeriesState => ({
  labels,
  activeAt: now - since * minute,
  lastAt: now - last * minute,
  ended: false,
  ...more,
});

const stateWith = (alert: Partial<RuleAlert> = {}): RuleState => ({
  ...emptyRuleState(facts),
  alerts: { [key]: { labels, annotations: {}, value: '1', activeAt: now - minute, ...alert } },
});

const restore = (
  found: readonly SeriesState[],
  { stored = [], ...more }: Partial<RestoreTerms> & { readonly stored?: readonly string[] } = {},
  state = stateWith(),
) => {
  const { state: after, restored } = restoreFromSeries(state, found, {
    ...terms(more),
    stored: new Set(stored),
  });
  expect(after === state).toBe(restored.length === 0);
  return after.alerts[key]?.activeAt;
};

describe('Prometheus’s rule', () => {
  test('what had been pending for all of `for` when the ruler went down fires at the next evaluation', () => {
    expect(restore([series(50, 15)])).toBe(now - 50 * minute);
    const { state } = restoreFromSeries(stateWith(), [series(50, 15)], { ...terms(), stored: new Set() });
    const candidate = { fingerprint: key, labels, annotations: {}, value: '1' };
    const next = evaluate({ forMs: 30 * minute, keepFiringForMs: 0 }, state, {
      at: now + minute,
      answer: { candidates: [candidate] },
      limit: 0,
      resendDelayMs: minute,
    });
    expect(next.transitions.map(({ kind }) => kind)).toEqual(['firing']);
  });

  test('with less than the grace period left it fires when the grace period has passed', () => {
    expect(restore([series(35, 10)])).toBe(now + 10 * minute - 30 * minute);
  });

  test('with more left it is shifted by the time that nobody evaluated', () => {
    expect(restore([series(20, 15)])).toBe(now - 20 * minute + 15 * minute);
  });

  test('the time it went down is taken in whole seconds, as Prometheus takes it', () => {
    const lastAt = now - 15 * minute - 400;
    expect(restore([series(20, 0, { lastAt })])).toBe(now - 20 * minute + (now - (lastAt - 600)));
  });

  test('a `for` below the grace period is not restored: it only waits for itself', () => {
    expect(restore([series(18, 15)], { forMs: 5 * minute })).toBe(now - minute);
  });

  test('a series that a stale marker ended was not active', () => {
    expect(restore([series(50, 15, { ended: true })])).toBe(now - minute);
  });

  test('a series of other labels is another alert’s', () => {
    expect(restore([series(50, 15, { labels: { ...labels, job: 'db' } })])).toBe(now - minute);
  });
});

describe('beyond Prometheus', () => {
  test('what fired fires again also where `for` is below the grace period', () => {
    expect(restore([series(50, 15)], { forMs: 5 * minute })).toBe(now - 50 * minute);
    expect(restore([series(15, 15)], { forMs: 0 })).toBe(now - 15 * minute);
  });

  test('while another ruler still evaluates the rule there was no outage: its time is taken as it is', () => {
    expect(restore([series(25, 1)])).toBe(now - 25 * minute);
    expect(restore([series(3, 0.5)])).toBe(now - 3 * minute);
    expect(restore([series(3, 1)], { forMs: 5 * minute })).toBe(now - 3 * minute);
    expect(restore([series(25, 2.5)])).toBe(now - 20 * minute);
    expect(restore([series(25, 2.5)], { queryOffsetMs: minute })).toBe(now - 25 * minute);
  });

  test('so it is with vmalert, which evaluates half a minute back, however short the interval', () => {
    expect(restore([series(3, 0.6)], { forMs: 5 * minute, intervalMs: 5_000 })).toBe(now - 3 * minute);
  });

  test('what our own store knew as older stays older', () => {
    const state = stateWith({ activeAt: now - 25 * minute });
    expect(restore([series(20, 15)], { stored: [key] }, state)).toBe(now - 25 * minute);
    expect(restore([series(50, 15)], { stored: [key] }, state)).toBe(now - 50 * minute);
    expect(restore([series(20, 15)], {}, state)).toBe(now - 5 * minute);
  });

  test('external labels may be on the series, on the alert, on both or on neither', () => {
    const externalLabels = { site: 'lisbon' };
    const outside = { ...labels, site: 'lisbon' };
    for (const ofSeries of [labels, outside])
      for (const ofAlert of [labels, outside])
        expect(
          restore([series(50, 15, { labels: ofSeries })], { externalLabels }, stateWith({ labels: ofAlert })),
        ).toBe(now - 50 * minute);
    expect(restore([series(50, 15, { labels: { ...labels, site: 'porto' } })], { externalLabels })).toBe(
      now - minute,
    );
  });
});

test('what fires is left alone', () => {
  const state = stateWith({ firedAt: now });
  expect(restore([series(50, 15)], {}, state)).toBe(now - minute);
});

test('it fires neither before `for` has been watched nor later than the grace period and `for` ask', () => {
  const minutes = fc.integer({ min: 0, max: 90 });
  fc.assert(
    fc.property(minutes, minutes, minutes, (since, last, forMinutes) => {
      fc.pre(last <= since && last >= 3);
      const forMs = forMinutes * minute;
      const activeAt = restoredActiveAt(series(since, last), terms({ forMs })) ?? now - minute;
      const firesAt = activeAt + forMs;
      const watchedMs = (since - last) * minute;
      if (watchedMs >= forMs) expect(firesAt).toBeLessThanOrEqual(now);
      else if (forMs >= 10 * minute) {
        expect(firesAt).toBeGreaterThanOrEqual(now + Math.min(10 * minute, forMs - watchedMs));
        expect(firesAt).toBeLessThanOrEqual(now + Math.max(10 * minute, forMs - watchedMs));
      } else expect(firesAt).toBe(now - minute + forMs);
    }),
  );
});

test('the alert of a restored state fires only by an evaluation, never by the restoring', () => {
  const { state } = restoreFromSeries(stateWith(), [series(50, 15)], { ...terms(), stored: new Set() });
  expect(Object.values(state.alerts).some(isFiringAlert)).toBe(false);
});
