import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, evaluate, type RuleTiming } from './evaluate.ts';
import { emptyRuleState, type RuleFacts } from './state.ts';

const minute = 60_000;
const facts: RuleFacts = { name: 'Down', group: 'g', file: 'f', expression: 'up == 0', generatorURL: '' };
const timing: RuleTiming = { forMs: 0, keepFiringForMs: 0, options: { onLimit: 'keep_firing' } };

function watch(limit: number, rule = timing) {
  const self = {
    state: emptyRuleState(facts),
    error: undefined as string | undefined,
    see(at: number, ...jobs: string[]): string[] {
      const candidates = jobs.map((job): Candidate => ({
        fingerprint: job,
        labels: { job },
        annotations: {},
        value: '0',
      }));
      const found = evaluate(rule, self.state, { at, answer: { candidates }, limit, resendDelayMs: minute });
      if (found.transitions.length === 0) expect(found.state).toBe(self.state);
      self.state = found.state;
      self.error = found.error;
      return found.transitions.map((one) => one.kind + ('fingerprint' in one ? ` ${one.fingerprint}` : ''));
    },
    active: () => Object.keys(self.state.alerts).sort(),
  };
  return self;
}

test('over the limit what was active stays, what is new takes the room left, and health names what is cut (prometheus #12415)', () => {
  const rule = watch(3);
  expect(rule.see(0, 'd', 'e')).toEqual(['firing d', 'firing e']);
  expect(rule.see(1, 'e', 'd', 'c', 'b', 'a')).toEqual(['firing a', 'error-began']);
  expect(rule.active()).toEqual(['a', 'd', 'e']);
  expect(rule.error).toBe(
    'the limit of 3 is exceeded: 2 new are left out, {job="b"}, {job="c"}; what was active stays: ' +
      "raise the group's limit or narrow the expression",
  );
  expect(rule.state.error?.message).toBe(rule.error);
});

test('it is cut alike at each evaluation, and the room of what ends is taken', () => {
  const rule = watch(2);
  rule.see(0, 'a', 'b', 'c', 'd', 'e', 'f');
  expect(rule.error).toMatch(/4 new are left out, \{job="c"\}, \{job="d"\}, \{job="e"\} and 1 more;/);
  expect(rule.see(1, 'f', 'e', 'd', 'c', 'b', 'a')).toEqual([]);
  expect(rule.see(2, 'b', 'c', 'd')).toEqual(['resolved a', 'firing c']);
  expect(rule.see(3, 'b', 'c')).toEqual(['error-ended']);
  expect(rule.error).toBeUndefined();
});

test('a limit that was lowered ends nothing, and lets in nothing', () => {
  const before = watch(0);
  before.see(0, 'a', 'b', 'c');
  const rule = watch(2);
  rule.state = before.state;
  expect(rule.see(1, 'a', 'b', 'c')).toEqual(['error-began']);
  expect(rule.error).toMatch(/3 alerts were active already, and stay/);
  expect(rule.see(2, 'a', 'b', 'c', 'd')).toEqual([]);
  expect(rule.error).toMatch(/1 new is left out, \{job="d"\}/);
});

test('what is cut waits for its time only once there is room', () => {
  const rule = watch(1, { ...timing, forMs: 2 });
  rule.see(0, 'a', 'b');
  rule.see(2, 'a', 'b');
  expect(rule.see(3, 'b')).toEqual(['error-ended', 'resolved a', 'pending b']);
  expect(rule.state.alerts.b?.activeAt).toBe(3);
});

test('without the option all alerts of the rule end, as in Prometheus', () => {
  const rule = watch(2, { forMs: 0, keepFiringForMs: 0 });
  rule.see(0, 'a', 'b');
  expect(rule.see(1, 'a', 'b', 'c')).toEqual(['resolved a', 'resolved b', 'error-began']);
});

test('nothing that is found and was told is ever ended by the limit, and no more than the limit is let in', () => {
  const jobs = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e', 'f'));
  fc.assert(
    fc.property(fc.array(jobs, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (runs, limit) => {
      const rule = watch(limit);
      runs.forEach((found, at) => {
        const before = rule.active();
        rule.see(at, ...found);
        for (const job of before) expect(rule.active().includes(job)).toBe(found.includes(job));
        expect(rule.active().length).toBe(Math.min(limit, found.length));
        expect(rule.error === undefined).toBe(found.length <= limit);
      });
    }),
  );
});
