import { z } from 'zod';
import { fields, flag, given, length, listOf, text, texts } from '#config/fields';
import { createReading } from '#config/reading';
import { PlainScalar, readYaml } from '#config/yaml-file';

const series = fields({ series: given(text), values: given(text) });
const alert = fields({ exp_labels: given(texts), exp_annotations: given(texts) });
const alertTest = fields({
  eval_time: given(length),
  alertname: given(text),
  exp_alerts: given(listOf(alert, 'alerts')),
});

/** `.inf` and `.nan` are numbers here; quoted ones are none. */
const value = z.preprocess(
  (written) => (written instanceof PlainScalar ? written.value : (written ?? 0)),
  z.custom<number>((written) => typeof written === 'number', { error: 'expected a number, without quotes' }),
);
const sample = fields({ labels: given(text), value: given(value), histogram: given(text) });
const expressionTest = fields({
  expr: given(text),
  eval_time: given(length),
  exp_samples: given(listOf(sample, 'samples')),
});

const unixSeconds = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const moment = text.transform((written, context) => {
  if (unixSeconds.test(written)) return Math.round(Number(written) * 1_000);
  const at = rfc3339.test(written) ? Date.parse(written) : NaN;
  if (!Number.isNaN(at)) return at;
  context.addIssue({ code: 'custom', message: 'expected seconds, or a time such as 2026-01-31T12:00:00Z' });
  return z.NEVER;
});

const group = fields({
  interval: given(length),
  input_series: given(listOf(series, 'series')),
  alert_rule_test: given(listOf(alertTest, 'tests')),
  promql_expr_test: given(listOf(expressionTest, 'tests')),
  external_labels: given(texts),
  external_url: given(text),
  name: given(text),
  start_timestamp: given(moment),
});

const testFile = fields({
  rule_files: given(listOf(text, 'files')),
  evaluation_interval: given(length),
  group_eval_order: given(listOf(text, 'group names')),
  tests: given(listOf(group, 'tests')),
  fuzzy_compare: given(flag),
});

export type TestFile = z.output<typeof testFile>;
export type TestGroup = z.output<typeof group>;
export type AlertTest = z.output<typeof alertTest>;
export type ExpressionTest = z.output<typeof expressionTest>;
export type ExpectedSample = z.output<typeof sample>;

/** promtool's format of unit tests, with no field beyond it. Throws InvalidConfiguration with file, line and column. */
export function readTestFile(file: string, written: string): TestFile {
  const yaml = readYaml(file, written);
  const reading = createReading(yaml, 'utf8-strict');
  const read = reading.check(testFile, yaml.value ?? {}, []);
  const names = read?.group_eval_order ?? [];
  names.forEach((name, index) => {
    if (names.indexOf(name) < index)
      reading.problem(['group_eval_order', index], `the group "${name}" is given twice: keep one`);
  });
  (read?.tests ?? []).forEach((test, index) => {
    (test.alert_rule_test ?? []).forEach((each, position) => {
      if (!each.alertname)
        reading.problem(['tests', index, 'alert_rule_test', position], 'alertname is missing: add it');
    });
  });
  reading.end();
  return read ?? {};
}
