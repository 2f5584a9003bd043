import { expect, test } from '@jest/globals';
import type { AlertingRule } from '#core/rule/rule';
import { silentLog } from '#lib/log';
import type { Answer, PrometheusClient } from '#prometheus/client';
import { candidatesFrom } from './candidates.ts';
import { createExpand } from './expand.ts';

const at = 1_800_000_000_000;

async function annotation(text: string, answer: Answer, value = 0.084): Promise<string | undefined> {
  const asked: unknown[] = [];
  const client: PrometheusClient = {
    address: 'http://p:9090',
    query: async (question) => {
      asked.push(question.at);
      return answer;
    },
    queryRange: () => Promise.reject(new Error('not asked')),
    curl: () => '',
    close: () => undefined,
  };
  const rule: AlertingRule = {
    kind: 'alerting',
    id: 'r',
    name: 'Slow',
    expression: 'x',
    forMs: 0,
    keepFiringForMs: 0,
    labels: {},
    annotations: { text },
    file: 'f',
    group: 'g',
    line: 1,
  };
  const parts = {
    expand: createExpand(client, 1000),
    externalLabels: { site: 'lisbon' },
    externalURL: 'http://tocsin',
    log: silentLog,
    at,
  };
  const [candidate] = await candidatesFrom(
    rule,
    [{ labels: { __name__: 'x', job: 'api' }, value, text: String(value), at }],
    parts,
  );
  expect(asked.every((time) => time === at)).toBe(true);
  return candidate?.annotations.text;
}

const samples: Answer = {
  warnings: [],
  result: { type: 'vector', samples: [{ labels: { job: 'web' }, value: 7, text: '7', at }] },
};

test('a text sees the result’s labels, the value and the external labels', async () => {
  const text =
    '{{ $labels.job }} {{ .Labels.__name__ }} {{ $value | humanizePercentage }} {{ $externalLabels.site }} {{ $externalURL }}';
  expect(await annotation(text, samples)).toBe('api x 8.4% lisbon http://tocsin');
});

test('`query` asks the source at the evaluation’s time', async () => {
  expect(
    await annotation(
      '{{ with query "y" }}{{ . | first | label "job" }}={{ . | first | value }}{{ end }}',
      samples,
    ),
  ).toBe('web=7');
});

test('what fails becomes the text that Prometheus would show', async () => {
  const failing: Answer = { error: { kind: 'unreachable', message: 'connection refused' } };
  expect(await annotation('{{ query "y" }}', failing)).toMatch(
    /^<error expanding template: .*connection refused>$/,
  );
  expect(await annotation('{{ $labels.job | first }}', samples)).toMatch(
    /^<error expanding template: error executing template __alert_Slow/,
  );
});

test('a source that does not answer is asked for one alert of a rule, and again at the next slot', async () => {
  let asked = 0;
  const client: Pick<PrometheusClient, 'query'> = {
    query: async () => {
      asked += 1;
      return { error: { kind: 'timeout', message: 'no answer' } };
    },
  };
  const expand = createExpand(client, 1_000);
  const told = (alertname: string, slot: number): Promise<string> =>
    expand('{{ query "up" | first | value }}', {
      ...{ labels: {}, value: 1, externalLabels: {}, externalURL: '', at: slot, alertname },
    }).catch((error: unknown) => String(error));
  for (let alerts = 0; alerts < 5; alerts++) expect(await told('Slow', at)).toMatch(/no answer/);
  expect(asked).toBe(1);
  await told('Other', at);
  await told('Slow', at + 1);
  expect(asked).toBe(3);
});
