import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { WantedSilence } from '../input.ts';
import type { Policy } from '../policy.ts';
import { createRouter } from '../route/router.ts';
import { noOnCall } from '../on-call/rules.ts';
import { noServices } from '../services-policy.ts';
import { emptyState, type State } from '../state.ts';
import { step } from '../step.ts';
import { silenceId } from './silence-id.ts';
import { chanceFrom } from '../chance.ts';
import type { Silence } from './silence.ts';

const policy = (mostSilences: number): Policy => ({
  hash: 'test',
  router: createRouter({
    ...{
      key: '{}',
      receiver: 'team',
      groupBy: { all: false, labels: [] },
      matchers: [],
      labels: {},
      line: 1,
    },
    ...{ groupWaitMs: 1, groupIntervalMs: 1, repeatIntervalMs: 1, continue: false, children: [] },
    ...{ muteTimeIntervals: [], activeTimeIntervals: [] },
  }),
  receivers: new Map(),
  receiverRules: new Map(),
  inhibitRules: [],
  timeIntervals: new Map(),
  silenceLimits: { mostSilences, mostBytes: 0, retentionMs: 0 },
  receiverLabels: new Map(),
  giveUpAfterMs: 1,
  withoutIncident: () => true,
  onCall: noOnCall('team'),
  services: noServices,
  flushLimit: 1,
});

test('ids are of version 4 in form, and differ between commits of one seed', () => {
  const ids = new Set<string>();
  for (let seq = 1; seq <= 2_000; seq++) ids.add(silenceId(seq, chanceFrom(7)));
  expect(ids.size).toBe(2_000);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

interface Modelled {
  matchers: string;
  start: number;
  end: number;
  updated: number;
}

/** Alertmanager's rules once more, in the words of its documentation, with ids given by `name`. */
function modelled(all: Map<string, Modelled>, limit: number) {
  const stateOf = ({ start, end }: Modelled, now: number): string =>
    now < start ? 'pending' : now < end ? 'active' : 'expired';
  const end = (one: Modelled, now: number): void => {
    if (stateOf(one, now) === 'expired') return;
    if (stateOf(one, now) === 'pending') one.start = now;
    one.end = now;
    one.updated = now;
  };
  return {
    /** What becomes of it: `changed`, `made`, `unknown` or `refused`. */
    set(id: string | undefined, wanted: Omit<Modelled, 'updated'>, now: number): string {
      if (wanted.end < wanted.start) return 'refused';
      const before = id === undefined ? undefined : all.get(id);
      if (id !== undefined && !before) return 'unknown';
      if (before && before.matchers === wanted.matchers) {
        const state = stateOf(before, now);
        const sameSecond = Math.floor(before.start / 1_000) === Math.floor(wanted.start / 1_000);
        if (
          (state === 'active' && sameSecond && wanted.end >= now) ||
          (state === 'pending' && wanted.start >= now)
        ) {
          Object.assign(before, wanted, { updated: now });
          return 'changed';
        }
      }
      if (limit > 0 && all.size >= limit) return 'refused';
      if (before) end(before, now);
      return 'made';
    },
    name: (id: string, wanted: Omit<Modelled, 'updated'>, now: number): void =>
      void all.set(id, { ...wanted, start: Math.max(wanted.start, now), updated: now }),
    expire(id: string, now: number): boolean {
      const one = all.get(id);
      if (one) end(one, now);
      return one !== undefined;
    },
  };
}

const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('set' as const),
      which: fc.integer({ min: -2, max: 3 }),
      matchers: fc.constantFrom('a', 'a', 'b'),
      start: fc.integer({ min: -3_000, max: 3_000 }),
      end: fc.integer({ min: -3_000, max: 9_000 }),
      keepsStart: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('expire' as const), which: fc.integer({ min: 0, max: 3 }) }),
  },
);

const wire = ({ matchers, start, end }: Omit<Modelled, 'updated'>): WantedSilence => ({
  matcherSets: [[{ name: 'a', op: '=', value: matchers }]],
  receiverMatcherSets: [],
  startsAt: start,
  endsAt: end,
  createdBy: '',
  comment: '',
  annotations: {},
});

const shown = ({ matcherSets, startsAt, endsAt, updatedAt }: Silence): Modelled => ({
  matchers: matcherSets[0]?.[0]?.value ?? '',
  start: startsAt,
  end: endsAt,
  updated: updatedAt,
});

const kindOf = {
  changed: 'silenced',
  made: 'silenced',
  unknown: 'unknown-silence',
  refused: 'silence-refused',
};

test('whatever is made, changed and ended: the silences are those of a small model', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2_000), act), { maxLength: 20 }),
      fc.constantFrom(0, 3),
      (steps, limit) => {
        const state: State = emptyState('default');
        const model = new Map<string, Modelled>();
        const rules = modelled(model, limit);
        let now = 1_800_000_000_000;
        for (const [index, [wait, each]] of steps.entries()) {
          now += wait;
          const ids = [...model.keys()];
          const id = each.which < -1 ? undefined : (ids[each.which] ?? 'nobody');
          const commit = (input: Parameters<typeof step>[2]['inputs'][number]) =>
            step(state, policy(limit), { seq: index + 1, now, seed: 1, inputs: [input] }).answers[0];
          if (each.act === 'expire') {
            const answer = commit({ kind: 'silence', change: 'expire', id: id ?? '' });
            expect(answer?.kind).toBe(rules.expire(id ?? '', now) ? 'silenced' : 'unknown-silence');
          } else {
            const start = (each.keepsStart && model.get(id ?? '')?.start) || now + each.start;
            const wanted = { matchers: each.matchers, start, end: now + each.end };
            const answer = commit({
              kind: 'silence',
              change: 'set',
              silence: { ...wire(wanted), ...(id !== undefined && { id }) },
            });
            const expected = rules.set(id, wanted, now);
            reached.add(expected);
            expect(answer?.kind).toBe(Object.entries(kindOf).find(([name]) => name === expected)?.[1]);
            if (answer?.kind === 'silenced' && expected === 'made') rules.name(answer.id, wanted, now);
          }
          expect([...state.silences].map(([key, one]) => [key, shown(one)])).toEqual([...model]);
        }
      },
    ),
    { numRuns: 1_000 },
  );
  expect([...reached].sort()).toEqual(['changed', 'made', 'refused', 'unknown']);
});
