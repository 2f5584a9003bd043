import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { testVerb } from '../../src/cli/test-rules.ts';
import { call } from '../../src/cli/kit/call.ts';
import { type Promtool, realPromtool } from './promtool.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-rule-property-'));
let promtool: Promtool;

beforeAll(async () => {
  promtool = await realPromtool();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const expressions = [
  ...['a > 1', 'b', 'a + b > 2', 'sum by (x) (a) > 2', 'absent(a{x="1"})', 'rec > 1', 'rec:two', 'vector(1)'],
  ...['a offset 1m > 0', 'rate(a[3m]) > 0', 'ALERTS{alertstate="firing"} > 0', 'count(ALERTS) > 1', 'a == b'],
  ...[
    'max_over_time(rec[5m]) > 2',
    'a or b',
    'vector(time()) > 180',
    'ALERTS_FOR_STATE > 60',
    'max(a) > 1',
    'a unless b',
  ],
  ...[
    'a > 1 or ALERTS_FOR_STATE',
    'ALERTS == 1',
    'changes(rec[4m]) > 0',
    'label_replace(a, "y", "$1", "x", "(.*)")',
  ],
  ...[
    'count_values("x", a)',
    'rec offset 1m',
    'last_over_time(ALERTS[3m])',
    '{__name__=~"rec.*"}',
    'absent(h)',
  ],
  ...[
    'h',
    'sum(h)',
    'h_rec',
    'rate(h[3m])',
    'h + h',
    'h * 2',
    'a or h',
    'histogram_count(h_rec) > 2',
    'h == h',
  ],
];
const expression = fc.constantFrom(...expressions);
const duration = fc.constantFrom('0s', '30s', '1m', '2m', '3m');
const texts = fc.constantFrom(
  '{{ $value }}',
  '{{ $labels.x }}',
  'plain',
  '',
  '{{ .Labels.alertname }}',
  '{{ $labels.x | toUpper }}!',
);
const alerting = fc.record({
  alert: fc.constantFrom('One', 'Two', 'Three'),
  // Not what rules of the same name say: on purpose, its ends wait until all of them have spoken.
  expr: expression.filter((expr) => !/ALERTS|__name__/.test(expr)),
  for: duration,
  keep_firing_for: duration,
  labels: fc.dictionary(fc.constantFrom('severity', 'x', 'y'), texts, { maxKeys: 2 }),
  annotations: fc.dictionary(fc.constantFrom('text', 'more'), texts, { maxKeys: 2 }),
});
const watching = fc.record({
  alert: fc.uuid().map((id) => `Watch${id.slice(0, 4)}`),
  expr: expression,
  for: duration,
});
const recording = fc.record({
  record: fc.constantFrom('rec', 'rec:two', 'h_rec'),
  expr: expression,
  labels: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('', '1', 'r'), { maxKeys: 1 }),
});
const group = fc.record({
  limit: fc.constantFrom(0, 0, 0, 2),
  interval: fc.constantFrom('1m', '2m'),
  query_offset: fc.constantFrom('0s', '0s', '30s', '1m'),
  labels: fc.dictionary(fc.constantFrom('severity', 'x', 'z'), fc.constantFrom('', 'g', '{{ $value }}'), {
    maxKeys: 1,
  }),
  rules: fc.array(fc.oneof(alerting, alerting, recording, recording, watching), {
    minLength: 1,
    maxLength: 4,
  }),
});
const values = fc
  .array(fc.constantFrom('0', '1', '2', '3', '_', 'stale', '1+1x2', '4-1x3', '_x2', '2x2', '0.1+0.7x2'), {
    minLength: 1,
    maxLength: 5,
  })
  .map((all) => all.join(' '));
const histograms = fc
  .array(
    fc.constantFrom(
      ...[
        '{{sum:1 count:3 buckets:[1 2]}}',
        '{{sum:1 count:1 buckets:[1]}}+{{sum:2 count:2 buckets:[1 1]}}x3',
        '_',
      ],
      ...['stale', '{{schema:1 sum:4 count:4 z_bucket:1 z_bucket_w:0.001 buckets:[1 2] offset:1}}', '2'],
      ...[
        '{{schema:-53 sum:1 count:3 custom_values:[1 5] buckets:[1 1 1]}}x2',
        '{{sum:1 count:1 n_buckets:[1]}}x2',
      ],
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) => all.join(' '));
const input = fc.uniqueArray(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ series: fc.constantFrom('a{x="1"}', 'a{x="2"}', 'a', 'b', 'b{x="1"}'), values }),
    },
    { weight: 1, arbitrary: fc.record({ series: fc.constantFrom('h{x="1"}', 'h'), values: histograms }) },
  ),
  { selector: ({ series }) => series, minLength: 1, maxLength: 5 },
);
const asked = fc.record({
  interval: fc.constantFrom('30s', '1m', '90s'),
  evaluation: fc.constantFrom('30s', '1m', '2m'),
  groups: fc.array(group, { minLength: 1, maxLength: 2 }),
  input,
  start: fc.constantFrom(0, 0, 1_700_000_000),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

const times = ['1m', '2m', '3m30s', '5m', '8m'];
const names = ['One', 'Two', 'Three'];

interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}
type Expected = ReadonlyMap<string, readonly ExpectedAlert[]>;
interface ExpectedSample {
  readonly labels: string;
  readonly value: number;
}
type Samples = ReadonlyMap<string, readonly ExpectedSample[]>;

/** Numbers as they are; of histograms some numbers, each under a name of its own. */
const ofHistograms = ['h', 'h_rec', 'rec', 'rec:two'].flatMap((name) =>
  [`histogram_count(${name})`, `histogram_sum(${name})`, `histogram_quantile(0.7, ${name})`].map(
    (of) => `label_replace(${of}, "of", "${of}", "", "")`,
  ),
);
const everything = `({__name__=~".+"} or ${ofHistograms.join(' or ')}) >= -Inf`;

/** What 2.42 does not know is left out for it. */
function knownTo(version: readonly [number, number], given: Asked): Asked {
  if (version[0] >= 3) return given;
  const groups = given.groups.map(
    ({ limit, interval, rules }) => ({ limit, interval, rules }) as Asked['groups'][0],
  );
  return { ...given, groups, start: 0, input: given.input.filter(({ series }) => !series.startsWith('h')) };
}

function fileFor(given: Asked, expected: Expected, samples: Samples): object {
  const { interval, evaluation, input: input_series } = given;
  return {
    rule_files: ['rules.yml'],
    evaluation_interval: evaluation,
    group_eval_order: given.groups.map((_, index) => `group${index}`),
    tests: [
      {
        interval,
        input_series,
        ...(given.start > 0 && { start_timestamp: given.start }),
        alert_rule_test: times.flatMap((eval_time) =>
          names.map((alertname) => ({
            eval_time,
            alertname,
            exp_alerts: expected.get(`${alertname} ${eval_time}`) ?? [],
          })),
        ),
        promql_expr_test: times.map((eval_time) => ({
          expr: everything,
          eval_time,
          exp_samples: samples.get(eval_time) ?? [],
        })),
      },
    ],
  };
}

interface Verdicts {
  readonly promtool: boolean;
  readonly we: boolean;
  readonly ours: string;
  readonly theirs: string;
}

async function judge(file: object, needTheirs = true): Promise<Verdicts> {
  const name = path.join(folder, 'test.yml');
  writeFileSync(name, JSON.stringify(file));
  const ours = await call(testVerb, 'rules', `--prometheus.program=${promtool.prometheus}`, name);
  const theirs = needTheirs ? await promtool.run('test', 'rules', name) : { code: 1, said: '' };
  return { promtool: theirs.code === 0, we: ours.code === 0, ours: ours.err, theirs: theirs.said };
}

/** A normal form of the durations in what was said, which is printed in the words of Go's model. */
const asWritten = (text: string): string => times.find((time) => time === text) ?? text;

/** What our run says it found where nothing was expected: the next run expects just that. */
function found(said: string): { alerts: Expected; samples: Samples } {
  const alerts = new Map<string, ExpectedAlert[]>();
  const samples = new Map<string, ExpectedSample[]>();
  let key = '';
  let at = '';
  for (const line of said.split('\n')) {
    const [, name, time = ''] = /alert (\w+) at (\w+):$/.exec(line) ?? [];
    if (name !== undefined) key = `${name} ${asWritten(time)}`;
    const [, asked] = /expr .* at (\w+):/.exec(line) ?? [];
    if (asked !== undefined) at = asWritten(asked);
    const [, labels, annotations] = /not expected: +labels (\[.*\]) annotations (\[.*\])$/.exec(line) ?? [];
    if (labels !== undefined && annotations !== undefined) {
      const { alertname: _, ...exp_labels } = record(labels);
      alerts.set(key, [...(alerts.get(key) ?? []), { exp_labels, exp_annotations: record(annotations) }]);
    }
    if (/^ +got: /.test(line)) samples.set(at, samplesIn(line));
  }
  return { alerts, samples };
}

const record = (pairs: string): Record<string, string> =>
  Object.fromEntries(JSON.parse(pairs) as [string, string][]);

/** Labels, which are JSON, and a number. */
const sampleText = /(\[(?:\["(?:[^"\\]|\\.)*","(?:[^"\\]|\\.)*"\],?)*\]) (\S+?)(?:,|$)/g;

function samplesIn(line: string): ExpectedSample[] {
  return [...line.matchAll(sampleText)].map(([, pairs = '', value]) => {
    const labels = Object.entries(record(pairs)).map(([name, text]) => `${name}=${JSON.stringify(text)}`);
    return { labels: `{${labels.join(',')}}`, value: Number(value) };
  });
}

let compared = 0;

async function agree(all: Asked): Promise<void> {
  const given = knownTo(promtool.version, all);
  const groups = given.groups.map((each, index) => ({ name: `group${index}`, ...each }));
  writeFileSync(path.join(folder, 'rules.yml'), JSON.stringify({ groups }));
  const first = await judge(fileFor(given, new Map(), new Map()));
  expect([first.we, first.promtool, first.ours]).toEqual([first.promtool, first.we, first.ours]);
  const { alerts, samples } = found(first.ours);
  const whole = await judge(fileFor(given, alerts, samples));
  // A rule that fails fails the test, whatever is expected.
  const failing = /: rule \w/.test(first.ours);
  const told = JSON.stringify([given, whole.ours, whole.theirs], null, 1);
  expect({ we: whole.we, promtool: whole.promtool, told }).toEqual({
    we: !failing,
    promtool: !failing,
    told,
  });
  if (!failing) compared++;
}

test('random rules on random series come to the same alerts and series, at each time, as with promtool', async () => {
  const runs = Number(process.env.RULE_TEST_RUNS ?? 12);
  await fc.assert(fc.asyncProperty(asked, agree), { numRuns: runs, endOnFailure: true });
  expect(compared).toBeGreaterThan(runs / 4);
}, 600_000);
