import { formatDuration } from '@tocsin/model';
import type { Clock } from '#lib/clock';
import { createPrometheusClient } from '#prometheus/client';
import { alertDiff } from './alert-diff.ts';
import { alertDifference, alertText, type ComparedSample, sameSamples } from './compare.ts';
import { dump } from './dump.ts';
import { type RunningGroups, startGroups } from './evaluate-groups.ts';
import { askInstant, QueryRefused } from './instant-query.ts';
import { inputSeries, type InputSeries } from './input-series.ts';
import { startTestPrometheus, type TestPrometheus } from './prometheus-process.ts';
import { seriesKey } from '#core/rule/samples';
import type { RuleGroup } from '#core/rule/rule';
import { readMetric, readOneHistogram } from './series-notation.ts';
import type { AlertTest, ExpectedSample, ExpressionTest, TestGroup } from './test-file.ts';
import { NotationError } from './text-scanner.ts';

export interface TestRun {
  readonly test: TestGroup;
  /** In the order in which they are evaluated. */
  readonly groups: readonly RuleGroup[];
  readonly evaluationIntervalMs: number;
  readonly fuzzy: boolean;
  /** The Prometheus that evaluates expressions. */
  readonly program: string;
  readonly clock: Clock;
  /** Experimental features of Prometheus. */
  readonly features?: readonly string[];
  /** Differences of alerts are shown field by field, in colours. */
  readonly diff?: boolean;
  /** Is told all series at the end of the test. */
  readonly debug?: (text: string) => void;
}

/** One entry of `tests`: what is not as it was expected to be. */
export async function runTest(run: TestRun): Promise<readonly string[]> {
  const { test, evaluationIntervalMs } = run;
  const startAt = test.start_timestamp ?? 0;
  try {
    const input = inputSeries(test, test.interval?.ms || evaluationIntervalMs, startAt);
    const { program, features = [] } = run;
    const prometheus = await startTestPrometheus({ program, evaluationIntervalMs, features });
    const client = createPrometheusClient({ url: prometheus.url, timeoutMs: 110_000 });
    try {
      const stage = {
        ...{ prometheus, client, clock: run.clock },
        externalLabels: test.external_labels ?? {},
        externalURL: test.external_url ?? '',
      };
      const groups = startGroups(run.groups, stage);
      const { errors, broken } = await passTime(run, { groups, input, prometheus, startAt });
      if (broken) return errors;
      const wrong = await expressionErrors(run, prometheus, startAt);
      if (run.debug) run.debug(await dumped(run, prometheus, startAt));
      return [...errors, ...wrong];
    } finally {
      client.close();
      await prometheus.stop();
    }
  } catch (error) {
    if (error instanceof NotationError) return [error.message];
    throw error;
  }
}

async function dumped({ test }: TestRun, { url }: TestPrometheus, startAt: number): Promise<string> {
  const endMs = lastTime(test);
  const head = `Dump of all data (input_series and rules) at ${formatDuration(endMs)}:`;
  return `${head}\n${await dump(url, startAt, startAt + endMs)}`;
}

interface Passing {
  readonly groups: RunningGroups;
  readonly input: InputSeries;
  readonly prometheus: TestPrometheus;
  readonly startAt: number;
}

/** Evaluates at each interval up to the last time that is asked for, and looks at the alerts on the way. */
async function passTime(
  { test, evaluationIntervalMs, diff }: TestRun,
  { groups, input, prometheus, startAt }: Passing,
): Promise<{ errors: string[]; broken: boolean }> {
  const errors: string[] = [];
  const lastMs = lastTime(test);
  for (let passedMs = 0; passedMs <= lastMs; passedMs += evaluationIntervalMs) {
    const at = startAt + passedMs;
    const refused = await prometheus.write(input.until(at));
    if (refused !== undefined) errors.push(`input series at ${formatDuration(passedMs)}: ${refused}`);
    const failed = refused === undefined ? await groups.evaluate(at) : [];
    errors.push(...failed.map(({ rule, error }) => `rule ${rule} at ${formatDuration(passedMs)}: ${error}`));
    if (failed.length > 0) return { errors, broken: true };
    const due = (test.alert_rule_test ?? []).filter(({ eval_time }) => {
      const asked = eval_time?.ms ?? 0;
      return passedMs <= asked && asked < passedMs + evaluationIntervalMs;
    });
    errors.push(...due.flatMap((each) => alertErrors(each, groups, diff ?? false)));
  }
  return { errors, broken: false };
}

function lastTime({ alert_rule_test = [], promql_expr_test = [] }: TestGroup): number {
  return Math.max(0, ...[...alert_rule_test, ...promql_expr_test].map(({ eval_time }) => eval_time?.ms ?? 0));
}

function alertErrors(test: AlertTest, groups: RunningGroups, asDiff: boolean): string[] {
  const name = test.alertname ?? '';
  const difference = alertDifference(test, groups.firing(name));
  if (!difference) return [];
  const lines = asDiff
    ? alertDiff(difference)
    : [
        ...difference.missing.map((alert) => `expected, but it does not fire: ${alertText(alert)}`),
        ...difference.unexpected.map((alert) => `fires, but is not expected:     ${alertText(alert)}`),
      ];
  const head = `alert ${name} at ${formatDuration(test.eval_time?.ms ?? 0)}:`;
  return [[head, ...lines.map((line) => `  ${line}`)].join('\n')];
}

interface Asked {
  readonly test: ExpressionTest;
  readonly got: readonly ComparedSample[] | string;
}

async function expressionErrors(
  run: TestRun,
  prometheus: TestPrometheus,
  startAt: number,
): Promise<string[]> {
  const asked: Asked[] = [];
  for (const test of run.test.promql_expr_test ?? []) {
    const at = startAt + (test.eval_time?.ms ?? 0);
    asked.push({ test, got: await samplesOrError(prometheus.url, test.expr ?? '', at) });
  }
  const errors: string[] = [];
  // Expected histograms are written down to be printed by Prometheus itself: only when all others were asked.
  for (const { test, got } of asked) {
    const place = `expr ${JSON.stringify(test.expr ?? '')} at ${formatDuration(test.eval_time?.ms ?? 0)}`;
    const error = await expressionError(test, got, { run, prometheus, endAt: startAt + lastTime(run.test) });
    if (error !== undefined) errors.push(`${place}: ${error}`);
  }
  return errors;
}

async function samplesOrError(url: string, query: string, at: number): Promise<Asked['got']> {
  try {
    return await askInstant(url, query, at);
  } catch (error) {
    if (error instanceof QueryRefused) return error.message;
    throw error;
  }
}

interface Printing {
  readonly run: TestRun;
  readonly prometheus: TestPrometheus;
  readonly endAt: number;
}

async function expressionError(
  test: ExpressionTest,
  got: Asked['got'],
  printing: Printing,
): Promise<string | undefined> {
  if (typeof got === 'string') return got;
  try {
    const expected: ComparedSample[] = [];
    for (const sample of test.exp_samples ?? []) expected.push(await expectedSample(sample, printing));
    if (sameSamples(expected, got, printing.run.fuzzy)) return undefined;
    return `\n  expected: ${sampleTexts(expected)}\n  got:      ${sampleTexts(got)}`;
  } catch (error) {
    if (error instanceof NotationError) return error.message;
    throw error;
  }
}

async function expectedSample(sample: ExpectedSample, printing: Printing): Promise<ComparedSample> {
  const labels = readMetric(sample.labels ?? '');
  if (!sample.histogram) return { labels, value: sample.value ?? 0 };
  return { labels, value: 0, histogram: await printed(sample.histogram, printing) };
}

const printedName = '__tocsin_expected';

async function printed(text: string, { prometheus, endAt }: Printing): Promise<string> {
  const labels = { __name__: printedName, text };
  const value = readOneHistogram(text);
  const refused = await prometheus.write([{ labels, at: endAt, value }]);
  if (refused !== undefined) throw new NotationError(`${text} is no histogram: ${refused}`);
  const found = await askInstant(prometheus.url, printedName, endAt);
  return found.find((each) => each.labels.text === text)?.histogram ?? '';
}

const sampleTexts = (samples: readonly ComparedSample[]): string =>
  samples.map(({ labels, value, histogram }) => `${seriesKey(labels)} ${histogram ?? value}`).join(', ') ||
  'nothing';
