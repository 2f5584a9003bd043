import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BookGroup } from '#core/rule-book';
import { printRuleFile } from './rule-book-file.ts';
import { checkBookGroup } from './rule-book.ts';
import { readRuleFile } from './rule-files.ts';

const sources = new Map([
  ['default', { intervalMs: 60_000, queryOffsetMs: 0 }],
  ['longterm', { intervalMs: 300_000, queryOffsetMs: 30_000 }],
]);
const check = (group: BookGroup) => checkBookGroup(group, sources);
const shop = (more: Partial<BookGroup> = {}): BookGroup => ({
  name: 'shop',
  rules: [{ alert: 'Down', expr: 'up{job="shop"} == 0', for: '1m', labels: { severity: 'page' } }],
  ...more,
});

test('a group becomes what the same group in a rule file named app becomes', () => {
  const group = shop({ interval: '30s', limit: 3, labels: { team: 'a' } });
  const { group: made, errors, warnings } = check(group);
  const read = readRuleFile('app', printRuleFile([group]), { intervalMs: 60_000, queryOffsetMs: 0 });
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  expect(made).toEqual({
    ...read.groups[0],
    rules: read.groups[0]?.rules.map((rule, index) => ({ ...rule, line: index + 1 })),
  });
  expect(made?.rules[0]?.id).toMatch(/^app;shop;Down;[0-9a-f]{8}$/);
});

test('another data source gives its own interval and offset, and its name to the ids', () => {
  const { group } = check(shop({ source: 'longterm' }));
  expect(group).toMatchObject({
    ...{ id: '@longterm;app;shop', source: 'longterm', intervalMs: 300_000, queryOffsetMs: 30_000 },
  });
});

test.each<[string, BookGroup, object]>([
  ['no name', shop({ name: '' }), { path: ['name'], message: expect.stringContaining('no name') }],
  [
    'an unknown source',
    shop({ source: 'longtern' }),
    { path: ['source'], message: 'there is no data source "longtern"; did you mean "longterm"?' },
  ],
  [
    'a bad interval',
    shop({ interval: '30' }),
    { path: ['interval'], message: expect.stringContaining('write 30s') },
  ],
  [
    'a bad expression',
    shop({ rules: [{ alert: 'A', expr: 'sum(up' }] }),
    { path: ['rules', 0, 'expr'], message: expect.stringContaining('broken expression'), offset: 6 },
  ],
  [
    'a rule without a name',
    shop({ rules: [{ expr: 'up' }] }),
    { path: ['rules', 0], message: expect.stringContaining('no name') },
  ],
  [
    'a broken template',
    shop({ rules: [{ alert: 'A', expr: 'up', annotations: { summary: 'x {{ $labels.a' } }] }),
    {
      path: ['rules', 0, 'annotations', 'summary'],
      message: expect.stringContaining('broken template'),
      offset: expect.any(Number),
    },
  ],
  [
    'a label that no series may have',
    shop({ labels: { __name__: 'x' } }),
    { path: ['labels', '__name__'], message: expect.stringContaining('__name__') },
  ],
  [
    'a recording rule that waits',
    shop({ rules: [{ record: 'a:b', expr: 'up', for: '1m' }] }),
    { path: ['rules', 0, 'for'], message: expect.stringContaining('remove it') },
  ],
])('%s is said of its field', (_, group, fault) => {
  const { errors, group: made } = check(group);
  expect(errors).toContainEqual(fault);
  expect(made).toBeUndefined();
});

test('fields that a form leaves empty are not given', () => {
  const empty = { for: '', keep_firing_for: '', labels: {}, annotations: {} };
  const { errors, group } = check(
    shop({ interval: '', query_offset: '', source: '', rules: [{ alert: 'A', expr: 'up', ...empty }] }),
  );
  expect(errors).toEqual([]);
  expect(group).toMatchObject({ intervalMs: 60_000, source: 'default' });
});

const odd = fc.oneof(
  fc.constantFrom(
    'yes',
    'no',
    'null',
    '~',
    '12:30',
    '0777',
    '1_000',
    '1e3',
    '- a',
    '#x',
    ' a',
    'a: b',
    '%',
    '@',
    '*a',
  ),
  fc.string({ maxLength: 20 }),
  fc
    .array(fc.constantFrom('line', ' indented', '', 'é', '\t', '"', "'"), { maxLength: 4 })
    .map((all) => all.join('\n')),
);
const name = odd.filter((each) => each !== '');
const named = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 6 }).filter((each) => each !== '__name__' && each !== '__proto__'),
  odd.filter((each) => !each.includes('{{')),
  { maxKeys: 3 },
);
const rule = fc.record({
  alert: name.filter((each) => !each.includes('{{')),
  expr: fc.constantFrom(
    'up',
    'up > 1\n  and\nup < 2',
    'a{b="x\\ny: #"}',
    '"yes" == bool 1 or vector(1) # note\n',
  ),
  labels: named,
  annotations: named,
});

test('what is exported reads back as it was, whatever the texts are', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
      fc.array(rule, { maxLength: 3 }),
      (names, rules) => {
        const groups = names.map((each) => ({ name: each, rules }));
        const good = groups.map((each) => check(each)).flatMap(({ group }) => group ?? []);
        fc.pre(good.length === groups.length);
        const read = readRuleFile('app', printRuleFile(groups), { intervalMs: 60_000, queryOffsetMs: 0 });
        const byName = new Map(read.groups.map((each) => [each.name, each]));
        for (const group of good) {
          const { rules: back, ...rest } = byName.get(group.name) ?? { rules: [] };
          expect(rest).toEqual((({ rules: _, ...others }) => others)(group));
          expect(back.map((each) => ({ ...each, line: 0 }))).toEqual(
            group.rules.map((each) => ({ ...each, line: 0 })),
          );
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('what takes too long to check is refused by name, and a thousand errors are a hundred', () => {
  const bad = Array.from({ length: 1_000 }, () => ({ alert: 'A', expr: 'sum(up' }));
  expect(check(shop({ rules: bad })).errors).toHaveLength(100);
  let asked = 0;
  const matchers = Array.from({ length: 50 }, (_, index) => `a=~"\\\\p{L}{9${index}}"`).join(',');
  const slow = shop({ rules: Array.from({ length: 50 }, () => ({ alert: 'A', expr: `up{${matchers}}` })) });
  const { errors, group } = checkBookGroup(slow, sources, () => ++asked > 10);
  expect(errors.at(-1)?.message).toBe('this group takes too long to check: make it smaller');
  expect([asked < 100, group]).toEqual([true, undefined]);
});
