import { expect, test } from '@jest/globals';
import { policyOf } from '../../../test/kit/world.ts';
import { emptyState, type State } from '../state.ts';
import { step } from '../step.ts';
import { changesKeptMs, mostChanges, type ToldChange } from './change.ts';
import type { ChangeInput } from './input.ts';

const start = 1_800_000_000_000;
const policy = policyOf();
let seq = 0;

function tell(state: State, now: number, change: Partial<ChangeInput['change']>) {
  seq += 1;
  const whole = { what: 'deployment' as const, services: ['shop'], title: 'shop', source: 'api', ...change };
  return step(state, policy, { seq, now, seed: 1, inputs: [{ kind: 'change', change: whole }] });
}

test('the same again writes nothing: no row, no entry', () => {
  const state = emptyState('default');
  const at = start - 60_000;
  expect(tell(state, start, { key: 'a', at }).rows).toHaveLength(1);
  const again = tell(state, start + 1, { key: 'a', at });
  expect([again.rows, again.entries]).toEqual([[], []]);
  expect(tell(state, start + 2, { key: 'a', at, source: 'github' }).rows).toHaveLength(1);
  expect(state.changes.size).toBe(2);
});

test('what is older than 90 days is forgotten as something new is told, one that still runs is not younger', () => {
  const state = emptyState('default');
  tell(state, start, { title: 'old', endedAt: start + 1_000 });
  tell(state, start + 2_000, { title: 'younger' });
  const { rows } = tell(state, start + changesKeptMs + 1_500, { title: 'new' });
  expect(rows.filter(({ value }) => value === undefined)).toHaveLength(1);
  expect([...state.changes.values()].map(({ title }) => title)).toEqual(['younger', 'new']);
});

test('of more than may be kept the oldest goes', () => {
  const state = emptyState('default');
  const change = { what: 'other', services: [], title: 'x', source: 'api' } as const;
  for (let index = 0; index < mostChanges; index += 1) {
    const kept: ToldChange = { ...change, id: `CH-x-${index}`, at: start + ((index + 7) % mostChanges) };
    state.changes.set(kept.id, kept);
  }
  tell(state, start + mostChanges, {});
  expect(state.changes.size).toBe(mostChanges);
  expect(state.changes.has(`CH-x-${mostChanges - 7}`)).toBe(false);
});
