import { expect, test } from '@jest/globals';
import type { RuleEvaluated } from '#core/rule/resend';
import type { RuleGroup } from '#core/rule/rule';
import { createGate } from '#engine/evaluation/gate';
import { createEvaluator } from '#engine/evaluator';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { Answer, PrometheusClient } from '#prometheus/client';

const group: RuleGroup = {
  id: 'f;web',
  source: 'main',
  file: 'rules.yml',
  name: 'web',
  intervalMs: 15_000,
  queryOffsetMs: 0,
  limit: 0,
  rules: [
    {
      ...{
        kind: 'alerting',
        id: 'f;web;Down',
        name: 'Down',
        expression: 'up == 0',
        forMs: 0,
        keepFiringForMs: 0,
      },
      ...{ labels: {}, annotations: {}, file: 'rules.yml', group: 'web', line: 1 },
    },
  ],
};

const sample: Answer = {
  warnings: [],
  result: { type: 'vector', samples: [{ labels: { job: 'a' }, text: '0', value: 0, at: 0 }] },
};
const unreachable: Answer = { error: { kind: 'unreachable', message: 'nothing listens there' } };

test('while its Prometheus does not answer, what fires is told on, and so is that it does not answer', async () => {
  const clock = createFakeClock();
  const told: RuleEvaluated[] = [];
  const says: { answer: Answer } = { answer: sample };
  const client: PrometheusClient = {
    address: 'http://p:9090',
    query: async () => says.answer,
    queryRange: () => Promise.reject(new Error('not asked')),
    curl: () => '',
    close: () => undefined,
  };
  const evaluator = createEvaluator(
    {
      groups: [group],
      sources: [
        {
          ...{ name: 'main', client, expand: async (text: string) => text, gate: createGate(4) },
          ...{ externalLabels: { cluster: 'eu' }, queryTimeoutMs: 10_000 },
        },
      ],
    },
    {
      ...{ clock, log: silentLog, sink: { submit: async () => undefined }, stored: () => new Map() },
      ...{ externalURL: 'http://tocsin', outlet: { evaluated: (event) => void told.push(event) } },
    },
  );
  evaluator.start();
  await clock.advance(60_000);
  says.answer = unreachable;
  told.splice(0);
  await clock.advance(120_000);
  const firing = (name: string) =>
    told.filter(({ alerts }) =>
      alerts.some((alert) => alert.state === 'firing' && alert.labels.alertname === name),
    );
  expect(firing('Down')).toHaveLength(8);
  expect(firing('Down')[0]).toMatchObject({ ruleId: 'f;web;Down', externalLabels: { cluster: 'eu' } });
  expect(firing('TocsinPrometheusUnreachable').length).toBeGreaterThan(3);

  says.answer = { warnings: [], result: { type: 'vector', samples: [] } };
  told.splice(0);
  await clock.advance(15_000);
  const ended = told.flatMap(({ alerts }) => alerts.filter(({ state }) => state === 'resolved'));
  expect(ended.map(({ labels }) => labels.alertname).toSorted()).toEqual([
    'Down',
    'TocsinPrometheusUnreachable',
  ]);
  await evaluator.stop();
});
