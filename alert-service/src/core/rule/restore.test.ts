import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { afterDowntime, afterSetBack } from './restore.ts';
import { emptyRuleState, isRuleState, type RuleAlert, type RuleFacts } from './state.ts';

const facts: RuleFacts = { name: 'Slow', group: 'web', file: 'a.yml', expression: 'x > 1', generatorURL: '' };
const firing: RuleAlert = { labels: {}, annotations: {}, value: '1', activeAt: 1, firedAt: 2, lastSentAt: 2 };
const stateOf = (alerts: Readonly<Record<string, RuleAlert>>) => ({ ...emptyRuleState(facts), alerts });

/** As it was written before a rule could have options. */
const oldRow =
  '{"format":1,"rule":{"name":"Slow","group":"web","file":"a.yml","expression":"x > 1","generatorURL":""},' +
  '"alerts":{"f":{"labels":{"alertname":"Slow"},"annotations":{},"value":"2","activeAt":1,"firedAt":2,' +
  '"keepFiringSince":5,"lastSentAt":5}}}';

test('a row from before a rule could have options is read as it is', () => {
  const stored: unknown = JSON.parse(oldRow);
  if (!isRuleState(stored)) throw new Error('it is not read');
  expect(afterDowntime(stored, 100).alerts.f).toMatchObject({ firedAt: 2, keepFiringSince: 105 });
});

test('downtime counts neither as waiting for a recovery nor as time without data', () => {
  const { held, lost, waiting } = afterDowntime(
    stateOf({
      held: { ...firing, heldSince: 5 },
      lost: { ...firing, heldSince: 5, missingSince: 7 },
      waiting: { labels: {}, annotations: {}, value: '1', activeAt: 1, missingSince: 3 },
    }),
    100,
  ).alerts;
  expect(held).toEqual({ ...firing, heldSince: 105 });
  expect(lost).toEqual({ ...firing, heldSince: 105, missingSince: 107 });
  expect(waiting).toMatchObject({ activeAt: 101, missingSince: 103 });
});

test('a clock that was set back moves all times alike: each length stays as it was', () => {
  const time = fc.integer({ min: 0, max: 1_000 });
  const times = fc.record(
    {
      activeAt: time,
      firedAt: time,
      keepFiringSince: time,
      heldSince: time,
      missingSince: time,
      lastSentAt: time,
    },
    { requiredKeys: ['activeAt'] },
  );
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 500 }), (given, byMs) => {
      const before: RuleAlert = { labels: {}, annotations: {}, value: '1', ...given };
      const moved = Object.fromEntries(Object.entries(given).map(([name, at]) => [name, at - byMs]));
      expect(afterSetBack(stateOf({ f: before }), byMs).alerts.f).toEqual({ ...before, ...moved });
    }),
  );
});
