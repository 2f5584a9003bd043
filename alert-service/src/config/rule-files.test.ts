import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import { loadRuleFiles, readRuleFile } from './rule-files.ts';

const options = { intervalMs: 60_000, queryOffsetMs: 0 };
const read = (text: string) => readRuleFile('rules/a.yml', text, options);
const refusal = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
  return 'accepted';
};

const good = `
groups:
  - name: web
    interval: 15s
    query_offset: 1m
    limit: 10
    labels: {team: web}
    rules:
      - alert: Slow
        expr: |
          histogram_quantile(0.99, sum by (le) (rate(x_seconds_bucket[5m])))
            > 0.5
        for: 5m
        keep_firing_for: 10m
        labels: {severity: page, tier: 1}
        annotations:
          summary: "{{ $labels.job }} is slow"
      - alert: Down
        expr: up == 0
`;

test('what an operator of Kubernetes reads is told apart from a rule file in one sentence', () => {
  const rules = 'groups: [{name: a, rules: [{alert: A, expr: up}]}]';
  expect(refusal(`apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n  ${rules}\n`)).toBe(
    'rules/a.yml:3:1: this is a PrometheusRule of Kubernetes, not a rule file: make a file of what stands under spec, beginning with `groups:`',
  );
});

test('where nothing is written, the remedy is one for the data source that is asked', () => {
  const text = 'groups: [{name: a, rules: [{record: r, expr: up}, {alert: A, expr: ALERTS}]}]';
  const warnings = (source: string) =>
    readRuleFile('a.yml', text, { ...options, writesSeries: false, source }).warnings.map(
      ({ message }) => message,
    );
  expect(warnings('default')).toEqual([
    expect.stringMatching(/add --remote-write\.url, or remote_write to tocsin\.yml$/),
    expect.stringMatching(/add --remote-write\.url, or remote_write to tocsin\.yml$/),
  ]);
  const remedy = /add remote_write to the data source "eu" in tocsin\.yml, or to all of that file$/;
  expect(warnings('eu')).toEqual([expect.stringMatching(remedy), expect.stringMatching(remedy)]);
});

test('a rule file as Prometheus reads it, group labels and defaults filled in', () => {
  const { groups, warnings } = read(good);
  expect(warnings).toEqual([]);
  const [group] = groups;
  expect(group).toMatchObject({
    id: 'rules/a.yml;web',
    intervalMs: 15_000,
    queryOffsetMs: 60_000,
    limit: 10,
  });
  expect(group?.rules[0]).toMatchObject({
    name: 'Slow',
    forMs: 300_000,
    keepFiringForMs: 600_000,
    labels: { team: 'web', severity: 'page', tier: '1' },
    line: 9,
    threshold: { op: '>', limit: 0.5 },
  });
  expect(group?.rules[1]).toMatchObject({ name: 'Down', forMs: 0, line: 18, labels: { team: 'web' } });
});

test('an empty file has no rules', () => {
  expect(read('').groups).toEqual([]);
  expect(read('groups:\n').groups).toEqual([]);
});

const rule = (lines: string): string =>
  `groups:\n  - name: g\n    rules:\n      - alert: A\n        ${lines}\n`;

describe('what is broken is refused with file, line, column and remedy', () => {
  test.each([
    ['groups: [', /^rules\/a\.yml:\d+:\d+: .*YAML/],
    ['groups:\n  - nam: g', /^rules\/a\.yml:2:5: unknown field "nam"; did you mean "name"\?/],
    ['groups:\n  - rules: []', /^rules\/a\.yml:2:5: this group has no name/],
    ['groups:\n  - name: g\n  - name: g', /^rules\/a\.yml:3:11: the group name "g" is given twice/],
    [
      'groups:\n  - name: g\n    rules:\n      - record: a:b\n        expr: up\n        for: 1m',
      /^rules\/a\.yml:6:14: a recording rule has no `for`: remove it/,
    ],
    ['groups:\n  - name: g\n    rules:\n      - expr: up', /^rules\/a\.yml:4:9: this rule has no name/],
    [rule('for: 5m'), /^rules\/a\.yml:4:\d+: this rule has no expression/],
    [
      rule('expr: rate(up)'),
      /^rules\/a\.yml:5:20: broken expression: rate\(\) needs a range vector here.*: add a range such as \[5m\]/,
    ],
    [
      rule('expr: "up{job=\\"a\\"} >"'),
      /^rules\/a\.yml:5:31: broken expression: the expression ends too early/,
    ],
    [rule("expr: 'up{a=''b''} == == 1'"), /^rules\/a\.yml:5:31: broken expression: unexpected "=="/],
    [
      rule('expr: |\n          sum(\n            rate(up)\n          ) > 1'),
      /^rules\/a\.yml:7:18: broken expression/,
    ],
    [rule('expr: >-\n          sum(\n          rate(up)) > 1'), /^rules\/a\.yml:7:16: broken expression/],
    [rule('expr: up\n        for: 5'), /^rules\/a\.yml:6:14: .*5.*duration/],
    [rule('expr: up\n        fro: 5m'), /^rules\/a\.yml:6:9: unknown field "fro"; did you mean "for"\?/],
    [rule('expr: up\n        labels: {__name__: x}'), /^rules\/a\.yml:6:28: an alert has no label __name__/],
    [rule('expr: up\n        labels: {"": x}'), /^rules\/a\.yml:6:\d+: a name must not be empty/],
    [
      rule('expr: up\n        annotations:\n          s: "{{ if x }}"'),
      /^rules\/a\.yml:7:\d+: broken template: /,
    ],
    [
      rule('expr: up\n        annotations:\n          s: |\n            first\n            {{ nope }}'),
      /^rules\/a\.yml:9:\d+: broken template: .*function "nope" not defined/,
    ],
    [rule('expr: up\n        expr: up'), /^rules\/a\.yml:6:9: this field is given twice/],
  ])('%j', (text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  test('several errors are told together', () => {
    expect(refusal(rule('expr: rate(up)\n      - alert: B')).split('\n')).toHaveLength(2);
  });
});

test('what cannot work is warned about, not refused: Prometheus accepts it', () => {
  const { warnings } = read(rule('expr: up[5m]'));
  expect(warnings.map(({ line, message }) => [line, message])).toEqual([
    [5, expect.stringContaining('every evaluation of this rule will fail')],
  ]);
});

test('without remote write, rules that read ALERTS are warned about, and recording rules once in a file', () => {
  const text = rule(
    'expr: ALERTS{alertname="A"} > 0\n      - {record: a, expr: up}\n      - {record: b, expr: up}',
  );
  const warned = (writesSeries?: boolean): unknown[] =>
    readRuleFile('rules/a.yml', text, {
      ...options,
      ...(writesSeries !== undefined && { writesSeries }),
    }).warnings.map(({ line, message }) => [line, message]);
  expect(warned(false)).toEqual([
    [5, expect.stringContaining('ALERTS holds only')],
    [6, expect.stringContaining('the 2 recording rules of this file are not evaluated')],
  ]);
  expect(warned(true)).toEqual([]);
  expect(warned()).toEqual([]);
});

test('a rule keeps its id through edits of its expression and place, and loses it with its labels', () => {
  const idOf = (text: string): string | undefined => read(text).groups[0]?.rules.at(-1)?.id;
  const first = idOf(rule('expr: up == 0'));
  expect(idOf(rule('expr: up == 0 # edited'))).toBe(first);
  expect(idOf(rule('expr: up == 1\n        for: 1m\n      - alert: A\n        expr: up'))).toBe(`${first}#2`);
  expect(idOf(rule('expr: up == 0\n        labels: {a: b}'))).not.toBe(first);
});

test('globs are read in order, each file once; a missing file is an error, an empty pattern a warning', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rules-'));
  try {
    await writeFile(join(folder, 'b.yml'), 'groups: [{name: b}]');
    await writeFile(join(folder, 'a.yml'), 'groups: [{name: a}]');
    const patterns = [`${folder}/*.yml`, `${folder}/./a.yml`, `${folder}/*.rules`];
    const loaded = await loadRuleFiles({ ...options, patterns });
    expect(loaded.groups.map(({ file }) => file)).toEqual([
      normalize(join(folder, 'a.yml')),
      join(folder, 'b.yml'),
    ]);
    expect(loaded.warnings).toEqual([expect.objectContaining({ file: `${folder}/*.rules` })]);
    await expect(loadRuleFiles({ ...options, patterns: [`${folder}/c.yml`] })).rejects.toThrow(
      /no such rule file/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  ['half a character', String.raw`"\uD83D\uDE00"`, 'an escape from \\uD800'],
  ['a line that ends a document', "'a\n---\n  b'", 'a character is missing here'],
])('%s in quotes is refused, as by Go’s reader', (_, value, said) => {
  const text = `groups:\n  - {name: g, rules: [{alert: A, expr: up, annotations: {a: ${value}}}]}\n`;
  expect(() => readRuleFile('r.yml', text, { intervalMs: 1, queryOffsetMs: 0 })).toThrow(said);
});

test('texts that YAML has in other forms are texts', () => {
  const text = 'groups:\n  - {name: g, rules: [{alert: !!binary YWJj, expr: !!int "1"}]}\n';
  const { groups } = readRuleFile('r.yml', text, { intervalMs: 1, queryOffsetMs: 0 });
  expect(groups[0]?.rules).toMatchObject([{ name: 'abc', expression: '1' }]);
});

test('a line of nothing but a tab within quotes is an empty line', () => {
  const text = "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: 'up\n\t\n          > 1'\n";
  const { groups } = readRuleFile('r.yml', text, { intervalMs: 1, queryOffsetMs: 0 });
  expect(groups[0]?.rules).toMatchObject([{ expression: 'up\n> 1' }]);
});
