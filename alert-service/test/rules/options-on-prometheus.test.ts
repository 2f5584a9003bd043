import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { readRuleFile } from '#config/rule-files';
import type { RuleInput } from '#core/input';
import { createExpand } from '#engine/evaluation/expand';
import { createGate } from '#engine/evaluation/gate';
import { createEvaluator, type RuleView } from '#engine/evaluator';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/log';
import { createPrometheusClient } from '#prometheus/client';
import { presence } from '#prometheus/promql';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { eventually, startExporter, startPrometheus } from '../kit/real-prometheus.ts';
import { withOptions } from './bench.ts';

beforeAll(() => ensurePrometheus(), 120_000);

interface Running extends AsyncDisposable {
  readonly inputs: RuleInput[];
  rule(): RuleView;
  changes(): string[];
  /** The states of its alerts, by `host`; those that tell of missing data by `no host`. */
  states(): Record<string, string>;
}

function start(url: string, tocsin: string, fields = ''): Running {
  const text = `groups: [{name: g, interval: 500ms, rules: [{alert: Full, expr: min by (host) (free) < 0.1${fields}}]}]`;
  const { groups } = readRuleFile('rules.yml', text, { intervalMs: 500, queryOffsetMs: 0 });
  const client = createPrometheusClient({ url, timeoutMs: 2_000 });
  const inputs: RuleInput[] = [];
  const source = {
    ...{ name: 'default', client, expand: createExpand(client, 2_000), externalLabels: {} },
    ...{ gate: createGate(4), queryTimeoutMs: 2_000 },
  };
  const evaluator = createEvaluator(
    { groups: withOptions(groups, tocsin), sources: [source] },
    {
      ...{ clock: systemClock, log: silentLog, externalURL: 'http://tocsin', stored: () => new Map() },
      sink: { submit: async (input) => void inputs.push(input) },
    },
  );
  evaluator.start();
  const rule = (): RuleView => {
    const [found] = evaluator.groups().flatMap((group) => group.rules);
    if (!found) throw new Error('no rule');
    return found;
  };
  return {
    inputs,
    rule,
    changes: () => inputs.flatMap(({ steps }) => steps.map(({ change }) => change)),
    states: () =>
      Object.fromEntries(
        rule().alerts.map(({ labels, state }) => [
          (labels.missing_data ? 'no ' : '') + (labels.host ?? ''),
          state,
        ]),
      ),
    async [Symbol.asyncDispose]() {
      await evaluator.stop();
      client.close();
    },
  };
}

const fires = (running: Running) => (): boolean => running.rule().state === 'firing';

test.concurrent(
  'between the thresholds it waits for the recovery that a real Prometheus sees',
  async () => {
    await using app = await startExporter('free{host="a"} 0.05\n');
    await using prometheus = await startPrometheus([app.target]);
    const tocsin = 'rules: [{match: alertname=Full, recovery: min by (host) (free) > 0.15}]';
    await using running = start(prometheus.url, tocsin);
    await eventually('it fires', fires(running));
    app.text = 'free{host="a"} 0.12\n';
    await eventually('it waits for its recovery', () => running.changes().includes('held-recovery'));
    expect(running.rule()).toMatchObject({ state: 'firing', health: 'ok' });
    app.text = 'free{host="a"} 0.2\n';
    await eventually('it is resolved', () => running.changes().at(-1) === 'resolved');
  },
  60_000,
);

test.concurrent(
  'series that end are kept and told of, and their return ends it',
  async () => {
    await using app = await startExporter('free{host="a"} 0.05\nfree{host="b"} 0.5\n');
    await using prometheus = await startPrometheus([app.target]);
    const tocsin = 'rules: [{match: alertname=Full, missing_data: {then: alert, look_back: 1m, for: 1s}}]';
    await using running = start(prometheus.url, tocsin);
    await eventually('it fires', () => running.states().a === 'firing');
    const firedAt = systemClock.now();
    await eventually('it was there at two steps of the look-back', () => systemClock.now() - firedAt > 2_500);
    app.text = 'other 1\n';
    await eventually('what fired fires on, and both are missed', () => {
      const states = running.states();
      return states.a === 'firing' && states['no a'] === 'firing' && states['no b'] === 'firing';
    });
    expect(running.rule()).toMatchObject({ state: 'firing', health: 'ok' });
    expect(running.rule().alerts.find(({ missingSince }) => missingSince !== undefined)?.labels.host).toBe(
      'a',
    );
    app.text = 'free{host="a"} 0.5\nfree{host="b"} 0.5\n';
    await eventually('all of it ends', () => running.rule().state === 'inactive');
  },
  60_000,
);

test.concurrent(
  'of what never was, one alert tells',
  async () => {
    await using app = await startExporter('other 1\n');
    await using prometheus = await startPrometheus([app.target]);
    const tocsin = 'rules: [{match: alertname=Full, missing_data: {then: alert, look_back: 1m, for: 1s}}]';
    await using running = start(prometheus.url, tocsin, ', labels: {team: disks}');
    await eventually('it fires', fires(running));
    expect(running.rule().alerts.map(({ labels }) => labels)).toEqual([
      { alertname: 'Full', team: 'disks', missing_data: 'true' },
    ]);
    app.text = 'free{host="a"} 0.5\n';
    await eventually('it ends', () => running.rule().state === 'inactive');
  },
  60_000,
);

test.concurrent(
  'what asks whether data are there is PromQL to a real Prometheus, and has a result wherever the rule could have one',
  async () => {
    await using app = await startExporter('a{job2="x"} 6\na{job2="y"} 1\nb{job2="x"} 2\nb{job2="y"} 9\n');
    await using prometheus = await startPrometheus([app.target]);
    const client = createPrometheusClient({ url: prometheus.url, timeoutMs: 5_000 });
    const labelSets = async (query: string): Promise<string[]> => {
      const answer = await client.query({ query, at: systemClock.now() });
      if (answer.error) throw new Error(`${query}: ${answer.error.message}`);
      const { result } = answer;
      return result.type === 'vector' ? result.samples.map(({ labels }) => labels.job2 ?? '').sort() : [];
    };
    try {
      await eventually('both are scraped', async () => (await labelSets('a and b')).length === 2);
      const both = ['x', 'y'];
      for (const [expression, found, there] of [
        ['a > 5', ['x'], both],
        ['a > b', ['x'], both],
        ['a > on(job2) group_left() b', ['x'], both],
        ['count by (job2) (a > 5) > 0', ['x'], both],
        ['a > 5 and b < 5', ['x'], both],
        ['a > 5 unless on(job2) b > 5', ['x'], both],
        ['a > 5 or b > 5', both, both],
        ['max_over_time((a > 5)[1m:1s]) > 0', ['x'], both],
        ['topk(1, a) > 5', ['x'], both],
        ['a > scalar(count(b)) + 3', ['x'], both],
      ] as const) {
        const asked = presence(expression) ?? '';
        // A scrape that fails on a busy machine hides all series for a moment.
        await eventually(`${expression}: ${asked}`, async () =>
          isDeepStrictEqual(
            [
              await labelSets(expression),
              await labelSets(asked),
              await labelSets(`(${asked}) unless (${expression})`),
            ],
            [found, there, there.filter((one) => !new Set<string>(found).has(one))],
          ),
        );
      }
    } finally {
      client.close();
    }
  },
  60_000,
);
