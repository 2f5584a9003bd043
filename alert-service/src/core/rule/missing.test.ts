import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, type CandidatesOrError, evaluate, type RuleTiming } from './evaluate.ts';
import type { MissingData } from './options.ts';
import { questionsFor } from './questions.ts';
import { emptyRuleState, phaseOf, type RuleFacts, type RuleState } from './state.ts';

const minute = 60_000;
const facts: RuleFacts = { name: 'Slow', group: 'g', file: 'f', expression: 'latency > 5', generatorURL: '' };
const kept: MissingData = { then: 'keep', present: 'latency', lookBackMs: 60 * minute, forMs: 5 * minute };
const alerted: MissingData = { ...kept, then: 'alert', vanished: 'v', nothing: 'n' };
const timing: RuleTiming = { forMs: 0, keepFiringForMs: 0, options: { missing: kept } };

/** What the rule watches at a slot; `lost`: was there, and is not. */
interface Seen {
  readonly slow?: readonly string[];
  readonly fine?: readonly string[];
  readonly lost?: readonly string[] | 'unknown';
  readonly broken?: boolean;
}

function watch(rule: RuleTiming = timing, state: RuleState = emptyRuleState(facts)) {
  const alert = (job: string): Candidate => ({
    fingerprint: job,
    labels: { alertname: 'Slow', job },
    annotations: {},
    value: '9',
    result: { job },
  });
  const self = {
    state,
    asked: [] as string[],
    error: undefined as string | undefined,
    see(at: number, { slow = [], fine = [], lost = [], broken }: Seen): string[] {
      const candidates = slow.map(alert);
      self.asked = questionsFor(rule, self.state, candidates).map(({ kind }) => kind);
      const sets = [...slow, ...fine].map((job) => ({ job }));
      const missing: CandidatesOrError =
        lost === 'unknown'
          ? { error: 'timeout' }
          : { candidates: lost.map((job) => ({ ...alert(job), fingerprint: `lost ${job}`, missing: true })) };
      const found = evaluate(rule, self.state, {
        at,
        answer: { candidates },
        besides: {
          ...(self.asked.includes('present') && { present: broken ? { error: 'timeout' } : { sets } }),
          ...(self.asked.includes('vanished') && { missing }),
        },
        limit: 0,
        resendDelayMs: minute,
      });
      if (found.transitions.length === 0) expect(found.state).toBe(self.state);
      self.state = found.state;
      self.error = found.error;
      return found.transitions.map((one) => one.kind + ('fingerprint' in one ? ` ${one.fingerprint}` : ''));
    },
  };
  return self;
}

describe('keep (prometheus #17482)', () => {
  test('what fires goes on firing while its data are missing, and says since when', () => {
    const rule = watch();
    rule.see(0, { slow: ['a'] });
    expect(rule.see(minute, {})).toEqual(['held-missing a']);
    expect(rule.state.alerts.a).toMatchObject({ firedAt: 0, missingSince: minute });
    expect(rule.see(30 * minute, {})).toEqual([]);
    expect(rule.see(31 * minute, { slow: ['a'] })).toEqual(['data-returned a']);
    expect(rule.state.alerts.a?.missingSince).toBeUndefined();
  });

  test('what is fine again is resolved at once', () => {
    const rule = watch();
    rule.see(0, { slow: ['a'] });
    expect(rule.see(minute, { fine: ['a'] })).toEqual(['resolved a']);
  });

  test('data that come back fine resolve it', () => {
    const rule = watch();
    rule.see(0, { slow: ['a'] });
    rule.see(minute, {});
    expect(rule.see(2 * minute, { fine: ['a'] })).toEqual(['resolved a']);
  });

  test('after look_back it is given up', () => {
    const rule = watch();
    rule.see(0, { slow: ['a'] });
    rule.see(minute, {});
    expect(rule.see(60 * minute, {})).toEqual([]);
    expect(rule.see(61 * minute, {})).toEqual(['resolved a']);
  });

  test('keep_firing_for begins once look_back is over', () => {
    const rule = watch({ ...timing, keepFiringForMs: 2 * minute });
    rule.see(0, { slow: ['a'] });
    rule.see(minute, {});
    expect(rule.see(61 * minute, {})).toEqual(['updated a']);
    expect(rule.see(62 * minute, {})).toEqual([]);
    expect(rule.see(63 * minute, {})).toEqual(['resolved a']);
  });

  test('what is pending stays pending, and the time without data does not count towards `for`', () => {
    const rule = watch({ ...timing, forMs: 3 * minute });
    rule.see(0, { slow: ['a'] });
    rule.see(minute, { slow: ['a'] });
    expect(rule.see(2 * minute, {})).toEqual(['held-missing a']);
    expect(rule.see(12 * minute, {})).toEqual([]);
    expect(phaseOf(rule.state)).toBe('pending');
    expect(rule.see(22 * minute, { slow: ['a'] })).toEqual(['data-returned a']);
    expect(rule.state.alerts.a).toMatchObject({ activeAt: 20 * minute });
    expect(rule.see(23 * minute, { slow: ['a'] })).toEqual(['firing a']);
  });

  test('pending that is given up is dropped', () => {
    const rule = watch({ ...timing, forMs: 3 * minute });
    rule.see(0, { slow: ['a'] });
    rule.see(minute, {});
    expect(rule.see(61 * minute, {})).toEqual(['dropped a']);
  });

  test('when nobody can say whether the data are there, it stays as it was and health says so', () => {
    const rule = watch();
    rule.see(0, { slow: ['a'] });
    expect(rule.see(minute, { broken: true })).toEqual(['error-began']);
    expect(rule.error).toBe('whether its data are there: timeout');
    expect(rule.state.alerts.a?.missingSince).toBeUndefined();
    expect(rule.see(2 * minute, { fine: ['a'] })).toEqual(['error-ended', 'resolved a']);
  });

  test('only what is gone is asked for', () => {
    const rule = watch();
    rule.see(0, { slow: ['a'] });
    expect(rule.asked).toEqual([]);
    rule.see(minute, { slow: ['a'], fine: ['b'] });
    expect(rule.asked).toEqual([]);
    rule.see(2 * minute, { fine: ['a'] });
    expect(rule.asked).toEqual(['present']);
    rule.see(3 * minute, {});
    expect(rule.asked).toEqual([]);
  });

  test('never lost: what fired and whose data vanish fires at every evaluation within look_back', () => {
    const slots = fc.array(fc.constantFrom('slow', 'gone', 'broken', 'failed'), { maxLength: 80 });
    fc.assert(
      fc.property(slots, fc.integer({ min: 0, max: 4 }), (seen, forMinutes) => {
        const rule = watch({ ...timing, forMs: forMinutes * minute });
        let fired = false;
        let goneSince: number | undefined;
        seen.forEach((what, slot) => {
          const at = slot * minute;
          if (what === 'slow') goneSince = undefined;
          if (what === 'gone') goneSince ??= at;
          if (what === 'failed') {
            const failed = evaluate({ ...timing, forMs: forMinutes * minute }, rule.state, {
              ...{ at, answer: { error: 'x' }, limit: 0, resendDelayMs: minute },
            });
            rule.state = failed.state;
          } else rule.see(at, { slow: what === 'slow' ? ['a'] : [], broken: what === 'broken' });
          if (goneSince !== undefined && at - goneSince >= 60 * minute) fired = false;
          else if (fired) expect(phaseOf(rule.state)).toBe('firing');
          fired ||= phaseOf(rule.state) === 'firing';
        });
      }),
    );
  });
});

describe('alert', () => {
  const rule = (more: Partial<RuleTiming> = {}): RuleTiming => ({
    ...timing,
    ...more,
    options: { missing: alerted },
  });

  test('an alert of its own fires for each label set that has vanished, after `for`, beside what is kept', () => {
    const slow = watch(rule());
    slow.see(0, { slow: ['a'], fine: ['b'] });
    expect(slow.see(minute, { fine: [], lost: ['a', 'b'] })).toEqual([
      'held-missing a',
      'pending lost a',
      'pending lost b',
    ]);
    expect(slow.see(6 * minute, { lost: ['a', 'b'] })).toEqual(['firing lost a', 'firing lost b']);
    expect(slow.see(7 * minute, { slow: ['a'], lost: ['b'] })).toEqual([
      'data-returned a',
      'resolved lost a',
    ]);
    expect(slow.state.alerts['lost b']).toMatchObject({ missing: true, activeAt: minute });
  });

  test('its time is its own: neither `for` nor keep_firing_for of the rule count', () => {
    const slow = watch(rule({ forMs: 60 * minute, keepFiringForMs: 60 * minute }));
    slow.see(0, { lost: ['a'] });
    expect(slow.see(5 * minute, { lost: ['a'] })).toEqual(['firing lost a']);
    expect(slow.see(6 * minute, { fine: ['a'] })).toEqual(['resolved lost a']);
  });

  test('what is missing is asked at each evaluation, and whether there is anything only where nothing fires', () => {
    const slow = watch(rule());
    slow.see(0, {});
    expect(slow.asked).toEqual(['vanished', 'nothing']);
    slow.see(minute, { slow: ['a'] });
    expect(slow.asked).toEqual(['vanished']);
  });

  test('when nobody can say what is missing, what was told stays, and health says so', () => {
    const slow = watch(rule());
    slow.see(0, { lost: ['a'] });
    slow.see(5 * minute, { lost: ['a'] });
    expect(slow.see(6 * minute, { lost: 'unknown' })).toEqual(['error-began']);
    expect(slow.error).toBe('what data it is missing: timeout');
    expect(slow.see(7 * minute, { fine: ['a'] })).toEqual(['error-ended', 'resolved lost a']);
  });

  test('without the option any more, what told of missing data ends', () => {
    const before = watch(rule());
    before.see(0, { lost: ['a'] });
    before.see(5 * minute, { lost: ['a'] });
    for (const options of [undefined, { missing: kept }, { missing: { ...kept, then: 'alert' as const } }]) {
      const after = watch({ forMs: 0, keepFiringForMs: 0, ...(options && { options }) }, before.state);
      expect(after.see(6 * minute, {})).toEqual(['resolved lost a']);
    }
  });
});

test('resolve is what Prometheus does: nothing is asked, and nothing kept', () => {
  const rule = watch({ ...timing, options: { missing: { ...kept, then: 'resolve' } } });
  rule.see(0, { slow: ['a'] });
  expect(rule.state.alerts.a?.result).toBeUndefined();
  expect(rule.see(minute, {})).toEqual(['resolved a']);
  expect(rule.asked).toEqual([]);
});

test('the state survives JSON with all that it holds', () => {
  const rule = watch({ ...timing, options: { missing: alerted } });
  rule.see(0, { slow: ['a'], lost: ['b'] });
  rule.see(minute, { lost: ['a', 'b'] });
  expect(JSON.parse(JSON.stringify(rule.state))).toEqual(rule.state);
});
