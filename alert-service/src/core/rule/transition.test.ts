import { expect, test } from '@jest/globals';
import { afterDowntime } from './restore.ts';
import { emptyRuleState, isRuleState, type RuleAlert, type RuleFacts } from './state.ts';
import { ruleInput } from './transition.ts';

const rule: RuleFacts = {
  name: 'Slow',
  group: 'web',
  file: 'a.yml',
  expression: 'latency_seconds > 0.5',
  generatorURL: 'http://x/graph',
  limit: 0.5,
  comparison: '>',
  unit: 's',
};
const alert: RuleAlert = {
  labels: { alertname: 'Slow' },
  annotations: {},
  value: '0.9',
  activeAt: 1,
  firedAt: 2,
  lastSentAt: 2,
};

test('a firing alert goes to the engine with its value, limit and unit, and resolved with its end', () => {
  const state = emptyRuleState(rule);
  const input = ruleInput(
    'id',
    [
      { kind: 'firing', fingerprint: 'f', alert },
      { kind: 'resolved', fingerprint: 'f', alert: { ...alert, annotations: { unit: 'ms' } }, resolvedAt: 9 },
      { kind: 'error-began', error: 'refused' },
    ],
    { rule, state },
  );
  expect(input).toMatchObject({ kind: 'rule', ruleId: 'id', state });
  const measure = {
    value: '0.9',
    limit: 0.5,
    comparison: '>',
    unit: 's',
    expression: 'latency_seconds > 0.5',
  };
  expect(input.steps).toEqual([
    {
      change: 'firing',
      fingerprint: 'f',
      value: '0.9',
      alert: { labels: alert.labels, annotations: {}, generatorURL: rule.generatorURL, measure, startsAt: 2 },
    },
    expect.objectContaining({
      change: 'resolved',
      alert: expect.objectContaining({ startsAt: 2, endsAt: 9, measure: { ...measure, unit: 'ms' } }),
    }),
    { change: 'error-began', error: 'refused' },
  ]);
});

test('what is held goes to the engine as it fires on; what is pending is only told of', () => {
  const { firedAt: _, lastSentAt: _sent, ...pending } = alert;
  const input = ruleInput(
    'id',
    [
      { kind: 'held-recovery', fingerprint: 'f', alert: { ...alert, heldSince: 5 } },
      { kind: 'held-missing', fingerprint: 'p', alert: { ...pending, missingSince: 5 } },
      { kind: 'data-returned', fingerprint: 'p', alert: pending },
    ],
    { rule },
  );
  expect(input.steps).toEqual([
    {
      change: 'held-recovery',
      fingerprint: 'f',
      value: '0.9',
      alert: expect.objectContaining({ labels: alert.labels, startsAt: 2 }),
    },
    { change: 'held-missing', fingerprint: 'p', value: '0.9' },
    { change: 'data-returned', fingerprint: 'p', value: '0.9' },
  ]);
});

test('a removed rule goes without a state', () => {
  expect(ruleInput('id', [], { rule })).toEqual({ kind: 'rule', ruleId: 'id', steps: [] });
});

test('downtime does not count towards `for` or keep_firing_for, and what fires goes on', () => {
  const pending = { ...alert, firedAt: undefined };
  const held = { ...alert, keepFiringSince: 5 };
  const state = afterDowntime({ ...emptyRuleState(rule), alerts: { pending, firing: alert, held } }, 100);
  expect(state.alerts).toMatchObject({
    pending: { activeAt: 101 },
    firing: alert,
    held: { activeAt: 1, keepFiringSince: 105 },
  });
});

test('a stored state is known by its format number', () => {
  expect(isRuleState(JSON.parse(JSON.stringify(emptyRuleState(rule))))).toBe(true);
  expect(isRuleState({ format: 2, rule, alerts: {} })).toBe(false);
  expect(isRuleState(undefined)).toBe(false);
});
