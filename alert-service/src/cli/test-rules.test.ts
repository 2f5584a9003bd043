import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { call } from './kit/call.ts';
import { testVerb } from './test-rules.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-test-rules-'));
const file = path.join(folder, 'test.yml');
writeFileSync(file, "tests:\n  - name: first\n    promql_expr_test: [{expr: '1', eval_time: 0s}]\n");

test.each([
  [['rules'], 'name a file of unit tests'],
  [['rulez', 'x'], 'say what to test: rules'],
  [['rules', '--run=(', 'x'], '--run is no regular expression'],
])('%j is answered with how to call it', async (args, said) => {
  const { code, err } = await call(testVerb, ...args);
  expect([code, err]).toEqual([2, expect.stringContaining(said)]);
});

test('without a Prometheus it says what it needs one for', async () => {
  const { code, err } = await call(testVerb, 'rules', '--prometheus.program=/nowhere/prometheus', file);
  expect([code, err]).toEqual([1, expect.stringContaining('there is no /nowhere/prometheus')]);
  expect(err).toContain('--prometheus.program');
});

test('only the tests that --run names are run', async () => {
  const called = await call(testVerb, 'rules', '--run=second', '--prometheus.program=/nowhere', file);
  expect(called).toEqual({ code: 0, out: `${file}: passed\n`, err: '' });
});

test('a file that is wrong is told with its place, before anything is started', async () => {
  const wrong = path.join(folder, 'wrong.yml');
  writeFileSync(wrong, 'tests:\n  - alert_rule_tests: []\n    input_series: [{series: a, value: 1}]\n');
  const { code, err } = await call(testVerb, 'rules', wrong);
  expect(code).toBe(1);
  expect(err).toContain('wrong.yml:2:5: unknown field "alert_rule_tests"; did you mean "alert_rule_test"?');
  expect(err).toContain('wrong.yml:3:');
});
