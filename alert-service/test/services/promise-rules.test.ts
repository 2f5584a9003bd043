import { beforeAll, expect, jest, test } from '@jest/globals';
import type { ObjectiveSettings, ServiceSettings } from '#config/services/settings';
import { systemClock } from '#lib/clock';
import { createPrometheusClient } from '#prometheus/client';
import { startGroups } from '#rule-test/evaluate-groups';
import { inputSeries } from '#rule-test/input-series';
import { startTestPrometheus } from '#rule-test/prometheus-process';
import { countedAsWritten } from '#services/promises/counted';
import { listedObjectives } from '#services/promises/listed';
import { promiseRules } from '#services/promises/rules';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';

jest.setTimeout(120_000);

const minute = 60_000;
let program = '';
beforeAll(async () => {
  program = (await ensurePrometheus()).prometheus;
}, 120_000);

const objective: ObjectiveSettings = {
  ...{
    name: 'availability',
    kind: 'availability',
    type: 'slo',
    target: 99.9,
    minimumEvents: 20,
    alert: true,
  },
  window: { rollingMs: 30 * 24 * 60 * minute },
  good: 'increase(requests_total{$selector,code!~"5.."}[$window])',
  total: 'increase(requests_total{$selector}[$window])',
  severities: { fast: 'critical', slow: 'medium' },
};

const serviceOf = (name: string): ServiceSettings => ({
  ...{ name, selector: `service="${name}"`, runbook: 'https://runbooks.example/availability' },
  ...{ links: [], indicators: [], conventions: [], probes: [], dependsOn: [], maintenance: [] },
  objectives: [objective],
});

/** In promtool's notation, a sample a minute: what was answered well, and what was not. */
const series = (service: string, good: string, failed: string) => [
  { series: `requests_total{service="${service}",code="200"}`, values: good },
  { series: `requests_total{service="${service}",code="500"}`, values: failed },
];

const input = [
  ...series('even', '0+60x300', '0+0x300'),
  ...series('leaking', '0+59.4x300', '0+0.6x300'),
  ...series('spike', '0+60x120 7200x5 7260+60x170', '0+0x120 60+60x4 300+0x170'),
  // Three requests an hour, and one of them fails.
  ...series('seldom', '0x19 1x19 2x59 3x19 4x19 5x150', '0x69 1x220'),
  // A request each ten minutes; from 02:00 on each fails.
  ...series(
    'seldom-down',
    Array.from({ length: 13 }, (_, n) => `${n}x9`).join(' ') + ' 12x200',
    `0x119 ${Array.from({ length: 18 }, (_, n) => `${n + 1}x9`).join(' ')}`,
  ),
  ...series('restarting', '0+60x120 0+60x180', '5+0x120 0+0x180'),
  ...series('silent', '0+30x60 stale', '0+30x60 stale'),
];

/** Which services alert at which minute, by the rules as they are generated. */
async function firingAt(minutes: readonly number[]) {
  const listed = listedObjectives(
    [...new Set(input.map(({ series: text }) => /service="([^"]+)"/.exec(text)?.[1] ?? ''))].map(serviceOf),
  );
  const objectives = listed.map((each) => {
    const counted = countedAsWritten(each, { firstSource: 'default', selector: undefined });
    if (!counted) throw new Error('it is written');
    return { listed: each, counted };
  });
  const { groups, problems } = promiseRules(objectives, [
    { name: 'default', intervalMs: minute, queryOffsetMs: 0, writes: false },
  ]);
  expect([...problems]).toEqual([]);
  const evaluationIntervalMs = 5 * minute;
  const prometheus = await startTestPrometheus({ program, evaluationIntervalMs, features: [] });
  const client = createPrometheusClient({ url: prometheus.url, timeoutMs: 30_000 });
  try {
    const running = startGroups(groups, {
      prometheus,
      client,
      clock: systemClock,
      externalLabels: {},
      externalURL: 'https://tocsin.example',
    });
    const samples = inputSeries({ input_series: input }, minute, 0);
    const seen = new Map<number, ReturnType<typeof running.firing>>();
    for (let at = 0; at <= Math.max(...minutes) * minute; at += evaluationIntervalMs) {
      expect(await prometheus.write(samples.until(at))).toBeUndefined();
      expect(await running.evaluate(at)).toEqual([]);
      if (minutes.includes(at / minute)) seen.set(at / minute, running.firing('ErrorBudgetBurnsFast'));
    }
    return seen;
  } finally {
    client.close();
    await prometheus.stop();
  }
}

test('the rules page for a spike, a leak and a service that is down, and for nothing else', async () => {
  const seen = await firingAt([55, 110, 125, 165, 185, 240, 285]);
  const at = (time: number): string[] =>
    (seen.get(time) ?? []).map(({ labels }) => labels.service ?? '').sort();
  expect(at(55)).toEqual(['leaking', 'silent']);
  // Its data went at 01:01: what nobody counts any more burns nothing.
  expect(at(110)).toEqual(['leaking']);
  expect(at(125)).toEqual(['leaking', 'spike']);
  // Half an hour after the spike the short window is clean, and five minutes later it is told.
  expect(at(165)).toEqual(['leaking']);
  // Only 18 requests by then: that they all fail says too little yet.
  expect(at(185)).toEqual(['leaking']);
  expect(at(240)).toEqual(['leaking', 'seldom-down']);
  expect(at(285)).toEqual(['leaking', 'seldom-down']);
  const [leak] = seen.get(55) ?? [];
  expect(leak?.labels).toEqual({
    ...{ alertname: 'ErrorBudgetBurnsFast', service: 'leaking', objective: 'availability' },
    ...{ severity: 'critical', promise: 'slo' },
  });
  expect(leak?.annotations).toEqual({
    summary: 'leaking: the error budget of availability burns 10.0 times faster than it lasts',
    description:
      '99.9 % of requests are to succeed. Burning evenly its budget lasts the whole period (30d); at this rate it lasts 3d 0h 0m 0s when it is full. Alerts at 14.4 times over 1h and still over 5m, or at 6 times over 6h and still over 30m, from 20 events and two failed ones on.',
    objective_url: 'https://tocsin.example/a/tocsin-tocsin-app/objectives/leaking/availability',
    runbook_url: 'https://runbooks.example/availability',
  });
});
