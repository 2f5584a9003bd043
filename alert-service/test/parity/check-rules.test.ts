import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkVerb } from '../../src/cli/check-rules.ts';
import { call } from '../../src/cli/kit/call.ts';
import { type Promtool, realPromtool } from './promtool.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-check-rules-'));
let promtool: Promtool;
let count = 0;

beforeAll(async () => {
  promtool = await realPromtool();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (text: string): string => {
  const file = path.join(folder, `${count++}.yml`);
  writeFileSync(file, text);
  return file;
};
const rule = (lines: string): string => `groups: [{name: g, rules: [{${lines}}]}]\n`;
const twice =
  'groups:\n  - {name: g, rules: [{record: a, expr: up}]}\n  - {name: h, rules: [{record: a, expr: up}]}\n';

test.each([
  ['record: "a:b", expr: up', true],
  ['record: "a:b", expr: "sum(up)", labels: {a: b}', true],
  ['record: a, expr: 1', true],
  ['record: a, expr: up, for: 5m', false],
  ['record: a, expr: up, for: 0s', true],
  ['record: a, expr: up, keep_firing_for: 5m', false],
  ['record: a, expr: up, annotations: {a: b}', false],
  ['record: a, expr: up, annotations: {}', true],
  ['record: "a{b=1}", expr: up', false],
  ['record: a, expr: up, labels: {__name__: b}', false],
  ['record: a, expr: up, labels: {a: "{{ nope }}"}', true],
  ['record: a, expr: "rate(up)"', false],
  ['record: a', false],
  ['record: a, alert: b, expr: up', false],
  ['record: a, expr: up, labels: {a: "{{ $labels.x }}"}', true],
])('{%s}: promtool and we say the same', async (lines, accepted) => {
  const file = fileOf(rule(lines));
  const theirs = await promtool.run('check', 'rules', file);
  const ours = await call(checkVerb, 'rules', file);
  expect([ours.code === 0, theirs.code === 0]).toEqual([accepted, accepted]);
  if (!accepted) expect(ours.err).toMatch(/^\/\S+\.yml:\d+:\d+: /);
});

test.each(['good', 'bad'])('the files that are %s for serve are so here', async (kind) => {
  const files = readdirSync(path.join(import.meta.dirname, '../rule-files', kind));
  for (const name of files) {
    const file = path.join(import.meta.dirname, '../rule-files', kind, name);
    expect([name, (await call(checkVerb, 'rules', file)).code === 0]).toEqual([name, kind === 'good']);
  }
});

test('rules that are there twice are warned about, and refused with --lint-fatal', async () => {
  const file = fileOf(twice);
  const { out, code } = await call(checkVerb, 'rules', file);
  expect([out, code]).toEqual([expect.stringContaining('the rule a {} is there 2 times'), 0]);
  expect((await call(checkVerb, 'rules', '--lint-fatal', file)).code).toBe(3);
});

test('several files are checked, and a configuration too', async () => {
  const [good, bad] = [fileOf(rule('alert: A, expr: up')), fileOf(rule('alert: A'))];
  const { out, err, code } = await call(checkVerb, 'rules', bad, good);
  expect([code, out]).toEqual([1, `${good}: good: 1 rule\n`]);
  expect(err).toContain('this rule has no expression');
  const config = fileOf('route: {receiver: a}\nreceivers: [{name: a}]\n');
  expect(await call(checkVerb, 'config', config)).toMatchObject({
    code: 0,
    out: expect.stringContaining('good: 1 route'),
  });
});

test.each([
  [['rulez', 'x'], 'say what to check: rules, or config'],
  [['rules', '--nope'], 'nope'],
])('%j is answered with how to call it', async (args, said) => {
  const { code, err } = await call(checkVerb, ...args);
  expect([code, err]).toEqual([2, expect.stringContaining(said)]);
});
