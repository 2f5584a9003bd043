import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, evaluate, type RuleTiming } from './evaluate.ts';
import type { RuleOptions } from './options.ts';
import { questionsFor } from './questions.ts';
import { emptyRuleState, phaseOf, type RuleFacts, type RuleState } from './state.ts';

const minute = 60_000;
const facts: RuleFacts = {
  name: 'DiskFull',
  group: 'g',
  file: 'f',
  expression: 'free < 0.1',
  generatorURL: '',
};
const options: RuleOptions = {
  recovery: 'free > 0.15',
  missing: { then: 'resolve', present: 'free', lookBackMs: 60 * minute, forMs: 5 * minute },
};
const timing: RuleTiming = { forMs: 0, keepFiringForMs: 0, options };

type Free = number | 'gone';
type Disks = Readonly<Record<string, Free>>;

/** A Prometheus that knows how much each disk has free; its answers are given as the evaluator would give them. */
function watch(rule: RuleTiming = timing) {
  const self = {
    state: emptyRuleState(facts),
    asked: [] as string[],
    error: undefined as string | undefined,
    see(at: number, disks: Disks, broken?: 'recovery' | 'present'): string[] {
      const where = (holds: (free: number) => boolean) =>
        Object.entries(disks)
          .filter(([, free]) => free !== 'gone' && holds(free))
          .map(([disk]) => ({ __name__: 'free', disk }));
      const candidates = where((free) => free < 0.1).map(({ disk }): Candidate => {
        const labels = { alertname: 'DiskFull', disk, severity: 'page' };
        return { fingerprint: disk, labels, annotations: {}, value: String(disks[disk]), result: { disk } };
      });
      const asked = questionsFor(rule, self.state, candidates).map(({ kind }) => kind);
      self.asked = asked;
      const answer = (kind: 'recovery' | 'present', holds: (free: number) => boolean) =>
        asked.includes(kind) && {
          [kind]: broken === kind ? { error: 'timeout' } : { sets: where(holds) },
        };
      const besides = { ...answer('recovery', (free) => free > 0.15), ...answer('present', () => true) };
      const found = evaluate(rule, self.state, {
        at,
        answer: { candidates },
        besides,
        limit: 0,
        resendDelayMs: minute,
      });
      if (found.transitions.length === 0) expect(found.state).toBe(self.state);
      self.state = found.state;
      self.error = found.error;
      return found.transitions.map(({ kind }) => kind);
    },
  };
  return self;
}

test('between the two thresholds it keeps firing, and beyond the recovery it is resolved (prometheus #10536)', () => {
  const rule = watch();
  expect(rule.see(0, { a: 0.05 })).toEqual(['firing']);
  expect(rule.see(minute, { a: 0.12 })).toEqual(['held-recovery']);
  expect(rule.state.alerts.a).toMatchObject({ firedAt: 0, heldSince: minute });
  expect(rule.see(2 * minute, { a: 0.14 })).toEqual([]);
  expect(rule.see(3 * minute, { a: 0.09 })).toEqual(['updated']);
  expect(rule.state.alerts.a?.heldSince).toBeUndefined();
  expect(rule.see(4 * minute, { a: 0.12 })).toEqual(['held-recovery']);
  expect(rule.see(5 * minute, { a: 0.16 })).toEqual(['resolved']);
  expect(rule.state.alerts).toEqual({});
});

test('each alert waits for its own recovery', () => {
  const rule = watch();
  rule.see(0, { a: 0.05, b: 0.05 });
  expect(rule.see(minute, { a: 0.2, b: 0.12 })).toEqual(['resolved', 'held-recovery']);
  expect(Object.keys(rule.state.alerts)).toEqual(['b']);
});

test('the recovery is asked only while something fires whose condition is gone', () => {
  const rule = watch({ ...timing, forMs: minute });
  rule.see(0, { a: 0.05 });
  expect(rule.asked).toEqual([]);
  rule.see(minute, { a: 0.05 });
  expect(rule.asked).toEqual([]);
  rule.see(2 * minute, { a: 0.12 });
  expect(rule.asked).toEqual(['recovery', 'present']);
  rule.see(3 * minute, { a: 0.2 });
  rule.see(4 * minute, { a: 0.2 });
  expect(rule.asked).toEqual([]);
});

test('what is pending is not held', () => {
  const rule = watch({ ...timing, forMs: 10 * minute });
  rule.see(0, { a: 0.05 });
  expect(rule.see(minute, { a: 0.12 })).toEqual(['dropped']);
});

test('keep_firing_for begins once the recovery holds, and anew if it stops holding', () => {
  const rule = watch({ ...timing, keepFiringForMs: 5 * minute });
  rule.see(0, { a: 0.05 });
  rule.see(minute, { a: 0.12 });
  expect(rule.see(2 * minute, { a: 0.2 })).toEqual(['updated']);
  expect(rule.state.alerts.a).toMatchObject({ keepFiringSince: 2 * minute });
  expect(rule.state.alerts.a?.heldSince).toBeUndefined();
  expect(rule.see(3 * minute, { a: 0.12 })).toEqual(['held-recovery']);
  expect(rule.state.alerts.a?.keepFiringSince).toBeUndefined();
  expect(rule.see(4 * minute, { a: 0.2 })).toEqual(['updated']);
  expect(rule.see(8 * minute, { a: 0.2 })).toEqual([]);
  expect(rule.see(9 * minute, { a: 0.2 })).toEqual(['resolved']);
});

test.each(['recovery', 'present'] as const)(
  'when %s cannot be asked it keeps firing, and health says so',
  (broken) => {
    const rule = watch();
    rule.see(0, { a: 0.05 });
    expect(rule.see(minute, { a: 0.12 }, broken)).toEqual(['error-began']);
    expect(rule.error).toMatch(/timeout/);
    expect(rule.see(2 * minute, { a: 0.12 }, broken)).toEqual([]);
    expect(rule.error).toMatch(/timeout/);
    expect(phaseOf(rule.state)).toBe('firing');
    expect(rule.see(3 * minute, { a: 0.2 })).toEqual(['error-ended', 'resolved']);
  },
);

test('while the recovery cannot be asked, the other alerts go on', () => {
  const rule = watch();
  rule.see(0, { a: 0.05 });
  expect(rule.see(minute, { a: 0.12, b: 0.05 }, 'recovery')).toEqual(['firing', 'error-began']);
});

test('nothing fires for ever: without data it is resolved after five minutes', () => {
  const rule = watch();
  rule.see(0, { a: 0.05, b: 0.05 });
  expect(rule.see(minute, { a: 'gone', b: 0.05 })).toEqual(['held-missing']);
  expect(rule.state.alerts.a).toMatchObject({ missingSince: minute, heldSince: minute });
  expect(rule.see(5 * minute, { a: 'gone', b: 0.05 })).toEqual([]);
  expect(rule.see(6 * minute, { a: 'gone', b: 0.05 })).toEqual(['resolved']);
});

test('data that come back between the thresholds go on waiting for the recovery, and the time starts anew', () => {
  const rule = watch();
  rule.see(0, { a: 0.05 });
  rule.see(minute, { a: 'gone' });
  expect(rule.see(5 * minute, { a: 0.12 })).toEqual(['data-returned']);
  expect(rule.see(6 * minute, { a: 'gone' })).toEqual(['held-missing']);
  expect(rule.see(10 * minute, { a: 'gone' })).toEqual([]);
  expect(rule.see(11 * minute, { a: 'gone' })).toEqual(['resolved']);
});

test('after its data were missing for too long keep_firing_for begins, as if its condition were gone', () => {
  const rule = watch({ ...timing, keepFiringForMs: 2 * minute });
  rule.see(0, { a: 0.05 });
  rule.see(minute, { a: 'gone' });
  expect(rule.see(6 * minute, { a: 'gone' })).toEqual(['updated']);
  expect(rule.state.alerts.a).toMatchObject({ keepFiringSince: 6 * minute });
  expect(rule.see(7 * minute, { a: 'gone' })).toEqual([]);
  expect(rule.see(8 * minute, { a: 'gone' })).toEqual(['resolved']);
});

test('where nobody can say whether the data are there, it waits no longer than look_back', () => {
  const blind = { ...options, missing: { then: 'resolve', lookBackMs: 3 * minute, forMs: minute } as const };
  const rule = watch({ ...timing, options: blind });
  rule.see(0, { a: 0.05 });
  expect(rule.see(minute, { a: 0.12 })).toEqual(['held-recovery']);
  expect(rule.asked).toEqual(['recovery']);
  expect(rule.see(3 * minute, { a: 0.12 })).toEqual([]);
  expect(rule.see(4 * minute, { a: 0.12 })).toEqual(['resolved']);
});

test('an alert from before the option is held by its own labels, and keeps the result’s from then on', () => {
  const { options: _, ...plain } = timing;
  const before = watch(plain);
  before.see(0, { a: 0.05 });
  expect(before.state.alerts.a?.result).toBeUndefined();
  const rule = watch();
  rule.state = JSON.parse(JSON.stringify(before.state)) as RuleState;
  expect(rule.see(minute, { a: 0.12 })).toEqual(['held-recovery']);
  expect(rule.see(2 * minute, { a: 0.05 })).toEqual(['updated']);
  expect(rule.state.alerts.a?.result).toEqual({ disk: 'a' });
});

test('a recovery without labels holds for all alerts of the rule', () => {
  const state = watch();
  state.see(0, { a: 0.05, b: 0.05 });
  const found = evaluate(timing, state.state, {
    at: minute,
    answer: { candidates: [] },
    besides: { recovery: { sets: [{}] }, present: { sets: [] } },
    limit: 0,
    resendDelayMs: minute,
  });
  expect(found.transitions.map(({ kind }) => kind)).toEqual(['resolved', 'resolved']);
});

test('it never flaps between the two thresholds: it fires from below the one until above the other', () => {
  const levels = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(levels, (percents) => {
      const rule = watch();
      let fires = false;
      percents.forEach((percent, slot) => {
        const before = fires;
        fires = percent < 10 || (fires && percent <= 15);
        const kinds = rule.see(slot * minute, { a: percent / 100 });
        expect(phaseOf(rule.state)).toBe(fires ? 'firing' : 'inactive');
        expect(kinds.includes('firing')).toBe(fires && !before);
        expect(kinds.includes('resolved')).toBe(before && !fires);
      });
    }),
  );
});
