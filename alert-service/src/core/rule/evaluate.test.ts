import { expect, test } from '@jest/globals';
import { fingerprint } from '@tocsin/model';
import fc from 'fast-check';
import { type Candidate, evaluate, type RuleTiming } from './evaluate.ts';
import { emptyRuleState, phaseOf, type RuleFacts, type RuleState } from './state.ts';
import type { RuleTransition } from './transition.ts';

const minute = 60_000;
const facts: RuleFacts = { name: 'Down', group: 'g', file: 'f', expression: 'up == 0', generatorURL: '' };
const timing: RuleTiming = { forMs: 2 * minute, keepFiringForMs: 0 };

const candidate = (value = '1', job = 'api', annotations = {}): Candidate => {
  const labels = { alertname: 'Down', job };
  return { fingerprint: fingerprint(labels), labels, annotations, value };
};
const api = candidate().fingerprint;

interface Life {
  state: RuleState;
  see(at: number, ...candidates: Candidate[]): string[];
  fail(at: number, error: string): string[];
}

function life(options: Partial<RuleTiming & { limit: number }> = {}, state = emptyRuleState(facts)): Life {
  const { limit = 0, ...rest } = options;
  const step = (at: number, answer: Parameters<typeof evaluate>[2]['answer']): string[] => {
    const result = evaluate({ ...timing, ...rest }, self.state, { at, answer, limit, resendDelayMs: minute });
    if (result.transitions.length === 0) expect(result.state).toBe(self.state);
    self.state = result.state;
    return result.transitions.map(({ kind }) => kind);
  };
  const self: Life = {
    state,
    see: (at, ...candidates) => step(at, { candidates }),
    fail: (at, error) => step(at, { error }),
  };
  return self;
}

test('pending until the evaluation at which `for` has passed, then firing', () => {
  const rule = life();
  expect(rule.see(0, candidate())).toEqual(['pending']);
  expect(rule.see(minute, candidate())).toEqual([]);
  expect(phaseOf(rule.state)).toBe('pending');
  expect(rule.see(2 * minute, candidate())).toEqual(['firing']);
  expect(rule.state.alerts[api]).toMatchObject({ activeAt: 0, firedAt: 2 * minute });
});

test('without `for` it fires in the same evaluation', () => {
  expect(life({ forMs: 0 }).see(5, candidate())).toEqual(['firing']);
});

test('pending that disappears is dropped at once and starts anew', () => {
  const rule = life();
  rule.see(0, candidate());
  expect(rule.see(minute)).toEqual(['dropped']);
  expect(phaseOf(rule.state)).toBe('inactive');
  expect(rule.see(2 * minute, candidate())).toEqual(['pending']);
  expect(rule.state.alerts[api]?.activeAt).toBe(2 * minute);
});

test('firing that disappears is resolved, and a re-fire starts anew', () => {
  const rule = life({ forMs: 0 });
  rule.see(0, candidate());
  expect(rule.see(minute)).toEqual(['resolved']);
  expect(rule.see(2 * minute)).toEqual([]);
  expect(rule.see(3 * minute, candidate())).toEqual(['firing']);
  expect(rule.state.alerts[api]).toMatchObject({ activeAt: 3 * minute, firedAt: 3 * minute });
});

test('keep_firing_for counts from the first miss and starts again after a return', () => {
  const rule = life({ forMs: 0, keepFiringForMs: 2 * minute });
  rule.see(0, candidate());
  expect(rule.see(minute)).toEqual(['updated']);
  expect(rule.state.alerts[api]?.keepFiringSince).toBe(minute);
  expect(rule.see(2 * minute)).toEqual([]);
  expect(rule.see(2 * minute + 1, candidate())).toEqual(['updated']);
  expect(rule.state.alerts[api]?.keepFiringSince).toBeUndefined();
  rule.see(4 * minute);
  expect(rule.see(6 * minute - 1)).toEqual([]);
  expect(rule.see(6 * minute)).toEqual(['resolved']);
});

test('a query error leaves the state untouched; the error begins once and ends once', () => {
  const rule = life({ forMs: 0 });
  rule.see(0, candidate());
  expect(rule.fail(minute, 'connection refused')).toEqual(['error-began']);
  expect(rule.fail(2 * minute, 'connection refused')).toEqual([]);
  expect(phaseOf(rule.state)).toBe('firing');
  expect(rule.state.error).toEqual({ message: 'connection refused', since: minute });
  expect(rule.see(3 * minute)).toEqual(['error-ended', 'resolved']);
  expect(rule.state.error).toBeUndefined();
});

test('two results with one label set are an error that says which, and what fires stays', () => {
  const rule = life({ forMs: 0 });
  rule.see(0, candidate());
  expect(rule.see(minute, candidate('1'), candidate('2'))).toEqual(['error-began']);
  expect(rule.state.error?.message).toMatch(
    /two results have the same labels \{alertname="Down", job="api"\}/,
  );
  expect(phaseOf(rule.state)).toBe('firing');
});

test('beyond its limit a rule drops all its alerts and is in error', () => {
  const rule = life({ forMs: 0, limit: 2 });
  rule.see(0, candidate('1', 'a'), candidate('1', 'b'));
  expect(rule.see(1, candidate('1', 'a'), candidate('1', 'b'), candidate('1', 'c'))).toEqual([
    'resolved',
    'resolved',
    'error-began',
  ]);
  expect(rule.see(2, candidate('1', 'a'), candidate('1', 'b'), candidate('1', 'c'))).toEqual([]);
  expect(rule.see(3, candidate('1', 'a'))).toEqual(['error-ended', 'firing']);
});

test('a changed value or text is told when more than the resend delay has passed, never oftener', () => {
  const rule = life({ forMs: 0 });
  rule.see(0, candidate('1'));
  expect(rule.see(minute, candidate('2'))).toEqual([]);
  expect(rule.see(minute + 1, candidate('2'))).toEqual(['updated']);
  expect(rule.see(3 * minute, candidate('2'))).toEqual([]);
  expect(rule.see(4 * minute, candidate('2', 'api', { summary: 'new words' }))).toEqual(['updated']);
});

test('NaN that stays NaN changes nothing', () => {
  const rule = life({ forMs: 0 });
  rule.see(0, candidate('NaN'));
  expect(rule.see(5 * minute, candidate('NaN'))).toEqual([]);
});

test('a `for` that grew beyond the age of a firing alert puts it back to pending and tells the end', () => {
  const rule = life({ forMs: 0 });
  rule.see(0, candidate());
  const longer = life({ forMs: 10 * minute }, rule.state);
  expect(longer.see(minute, candidate())).toEqual(['resolved', 'pending']);
  expect(longer.state.alerts[api]).toMatchObject({ activeAt: 0 });
  expect(longer.see(10 * minute, candidate())).toEqual(['firing']);
});

test('the state survives JSON', () => {
  const rule = life({ forMs: 0 });
  rule.see(0, candidate('+Inf'), candidate('NaN', 'web'));
  expect(JSON.parse(JSON.stringify(rule.state))).toEqual(rule.state);
});

const slots = fc.array(fc.option(fc.boolean(), { nil: 'error' as const, freq: 6 }), { maxLength: 60 });
const timings = fc.record({
  forMs: fc.integer({ min: 0, max: 4 }),
  keepFiringForMs: fc.integer({ min: 0, max: 4 }),
});

/** Prometheus's prose, one alert only: when is it inactive, pending or firing? */
function reference(seen: readonly (boolean | 'error')[], { forMs, keepFiringForMs }: RuleTiming): string[] {
  let phase = 'inactive';
  let since = 0;
  let lastSeen = 0;
  let missedFrom: number | undefined;
  return seen.map((found, at) => {
    if (found === 'error') return phase;
    if (found) {
      missedFrom = undefined;
      if (phase === 'inactive') since = at;
      phase = phase === 'firing' || at - since >= forMs ? 'firing' : 'pending';
      lastSeen = at;
    } else if (phase === 'firing' && keepFiringForMs > 0) {
      missedFrom ??= at;
      if (at - missedFrom >= keepFiringForMs) phase = 'inactive';
    } else phase = 'inactive';
    if (phase === 'inactive') missedFrom = undefined;
    expect(lastSeen).toBeLessThanOrEqual(at);
    return phase;
  });
}

test('it agrees with the prose of the documentation in every run of hits, misses and errors', () => {
  fc.assert(
    fc.property(slots, timings, (seen, limits) => {
      const rule = life(limits);
      const phases = seen.map((found, at) => {
        if (found === 'error') rule.fail(at, 'x');
        else rule.see(at, ...(found ? [candidate(String(at))] : []));
        return phaseOf(rule.state);
      });
      expect(phases).toEqual(reference(seen, limits));
    }),
  );
});

test('options that say what Prometheus does change nothing, in any run', () => {
  const asUpstream: RuleTiming['options'] = {
    onLimit: 'keep_firing',
    missing: { then: 'resolve', present: 'x', lookBackMs: 5, forMs: 1 },
  };
  fc.assert(
    fc.property(slots, timings, (seen, limits) => {
      const [plain, same] = [life(limits), life({ ...limits, options: asUpstream })];
      seen.forEach((found, at) => {
        const see = (rule: Life): string[] =>
          found === 'error' ? rule.fail(at, 'x') : rule.see(at, ...(found ? [candidate(String(at))] : []));
        expect(see(same)).toEqual(see(plain));
        expect(same.state).toEqual(plain.state);
      });
    }),
  );
});

/** What a reader of the transitions alone would believe. */
function foldKinds(all: readonly RuleTransition[]): {
  fired: number;
  resolved: number;
  open: Map<string, string>;
} {
  const open = new Map<string, string>();
  let fired = 0;
  let resolved = 0;
  for (const transition of all) {
    if (!('fingerprint' in transition)) continue;
    const { kind, fingerprint: key } = transition;
    const was = open.get(key);
    if (kind === 'pending') expect(was).toBeUndefined();
    if (kind === 'firing') expect(was).not.toBe('firing');
    if (kind === 'updated' || kind === 'resolved') expect(was).toBe('firing');
    if (kind === 'dropped') expect(was).toBe('pending');
    if (kind === 'firing') fired++;
    if (kind === 'resolved') resolved++;
    if (kind === 'resolved' || kind === 'dropped') open.delete(key);
    else if (kind !== 'updated') open.set(key, kind);
  }
  return { fired, resolved, open };
}

test('each firing gets exactly one resolved, none fires before `for`, and the transitions tell the whole state', () => {
  const jobs = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.array(jobs, { maxLength: 40 }),
      timings,
      fc.integer({ min: 0, max: 3 }),
      (runs, limits, limit) => {
        const all: RuleTransition[] = [];
        let state = emptyRuleState(facts);
        const evaluateAt = (at: number, found: readonly string[]): void => {
          const answer = { candidates: found.map((job) => candidate(String(at), job)) };
          const result = evaluate(limits, state, { at, answer, limit, resendDelayMs: 2 });
          expect(result.state === state).toBe(result.transitions.length === 0);
          state = result.state;
          all.push(...result.transitions);
        };
        runs.forEach((found, at) => evaluateAt(at, found));
        const { open } = foldKinds(all);
        const phases = Object.entries(state.alerts).map(([key, a]) => [
          key,
          a.firedAt === undefined ? 'pending' : 'firing',
        ]);
        expect(new Map(phases as [string, string][])).toEqual(open);
        for (const t of all) {
          if (t.kind === 'firing')
            expect((t.alert.firedAt ?? 0) - t.alert.activeAt).toBeGreaterThanOrEqual(limits.forMs);
        }
        for (let at = runs.length; at <= runs.length + 10; at++) evaluateAt(at, []);
        const { fired, resolved } = foldKinds(all);
        expect(resolved).toBe(fired);
        expect(state.alerts).toEqual({});
      },
    ),
  );
});
