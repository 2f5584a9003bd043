import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { checkVerb } from '../../src/cli/check-rules.ts';
import { call, callWith } from '../../src/cli/kit/call.ts';
import { testVerb } from '../../src/cli/test-rules.ts';
import { realPromtool } from './promtool.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-promtool-options-'));
const promtool = await realPromtool();
/** Skipped by name where the PATH has an older one. */
const whereNew = promtool.version[0] < 3 ? test.skip : test;

afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

const good = write('good.yml', 'groups: [{name: g, rules: [{alert: Up, expr: up > 0, labels: {a: b}}]}]\n');
const twice = write(
  'twice.yml',
  'groups: [{name: g, rules: [{record: a, expr: up}, {record: a, expr: up}]}]\n',
);
const bad = write('bad.yml', 'groups: [{name: g, rules: [{alert: Up}]}]\n');
const more = write(
  'more.yml',
  'owner: us\ngroups: [{name: g, team: x, rules: [{alert: Up, expr: up > 0, runbook: y}]}]\n',
);
const wrongMore = write(
  'wrong-more.yml',
  'groups: [{name: g, rules: [{alert: Up, expr: [1], runbook: y}]}]\n',
);

const checks: readonly (readonly string[])[] = [
  [good],
  [good, bad],
  [twice],
  [twice, '--lint-fatal'],
  [twice, '--lint-fatal', '--lint=none'],
  [twice, '--lint-fatal', '--lint=all'],
  [twice, '--lint-fatal', '--lint=nope'],
  [twice, '--lint-fatal', '--lint=none,duplicate-rules'],
  [twice, bad, '--lint-fatal'],
  [good, twice, '--lint-fatal'],
];

test.each(checks)('check rules, with its lints, %#: the same exit code', async (...args) => {
  const theirs = await promtool.run('check', 'rules', ...args);
  expect((await call(checkVerb, 'rules', ...args)).code).toBe(theirs.code);
});

whereNew.each([more, wrongMore])(
  'check rules --ignore-unknown-fields %s: the same exit code',
  async (file) => {
    for (const args of [[file], ['--ignore-unknown-fields', file]]) {
      const theirs = await promtool.run('check', 'rules', ...args);
      const ours = await call(checkVerb, 'rules', ...args);
      expect([args, ours.code, ours.err]).toEqual([args, theirs.code, ours.err]);
    }
  },
);

test('without a file, rules come from standard input', async () => {
  const taken = await callWith(readFileSync(good, 'utf8'), checkVerb, 'rules');
  expect(taken).toEqual({ code: 0, out: 'standard input: good: 1 rule\n', err: '' });
  const refused = await callWith(readFileSync(bad, 'utf8'), checkVerb, 'rules');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('standard input:1:') });
});

const series = String.raw`input_series: [{series: 'up{x="<&''1\""}', values: 1 1 1}]`;
const alert = (labels: string): string =>
  `alert_rule_test: [{eval_time: 1m, alertname: Up, exp_alerts: [{exp_labels: ${labels}}]}]`;
const tests = write(
  'tests.yml',
  [
    `rule_files: [good.yml]\ntests:`,
    `  - {name: "first <&>", ${series}, ${alert("{a: b, x: '<&''1\"'}")}}`,
    `  - {${series}, ${alert('{a: c}')}, promql_expr_test: [{expr: 1, eval_time: 1m}, {expr: up, eval_time: 1m}]}`,
    `  - {name: third, ${series}}`,
  ].join('\n'),
);
const unusable = write('unusable.yml', 'tets: []\n');
const badRules = write('bad-rules.yml', 'rule_files: [bad.yml]\ntests: [{name: a}, {name: b}]\n');
const moreRules = write(
  'more-rules.yml',
  `rule_files: [more.yml]\ntests: [{${series}, alert_rule_test: [{eval_time: 1m, alertname: Down}]}]\n`,
);

/** All but the words and the time. */
const shape = (xml: string): string =>
  xml.replace(/timestamp="[^"]+"/g, 'timestamp="…"').replaceAll(/<(failure|error)>[^<]*</g, '<$1>…<');

whereNew.each([
  [[tests]],
  [['--run=third', tests]],
  [['--run=fi', '--run=^unn', tests]],
  [['--run=(?i)THIRD', tests, unusable, badRules]],
])(
  'test rules --junit %j: the same report and exit code',
  async (args) => {
    const [theirs, ours] = ['theirs.xml', 'ours.xml'].map((name) => path.join(folder, name));
    const their = await promtool.run('test', `--junit=${theirs}`, 'rules', ...args);
    const program = `--prometheus.program=${promtool.prometheus}`;
    const our = await call(testVerb, 'rules', `--junit=${ours}`, program, ...args);
    expect(our.code).toBe(their.code);
    expect(shape(readFileSync(ours ?? '', 'utf8'))).toBe(shape(readFileSync(theirs ?? '', 'utf8')));
  },
  60_000,
);

test('fields of rule files that Prometheus does not have are passed over where it is wished', async () => {
  const program = `--prometheus.program=${promtool.prometheus}`;
  expect((await call(testVerb, 'rules', program, moreRules)).err).toContain('unknown field "owner"');
  expect((await call(testVerb, 'rules', program, '--ignore-unknown-fields', moreRules)).err).toBe('');
}, 60_000);

test('--diff shows what of an alert is otherwise, and --debug all that there is', async () => {
  const program = `--prometheus.program=${promtool.prometheus}`;
  const { err } = await call(testVerb, 'rules', program, '--diff', '--debug', '--run=unn', '--run=^$', tests);
  expect(err).toContain('DEBUG: Starting test unnamed#1\n');
  expect(err).toContain('an alert that is otherwise:\n');
  expect(err).toContain('\u001b[31m-   label a: "c"\u001b[0m\n');
  expect(err).toContain('\u001b[32m+   label a: "b"\u001b[0m\n');
  expect(err).toMatch(/DEBUG: Dump of all data .* at 1m:\n/);
  expect(err).toContain(
    'ALERTS{a="b", alertname="Up", alertstate="firing", x="<&\'1\\""} =>\n1 @[0]\n1 @[60000]\n',
  );
  expect(err).toMatch(/DEBUG: Test unnamed#1 finished, took \d+ms\n/);
}, 60_000);
