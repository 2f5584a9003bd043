import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RuleGroupInput } from './input.ts';
import type { Policy } from './policy.ts';
import { createRouter } from './route/router.ts';
import { differencesOf } from './rule-book-differences.ts';
import {
  type BookGroup,
  bookInForce,
  type BookVersion,
  keepBookVersion,
  mostCharacters,
  mostDeleted,
  mostVersions,
} from './rule-book.ts';
import { noOnCall } from './on-call/rules.ts';
import { noServices } from './services-policy.ts';
import { emptyState, type State } from './state.ts';
import { type Answer, step, type Step } from './step.ts';

const policy: Policy = {
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
  receiverLabels: new Map(),
  giveUpAfterMs: 1,
  withoutIncident: () => true,
  onCall: noOnCall('team'),
  services: noServices,
  flushLimit: 1,
};

function book() {
  const state = emptyState('default');
  const rows = new Map<string, unknown>();
  const steps: Step[] = [];
  const submit = (input: RuleGroupInput): Answer => {
    const seq = state.seq + 1;
    const done = step(state, policy, { seq, now: 1_000 * seq, seed: seq, inputs: [input] });
    steps.push(done);
    for (const { kind, key, value } of done.rows) {
      if (kind !== 'rule-group') continue;
      if (value === undefined) rows.delete(key);
      else rows.set(key, JSON.parse(JSON.stringify(value)));
    }
    const [answer] = done.answers;
    if (!answer) throw new Error('no answer');
    return answer;
  };
  return { state, rows, steps, submit };
}

const group = (name: string, expr = 'up == 0'): BookGroup => ({ name, rules: [{ alert: 'Down', expr }] });
const make = (id: string | undefined, made: BookGroup): RuleGroupInput => ({
  kind: 'rule-group',
  change: 'make',
  by: 'ann',
  group: made,
  ...(id !== undefined && { id }),
});
const set = (id: string, version: number, to: BookGroup): RuleGroupInput => ({
  ...{ kind: 'rule-group', change: 'set', by: 'bob', comment: 'stricter' },
  ...{ id, version, group: to },
});
const restore = (
  id: string,
  version: number,
  to: { group: BookGroup; restored: number },
): RuleGroupInput => ({
  ...{ kind: 'rule-group', change: 'set', by: 'bob', id, version },
  ...to,
});
const remove = (id: string, version?: number): RuleGroupInput => ({
  ...{ kind: 'rule-group', change: 'delete', by: 'cleo', id },
  ...(version !== undefined && { version }),
});
const kept = (id: string) => ({ kind: 'rule-group-kept', id });
const conflict = (why: string, other: string) => ({ kind: 'rule-group-conflict', why, other });
const history = (state: State, id: string) =>
  state.book.get(id)?.map(({ version, change, by }) => `${version} ${change} by ${by}`);

test('a group is made, changed and deleted, and its history says who did what', () => {
  const { state, submit, steps } = book();
  expect(submit(make('shop', group('shop')))).toEqual(kept('shop'));
  expect(submit(set('shop', 1, group('shop', 'up < 1')))).toEqual(kept('shop'));
  expect(submit(remove('shop', 2))).toEqual(kept('shop'));
  expect(history(state, 'shop')).toEqual(['1 made by ann', '2 changed by bob', '3 deleted by cleo']);
  expect(bookInForce(state)).toEqual([]);
  expect(steps[1]?.entries).toEqual([
    {
      kind: 'rule-group',
      group: 'shop',
      name: 'shop',
      version: 2,
      change: 'changed',
      by: 'bob',
      comment: 'stricter',
    },
  ]);
});

test('an older version is put in force again, of a deleted group too', () => {
  const { state, submit } = book();
  submit(make('shop', group('shop')));
  submit(set('shop', 1, group('shop', 'up < 1')));
  submit(remove('shop', 2));
  expect(submit(restore('shop', 3, { group: group('shop'), restored: 1 }))).toEqual(kept('shop'));
  expect(state.book.get('shop')?.at(-1)).toMatchObject({ version: 4, change: 'restored', restored: 1 });
  expect(bookInForce(state).map((each) => each.group)).toEqual([group('shop')]);
});

test('a change of what somebody changed meanwhile is a conflict', () => {
  const { submit } = book();
  submit(make('shop', group('shop')));
  submit(set('shop', 1, group('shop', 'up < 1')));
  expect(submit(set('shop', 1, group('shop', 'up < 2')))).toEqual(conflict('version', 'shop'));
  expect(submit(remove('shop', 1))).toEqual(conflict('version', 'shop'));
  expect(submit(set('none', 1, group('none')))).toEqual({ kind: 'unknown-rule-group' });
  expect(submit(remove('none'))).toEqual({ kind: 'unknown-rule-group' });
});

test('what is sent twice is done once', () => {
  const { state, submit } = book();
  const labelled: BookGroup = { ...group('shop'), labels: { a: '1', b: '2' } };
  submit(make('shop', labelled));
  expect(submit(make('shop', { ...labelled, labels: { b: '2', a: '1' } }))).toEqual(kept('shop'));
  submit(set('shop', 1, group('shop', 'up < 1')));
  expect(submit(set('shop', 1, group('shop', 'up < 1')))).toEqual(kept('shop'));
  submit(remove('shop', 2));
  expect(submit(remove('shop', 2))).toEqual(kept('shop'));
  expect(state.book.get('shop')).toHaveLength(3);
});

test('an id that is taken, and a name that is taken, are conflicts; a deleted group holds no name', () => {
  const { submit } = book();
  submit(make('a', group('shop')));
  expect(submit(make('a', group('other')))).toEqual(conflict('exists', 'a'));
  expect(submit(make('b', group('shop')))).toEqual(conflict('name', 'a'));
  submit(make('b', group('bar')));
  expect(submit(set('b', 1, group('shop')))).toEqual(conflict('name', 'a'));
  submit(remove('a'));
  expect(submit(set('b', 1, group('shop')))).toEqual(kept('b'));
  expect(submit(set('a', 2, group('new')))).toEqual(conflict('deleted', 'a'));
  expect(submit(restore('a', 2, { group: group('shop'), restored: 1 }))).toEqual(conflict('name', 'b'));
});

test('groups without a chosen id get one each, and the oldest versions go when there are too many', () => {
  const { state, rows, submit } = book();
  const first = submit(make(undefined, group('a')));
  const second = submit(make(undefined, group('b')));
  expect(first).not.toEqual(second);
  const id = [...state.book.keys()][0] ?? '';
  for (let version = 1; version < mostVersions + 5; version++)
    submit(set(id, version, group('a', `up < ${version}`)));
  expect(state.book.get(id)).toHaveLength(mostVersions);
  expect(state.book.get(id)?.[0]?.version).toBe(6);
  expect(rows.size).toBe(mostVersions + 1);
});

const ids = fc.constantFrom('a', 'b', 'c');
const groups = fc.record({ name: fc.constantFrom('x', 'y', 'z'), expr: fc.constantFrom('1', '2', '3') });
const act = fc.oneof(
  fc.tuple(ids, groups).map(([id, { name, expr }]) => make(id, group(name, expr))),
  fc
    .tuple(ids, fc.nat(6), groups)
    .map(([id, version, { name, expr }]) => set(id, version, group(name, expr))),
  fc
    .tuple(ids, fc.nat(6), fc.nat(3))
    .map(([id, version, restored]) =>
      restore(id, version, { group: group('x', String(restored)), restored }),
    ),
  fc.tuple(ids, fc.option(fc.nat(6), { nil: undefined })).map(([id, version]) => remove(id, version)),
);

test('of long groups fewer versions are kept, and ten at least', () => {
  const { state, rows, submit } = book();
  const long = (name: string, parts: number): BookGroup => group(name, 'x'.repeat(mostCharacters / parts));
  submit(make('a', long('a', 16)));
  for (let version = 1; version < 30; version++) submit(set('a', version, long(`a${version}`, 16)));
  expect(state.book.get('a')?.map(({ version }) => version)).toEqual(
    Array.from({ length: 15 }, (_, index) => 16 + index),
  );
  for (let version = 30; version < 42; version++) submit(set('a', version, long(`a${version}`, 4)));
  expect(state.book.get('a')).toHaveLength(10);
  expect(rows.size).toBe(10);
});

test('of deleted groups those that were deleted longest ago are forgotten', () => {
  const { state, rows, submit } = book();
  submit(make('kept', group('kept')));
  for (let index = 0; index <= mostDeleted; index++) {
    submit(make(`g${index}`, group('g')));
    submit(remove(`g${index}`));
  }
  expect([state.book.has('g0'), state.book.has('g1'), state.book.has('kept')]).toEqual([false, true, true]);
  expect(rows.size).toBe(2 * mostDeleted + 1);
});

test('whatever is asked, names stay unique, versions count up by one, and the rows say all there is', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const { state, rows, submit } = book();
      const asWas = new Map<string, BookVersion>();
      for (const input of acts) {
        submit(input);
        const names = bookInForce(state).map((each) => each.group.name);
        expect(new Set(names).size).toBe(names.length);
        for (const [id, versions] of state.book)
          versions.forEach((each, index) => {
            const key = `${id} ${index + 1}`;
            expect(each.version).toBe(index + 1);
            expect(asWas.get(key) ?? each).toEqual(each);
            asWas.set(key, each);
          });
      }
      const recovered = emptyState('default');
      // Rows come back in the order of their keys, where version 10 stands before 2.
      for (const row of [...rows.keys()].sort()) keepBookVersion(recovered, rows.get(row) as BookVersion);
      expect(new Map([...recovered.book].sort())).toEqual(new Map([...state.book].sort()));
    }),
    { numRuns: 500 },
  );
});

test('the same inputs give the same book, bit for bit', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
      const [one, other] = [book(), book()];
      for (const input of acts) {
        expect(one.submit(input)).toEqual(other.submit(input));
      }
      expect(one.steps).toEqual(other.steps);
    }),
    { numRuns: 100 },
  );
});

test('differences name the rule, the field, and what it was', () => {
  const before: BookGroup = {
    name: 'shop',
    interval: '30s',
    rules: [
      { alert: 'Slow', expr: 'a > 1', for: '1m', labels: { severity: 'high' } },
      { alert: 'Gone', expr: 'b' },
      { record: 'c:sum', expr: 'sum(c)' },
    ],
  };
  const after: BookGroup = {
    name: 'shop',
    interval: '1m',
    rules: [
      { record: 'c:sum', expr: 'sum(c)' },
      { alert: 'Slow', expr: 'a > 2', for: '1m', labels: { severity: 'critical' }, annotations: { s: 't' } },
      { alert: 'New', expr: 'd' },
    ],
  };
  expect(differencesOf(before, after)).toEqual([
    { field: 'interval', before: '30s', after: '1m' },
    { field: 'order', before: 'Slow, Gone, c:sum', after: 'c:sum, Slow, New' },
    { rule: 'Slow', field: 'expr', before: 'a > 1', after: 'a > 2' },
    { rule: 'Slow', field: 'labels.severity', before: 'high', after: 'critical' },
    { rule: 'Slow', field: 'annotations.s', after: 't' },
    { rule: 'Gone', before: 'b' },
    { rule: 'New', after: 'd' },
  ]);
  expect(differencesOf(undefined, group('x'))).toEqual([
    { field: 'name', after: 'x' },
    { rule: 'Down', after: 'up == 0' },
  ]);
});
