import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Besides, type Candidate, evaluate, type Evaluation, type RuleTiming } from './evaluate.ts';
import type { RuleOptions } from './options.ts';
import { emptyRuleState, type RuleAlert, type RuleFacts } from './state.ts';
import type { RuleTransition } from './transition.ts';

const facts: RuleFacts = { name: 'A', group: 'g', file: 'f', expression: 'x > 1', generatorURL: '' };
const jobs = ['a', 'b', 'c'];

const candidate = (job: string, missing?: true): Candidate => ({
  fingerprint: missing ? `lost ${job}` : job,
  labels: { job },
  annotations: {},
  value: '1',
  result: { job },
  ...(missing && { missing }),
});

const someJobs = fc.subarray(jobs);
const orError = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined, freq: 5 });
const sets = orError(someJobs.map((some) => some.map((job) => ({ job }))));

const options: fc.Arbitrary<RuleOptions> = fc.record(
  {
    recovery: fc.constant('r'),
    missing: fc.record(
      {
        then: fc.constantFrom('keep', 'alert', 'resolve'),
        present: fc.constant('p'),
        vanished: fc.constant('v'),
        lookBackMs: fc.integer({ min: 1, max: 6 }),
        forMs: fc.integer({ min: 0, max: 3 }),
      },
      { requiredKeys: ['then', 'lookBackMs', 'forMs'] },
    ),
    onLimit: fc.constant('keep_firing'),
  },
  { requiredKeys: [] },
);
const timing: fc.Arbitrary<RuleTiming> = fc.record({
  forMs: fc.integer({ min: 0, max: 3 }),
  keepFiringForMs: fc.integer({ min: 0, max: 3 }),
  options,
});

interface Slot {
  readonly found: readonly string[] | undefined;
  readonly recovery: readonly { job: string }[] | undefined;
  readonly present: readonly { job: string }[] | undefined;
  readonly lost: readonly string[] | undefined;
}
const slot: fc.Arbitrary<Slot> = fc.record({
  found: orError(someJobs),
  recovery: sets,
  present: sets,
  lost: orError(someJobs),
});

const error = { error: 'x' };

function evaluationOf({ found, recovery, present, lost }: Slot, at: number, limit: number): Evaluation {
  const besides: Besides = {
    recovery: recovery ? { sets: recovery } : error,
    present: present ? { sets: present } : error,
    missing: lost ? { candidates: lost.map((job) => candidate(job, true)) } : error,
  };
  const answer = found ? { candidates: found.map((job) => candidate(job)) } : error;
  return { at, answer, besides, limit, resendDelayMs: 2 };
}

/** What a reader of the transitions alone would believe. */
function follow(open: Map<string, string>, transition: RuleTransition): void {
  if (!('fingerprint' in transition)) return;
  const { kind, fingerprint, alert } = transition;
  const was = open.get(fingerprint);
  if (kind === 'pending') expect(was).toBeUndefined();
  if (kind === 'firing') expect(was).not.toBe('firing');
  if (kind === 'updated' || kind === 'resolved' || kind === 'held-recovery') expect(was).toBe('firing');
  if (kind === 'dropped') expect(was).toBe('pending');
  if (kind === 'held-missing' || kind === 'data-returned') expect(was).toBeDefined();
  if (kind === 'held-missing') expect(alert.missingSince).toBeDefined();
  if (kind === 'data-returned') expect(alert.missingSince).toBeUndefined();
  if (kind === 'resolved' || kind === 'dropped') open.delete(fingerprint);
  else if (kind === 'pending' || kind === 'firing') open.set(fingerprint, kind);
}

const phases = (alerts: Readonly<Record<string, RuleAlert>>): Map<string, string> =>
  new Map(
    Object.entries(alerts).map(([key, { firedAt }]) => [key, firedAt === undefined ? 'pending' : 'firing']),
  );

test('with any options and any answers the transitions tell the whole state, and nothing is held for ever', () => {
  fc.assert(
    fc.property(
      timing,
      fc.array(slot, { maxLength: 40 }),
      fc.integer({ min: 0, max: 4 }),
      (rule, slots, limit) => {
        let state = emptyRuleState(facts);
        const open = new Map<string, string>();
        const see = (given: Slot, at: number): void => {
          const done = evaluate(rule, state, evaluationOf(given, at, limit));
          expect(done.state === state).toBe(done.transitions.length === 0);
          for (const transition of done.transitions) follow(open, transition);
          state = done.state;
          expect(phases(state.alerts)).toEqual(open);
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        };
        slots.forEach((given, at) => see(given, at));
        // Everything is answered from here on, and there are no data: neither condition nor recovery can ever hold.
        const gone: Slot = { found: [], recovery: [], present: [], lost: [] };
        for (let at = slots.length; at < slots.length + 20; at++) see(gone, at);
        expect(state.alerts).toEqual({});
        expect(state.error).toBeUndefined();
      },
    ),
    { numRuns: 500 },
  );
});
