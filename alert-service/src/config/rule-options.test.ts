import { describe, expect, test } from '@jest/globals';
import type { RuleOptions } from '#core/rule/options';
import { checkPromql } from '#prometheus/promql';
import { printWarning } from './config-error.ts';
import { readRuleFile } from './rule-files.ts';
import { withRuleOptions } from './rule-options-of.ts';
import { readTocsinConfig } from './tocsin-config.ts';

const read = (text: string) =>
  readTocsinConfig({ file: 'tocsin.yml', text, receivers: new Map(), readFile: () => '' }).ruleOptions;

const ruleFile = `
groups:
  - name: disks
    interval: 30s
    rules:
      - alert: DiskFull
        expr: node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
        labels: {severity: page}
      - alert: DiskGone
        expr: absent(node_filesystem_size_bytes)
      - record: disks:count
        expr: count(node_filesystem_size_bytes)
  - name: web
    rules:
      - alert: Slow
        expr: latency_seconds > 5
`;
const groups = () => readRuleFile('rules.yml', ruleFile, { intervalMs: 60_000, queryOffsetMs: 0 }).groups;

function given(text: string): { options: Record<string, RuleOptions | undefined>; warnings: string[] } {
  const { groups: all, warnings } = withRuleOptions(groups(), read(text));
  const rules = all.flatMap((group) => group.rules);
  const options = Object.fromEntries<RuleOptions | undefined>(
    rules.flatMap((rule) => (rule.kind === 'alerting' ? [[rule.name, rule.options]] : [])),
  );
  return { options, warnings: warnings.map(printWarning) };
}

test('without them no rule has any', () => {
  expect(given('').options).toEqual({ DiskFull: undefined, DiskGone: undefined, Slow: undefined });
});

test('a recovery brings with it how it is known that the data are there', () => {
  const { options, warnings } = given(`
rules:
  - match: alertname="DiskFull"
    recovery: node_filesystem_avail_bytes / node_filesystem_size_bytes > 0.15
`);
  expect(options.DiskFull).toEqual({
    recovery: 'node_filesystem_avail_bytes / node_filesystem_size_bytes > 0.15',
    missing: {
      then: 'resolve',
      present:
        '(node_filesystem_avail_bytes / node_filesystem_size_bytes) unless ' +
        '(node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1)',
      lookBackMs: 3_600_000,
      forMs: 300_000,
    },
  });
  expect(options.Slow).toBeUndefined();
  expect(warnings).toEqual([]);
});

test.each([
  ['alertname="Slow"', ['Slow']],
  ['group=disks', ['DiskFull', 'DiskGone']],
  ['file=~".*\\\\.yml"', ['DiskFull', 'DiskGone', 'Slow']],
  ['severity="page", group="disks"', ['DiskFull']],
  ['severity=""', ['DiskGone', 'Slow']],
])('rules are chosen by name, group, file and static labels: %s', (match, names) => {
  const { options } = given(`rules: [{match: '${match.replaceAll('\\\\', '\\')}', on_limit: keep_firing}]`);
  const chosen = Object.entries(options).filter(([, one]) => one);
  expect(chosen).toEqual(names.map((name) => [name, { onLimit: 'keep_firing' }]));
});

test('of each option the first match counts, so that one rule can be taken out of what follows', () => {
  const { options } = given(`
rules:
  - match: alertname="Slow"
    missing_data: {then: resolve}
  - match: alertname="Slow"
    on_limit: drop_all
  - match: alertname=~"Slow|DiskFull"
    missing_data: {then: keep, look_back: 2h, for: 1m}
    on_limit: keep_firing
`);
  expect(options.Slow).toBeUndefined();
  expect(options.DiskFull).toMatchObject({
    missing: { then: 'keep', lookBackMs: 7_200_000, forMs: 60_000 },
    onLimit: 'keep_firing',
  });
});

test('for an alert about missing data it is known what to ask, at most sixty looks at each evaluation', () => {
  const { options } = given(`rules: [{match: alertname=~".+", missing_data: {then: alert, look_back: 1h}}]`);
  expect(options.Slow?.missing).toMatchObject({
    vanished: 'last_over_time((latency_seconds)[1h:1m]) unless (latency_seconds)',
    nothing: 'vector(1) unless on() (latency_seconds)',
  });
  const { options: long } = given(
    `rules: [{match: alertname=Slow, missing_data: {then: alert, look_back: 1d}}]`,
  );
  expect(long.Slow?.missing?.vanished).toMatch(/\[1d:24m\]/);
});

test('what a person says of presence goes before what follows from the expression, comments included', () => {
  const { options } = given(`
rules:
  - match: alertname="Slow"
    missing_data: {then: alert, present: "probe_success # of the probe"}
`);
  const { present, vanished = '', nothing = '' } = options.Slow?.missing ?? {};
  expect(present).toBe('probe_success # of the probe');
  expect(checkPromql(vanished)).toEqual({ type: 'instant vector' });
  expect(checkPromql(nothing)).toEqual({ type: 'instant vector' });
});

test('who matches nothing, and where nobody can say whether data are there, is pointed out', () => {
  const { options, warnings } = given(`
rules:
  - match: alertname="DiskFul"
    on_limit: keep_firing
  - match: alertname="DiskGone"
    missing_data: {then: keep}
  - match: group="nowhere"
    recovery: x > 1
`);
  expect(warnings).toEqual([
    'tocsin.yml:3:12: no alerting rule of the rule files matches this',
    'tocsin.yml:7:12: no alerting rule of the rule files matches this',
    expect.stringMatching(
      /^rules.yml:9:1: missing_data does nothing here, since nobody can tell .* DiskGone .*present/,
    ),
  ]);
  expect(options.DiskGone).toBeUndefined();
});

test('where the expression does not say whether data are there, the recovery may', () => {
  const { options, warnings } = given(`
rules:
  - match: alertname="DiskGone"
    recovery: node_filesystem_size_bytes > 0
`);
  expect(options.DiskGone?.missing?.present).toBe('node_filesystem_size_bytes');
  expect(warnings).toEqual([]);
  const blind = given(`rules: [{match: alertname="DiskGone", recovery: node_filesystem_size_bytes}]`);
  expect(blind.options.DiskGone?.missing).toEqual({ then: 'resolve', lookBackMs: 3_600_000, forMs: 300_000 });
  expect(blind.warnings).toEqual([
    expect.stringMatching(/what waits here for its recovery ends after 1h in any case/),
  ]);
});

describe('what is wrong is refused at its place', () => {
  test.each([
    ['rules: [{recovery: up}]', /1:9: match is missing: add `match: …`/],
    ['rules: [{match: a=b}]', /this says nothing of its rules: add recovery, missing_data or on_limit/],
    ['rules: [{match: "{}", on_limit: keep_firing}]', /for all of them, write alertname=~"\.\+"/],
    ['rules: [{match: "a=~(", on_limit: keep_firing}]', /cannot read these matchers/],
    ['rules: [{match: a=b, recovery: "up >"}]', /broken expression: the expression ends too early/],
    ['rules: [{match: a=b, recovery: "1"}]', /this gives a scalar, and an instant vector is needed/],
    ['rules: [{match: a=b, recovery: ""}]', /broken expression: the expression is empty/],
    ['rules: [{match: a=b, missing_data: {then: keep, present: "up["}}]', /broken expression/],
    ['rules: [{match: a=b, missing_data: {look_back: 1h}}]', /then is keep, alert or resolve/],
    ['rules: [{match: a=b, missing_data: {then: forget}}]', /then is keep, alert or resolve/],
    ['rules: [{match: a=b, missing_data: {then: keep, look_back: 1s}}]', /look_back is at least a minute/],
    ['rules: [{match: a=b, on_limit: cut}]', /on_limit is keep_firing or drop_all/],
    ['rules: [{match: a=b, recover: up}]', /unknown field "recover"; did you mean "recovery"/],
  ])('%s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test('with its line', () => {
    const text = 'rules:\n  - match: alertname=A\n    recovery: up >\n';
    expect(() => read(text)).toThrow(/^tocsin.yml:3:15: broken expression/);
  });
});
