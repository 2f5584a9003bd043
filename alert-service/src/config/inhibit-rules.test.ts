import { expect, test } from '@jest/globals';
import { end, read, wrong } from './kit/alertmanager-examples.ts';

const rules = (...lines: string[]): string =>
  `route: {receiver: a}\n${end}inhibit_rules:\n${lines.map((line) => `- ${line}\n`).join('')}`;

test('an inhibition rule has its matchers of all three ways of writing', () => {
  const text = rules(
    "{name: r, source_match: {a: 5}, source_match_re: {b: c.*}, source_matchers: ['d=e', '{f!=g,h=i}']," +
      ' target_match: {j: k}, target_match_re: {l: m}, target_matchers: [n!~o], equal: [p, ζ]}',
  );
  expect(read(text).inhibitRules).toEqual([
    {
      name: 'r',
      source: [
        { name: 'a', op: '=', value: '5' },
        { name: 'b', op: '=~', value: '^(?:c.*)$' },
        { name: 'd', op: '=', value: 'e' },
        { name: 'f', op: '!=', value: 'g' },
        { name: 'h', op: '=', value: 'i' },
      ],
      target: [
        { name: 'j', op: '=', value: 'k' },
        { name: 'l', op: '=~', value: '^(?:m)$' },
        { name: 'n', op: '!~', value: 'o' },
      ],
      equal: ['p', 'ζ'],
      line: 6,
    },
  ]);
});

test('a rule that is null loads, with nothing in it, and the shown configuration loads again', () => {
  const config = read(rules('', '{source_matchers: [a=b]}'));
  expect(config.inhibitRules[0]).toEqual({ name: '', source: [], target: [], equal: [], line: 6 });
  expect(read(config.original).inhibitRules).toMatchObject([{ source: [] }, { source: [{ name: 'a' }] }]);
});

test('two rules of one name are taken, with a warning', () => {
  const { inhibitRules, warnings } = read(rules('{name: r}', '{name: r}', '{}', '{}'));
  expect(inhibitRules).toHaveLength(4);
  expect(warnings).toMatchObject([
    { line: 7, message: expect.stringContaining('another rule is named "r"') },
  ]);
});

test.each([
  ['source_match: {a.b: c}', '6:23: a.b: is no label name'],
  ["target_match_re: {a: '('}", '6:24: a: error parsing regexp'],
  ['target_match_re: {a: ~}', '6:21: a: a regular expression is missing'],
  ['source_matchers: [a]', '6:21: cannot read this matcher: bad matcher format: a'],
  ['source_matchers: a=b', '6:20: expected a list of matchers, each after a dash'],
  ["equal: [a, '']", '6:14: "" is no label name'],
  ['equals: [a]', '6:3: unknown field "equals"; did you mean "equal"?'],
  ['a', '6:3: expected fields here'],
])('the rule %s is refused: %s', (line, expected) => {
  expect(wrong(rules(line))).toContain(expected);
});
