import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type DueAlert,
  dueAlerts,
  notYetSent,
  type RuleEvaluated,
  type SentOfRule,
  type ToldAlert,
} from './resend.ts';

const start = 1_000_000_000;
const minute = 60_000;
const resendDelayMs = minute;

/** A rule's evaluations in order. */
const outlet = (intervalMs = 30_000) => {
  let sent: SentOfRule = new Map();
  return {
    at(
      offsetMs: number,
      alerts: readonly ToldAlert[],
      more: Partial<RuleEvaluated> = {},
    ): readonly DueAlert[] {
      const event = {
        ruleId: 'r',
        group: { intervalMs },
        at: start + offsetMs,
        externalLabels: {},
        alerts,
        ...more,
      };
      const decided = dueAlerts(sent, event, resendDelayMs);
      sent = decided.sent;
      return decided.due;
    },
    again: () => void (sent = notYetSent(sent)),
    remembers: () => sent.size,
  };
};

const told = (state: ToldAlert['state'], more: Partial<ToldAlert> = {}): ToldAlert => ({
  fingerprint: 'f',
  labels: { alertname: 'A' },
  annotations: {},
  state,
  activeAt: start,
  generatorURL: 'http://p/graph',
  ...(state !== 'pending' && { firedAt: start }),
  ...more,
});
const firing = told('firing');
const resolvedAt = (offsetMs: number): ToldAlert => told('resolved', { resolvedAt: start + offsetMs });
const ends = (due: readonly DueAlert[]) => due.map(({ endsAt }) => endsAt - start);

test('what is pending is never told', () => {
  const rule = outlet();
  for (const at of [0, 30_000, 90_000, 180_000]) expect(rule.at(at, [told('pending')])).toEqual([]);
});

test('what begins to fire is told at once, from when it fires until four missed resends', () => {
  const rule = outlet();
  rule.at(0, [told('pending')]);
  const [due] = rule.at(30_000, [told('firing', { firedAt: start + 30_000 })]);
  expect(due).toMatchObject({ startsAt: start + 30_000, endsAt: start + 30_000 + 4 * minute });
  expect(due?.usefulUntil).toBe(due?.endsAt);
});

test('the end counts by the interval where that is longer than the resend delay', () => {
  expect(ends(outlet(5 * minute).at(0, [firing]))).toEqual([20 * minute]);
});

test('what fires is told again once more than the delay has passed, not at it', () => {
  const rule = outlet();
  const times = [0, 30_000, 60_000, 90_000, 120_000, 150_000, 180_000].filter(
    (at) => rule.at(at, [firing]).length > 0,
  );
  expect(times).toEqual([0, 90_000, 180_000]);
});

test('what is resolved is told at once, with its own end and the same start', () => {
  const rule = outlet();
  rule.at(0, [firing]);
  expect(rule.at(30_000, [resolvedAt(30_000)])).toMatchObject([{ startsAt: start, endsAt: start + 30_000 }]);
});

test('what was told and is not in the list has ended', () => {
  const rule = outlet();
  rule.at(0, [firing]);
  expect(ends(rule.at(30_000, []))).toEqual([30_000]);
});

test('a resolved alert is told again for fifteen minutes, and then forgotten', () => {
  const rule = outlet();
  rule.at(0, [firing]);
  rule.at(30_000, [resolvedAt(30_000)]);
  const again = Array.from({ length: 40 }, (_, slot) => (slot + 2) * 30_000).filter(
    (at) => rule.at(at, []).length > 0,
  );
  expect(again).toEqual([120, 210, 300, 390, 480, 570, 660, 750, 840, 930].map((seconds) => seconds * 1_000));
  expect(rule.remembers()).toBe(0);
});

test('a resolved alert that is pending again is told no more', () => {
  const rule = outlet();
  rule.at(0, [firing]);
  rule.at(30_000, [resolvedAt(30_000)]);
  expect(rule.at(120_000, [told('pending', { activeAt: start + 120_000 })])).toEqual([]);
  expect(rule.at(210_000, [])).toEqual([]);
});

test('what fires anew is told at once, whenever it was told last', () => {
  const rule = outlet();
  rule.at(0, [firing]);
  rule.at(30_000, [resolvedAt(30_000)]);
  const anew = told('firing', { activeAt: start + 60_000, firedAt: start + 60_000 });
  expect(rule.at(60_000, [anew])).toMatchObject([{ startsAt: start + 60_000 }]);
});

test('put back to pending by a longer `for`, its end is told and no more', () => {
  const rule = outlet();
  rule.at(0, [firing]);
  expect(ends(rule.at(30_000, [resolvedAt(30_000), told('pending')]))).toEqual([30_000]);
  expect(rule.at(300_000, [told('pending')])).toEqual([]);
});

test('after a restart what fires and what is resolved just now are told at once', () => {
  expect(outlet().at(0, [firing])).toHaveLength(1);
  expect(outlet().at(0, [resolvedAt(0)])).toHaveLength(1);
});

test('a clock that was set back delays nobody', () => {
  const rule = outlet();
  rule.at(60 * minute, [firing]);
  expect(rule.at(0, [firing])).toHaveLength(1);
});

test('for a new Alertmanager everything is due again, what had ended included', () => {
  const rule = outlet();
  rule.at(0, [firing, told('firing', { fingerprint: 'g' })]);
  rule.at(30_000, [firing]);
  rule.again();
  expect(rule.at(60_000, [firing])).toHaveLength(2);
});

test('a rule that is gone leaves nothing behind', () => {
  const rule = outlet();
  rule.at(0, [firing]);
  expect(rule.at(30_000, [], { gone: true })).toHaveLength(1);
  expect(rule.remembers()).toBe(0);
});

test('an end is worth telling for as long as somebody may hold it firing', () => {
  const rule = outlet(10 * minute);
  rule.at(0, [firing]);
  const [due] = rule.at(10 * minute, [resolvedAt(10 * minute)]);
  expect(due?.usefulUntil).toBe(start + 50 * minute);
});

test('whatever happens, nobody holds an alert firing that is not, for longer than four delays', () => {
  const states = fc.array(fc.constantFrom<ToldAlert['state'] | 'none'>('none', 'pending', 'firing'), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(states, (slots) => {
      const rule = outlet();
      let believedUntil = -Infinity;
      let firedAt: number | undefined;
      for (const [slot, state] of slots.entries()) {
        const at = slot * 30_000;
        firedAt = state === 'firing' ? (firedAt ?? start + at) : undefined;
        const alerts = state === 'none' ? [] : [told(state, { ...(firedAt !== undefined && { firedAt }) })];
        for (const due of rule.at(at, alerts)) believedUntil = due.endsAt;
        const isBelieved = believedUntil > start + at;
        if (state !== 'pending') expect(isBelieved).toBe(state === 'firing');
      }
    }),
  );
});
