import { beforeAll, expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import { readRuleFile } from '#config/rule-files';
import { defaultSource } from '#core/rule/rule';
import type { RuleInput, RuleStep } from '#core/input';
import { createExpand } from '#engine/evaluation/expand';
import { createGate } from '#engine/evaluation/gate';
import { createEvaluator, type Evaluator, type EvaluatorParts, type RuleView } from '#engine/evaluator';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/log';
import { createPrometheusClient, type PrometheusClient } from '#prometheus/client';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';
import { eventually, startExporter, startPrometheus } from './kit/real-prometheus.ts';

beforeAll(() => ensurePrometheus(), 120_000);

const rules = `
groups:
  - name: app
    interval: 500ms
    rules:
      - alert: QueueGrows
        expr: max by (queue) (queue_depth) > 100
        for: 1s
        labels: {severity: warning, team: "{{ $labels.queue }}-team"}
        annotations:
          summary: 'Queue {{ $labels.queue }} holds {{ $value | humanize }} of {{ with query "queue_limit" }}{{ . | first | value }}{{ end }}'
`;

interface Running extends AsyncDisposable {
  readonly evaluator: Evaluator;
  readonly client: PrometheusClient;
  readonly stored: Map<string, unknown>;
  readonly inputs: RuleInput[];
  rule(name: string): RuleView;
  changes(name: string): string[];
}

interface More extends Partial<EvaluatorParts> {
  readonly externalLabels?: Labels;
}

function start(url: string, { externalLabels = {}, ...more }: More = {}, text = rules): Running {
  const client = createPrometheusClient({ url, timeoutMs: 1000 });
  const inputs: RuleInput[] = [];
  const stored = new Map<string, unknown>();
  const { groups } = readRuleFile('rules.yml', text, { intervalMs: 1000, queryOffsetMs: 0 });
  const source = {
    name: defaultSource,
    client,
    expand: createExpand(client, 1000),
    externalLabels,
    gate: createGate(4),
    queryTimeoutMs: 1000,
  };
  const evaluator = createEvaluator(
    { groups, sources: [source] },
    {
      clock: systemClock,
      log: silentLog,
      sink: {
        submit: async (input) => {
          inputs.push(input);
          stored.set(input.ruleId, JSON.parse(JSON.stringify(input.state ?? null)));
          if (input.state === undefined) stored.delete(input.ruleId);
        },
      },
      stored: () => stored,
      externalURL: 'http://tocsin',
      ...more,
    },
  );
  evaluator.start();
  const steps = (name: string): RuleStep[] =>
    inputs.filter(({ ruleId }) => ruleId.includes(`;${name}`)).flatMap((input) => input.steps);
  return {
    evaluator,
    client,
    stored,
    inputs,
    rule: (name) => {
      const found = evaluator
        .groups()
        .flatMap((group) => group.rules)
        .find((each) => each.rule.name === name);
      if (!found) throw new Error(`no rule ${name}`);
      return found;
    },
    changes: (name) => steps(name).map(({ change }) => change),
    async [Symbol.asyncDispose]() {
      await evaluator.stop();
      client.close();
    },
  };
}

test.concurrent(
  'from a scraped number to firing and back, with texts that ask Prometheus, labels and the value',
  async () => {
    await using app = await startExporter('queue_depth{queue="mail"} 5\nqueue_limit 100\n');
    await using prometheus = await startPrometheus([app.target]);
    await using running = start(prometheus.url);
    await eventually('the rule is evaluated', () => running.rule('QueueGrows').health === 'ok');
    app.text = 'queue_depth{queue="mail"} 1500\nqueue_limit 100\n';
    await eventually('it fires', () => running.rule('QueueGrows').state === 'firing');
    expect(running.changes('QueueGrows')).toEqual(['pending', 'firing']);
    const [alert] = running.rule('QueueGrows').alerts;
    expect(alert).toMatchObject({
      labels: { alertname: 'QueueGrows', queue: 'mail', severity: 'warning', team: 'mail-team' },
      annotations: { summary: 'Queue mail holds 1.5k of 100' },
      value: '1500',
    });
    expect((alert?.firedAt ?? 0) - (alert?.activeAt ?? 0)).toBeGreaterThanOrEqual(1000);
    app.text = 'queue_depth{queue="mail"} 5\nqueue_limit 100\n';
    await eventually('it is resolved', () => running.changes('QueueGrows').includes('resolved'));
    expect(running.stored.has(running.rule('QueueGrows').rule.id)).toBe(false);
  },
  60_000,
);

test.concurrent(
  'two results that become one label set are told as the rule’s error',
  async () => {
    await using app = await startExporter('queue_depth{queue="a"} 1\nqueue_depth{queue="b"} 1\n');
    await using prometheus = await startPrometheus([app.target]);
    const text =
      'groups: [{name: g, interval: 500ms, rules: [{alert: Twice, expr: queue_depth, labels: {queue: same}}]}]';
    await using running = start(prometheus.url, {}, text);
    await eventually('the error is told', () => /same labels/.test(running.rule('Twice').lastError ?? ''));
    expect(running.evaluator.sources()[0]?.healthy).toBe(true);
  },
  60_000,
);

test.concurrent(
  'Prometheus is killed and hangs, and what fires keeps firing; it comes back and nobody had to do anything',
  async () => {
    await using app = await startExporter('queue_depth{queue="mail"} 1500\nqueue_limit 100\n');
    await using prometheus = await startPrometheus([app.target]);
    await using running = start(prometheus.url);
    const healthIs = (health: string) => (): boolean => running.rule('QueueGrows').health === health;
    const watched = (): string[] => running.changes('TocsinPrometheusUnreachable');
    await eventually('it fires', () => running.rule('QueueGrows').state === 'firing');

    await prometheus.kill();
    await eventually('the rule’s health tells it', healthIs('error'));
    expect(running.rule('QueueGrows')).toMatchObject({
      state: 'firing',
      lastError: expect.stringContaining('connection refused'),
    });
    await eventually('the alert that needs no Prometheus waits', () => watched().includes('pending'));
    expect(running.evaluator.sources()[0]).toMatchObject({ healthy: false, url: prometheus.url });

    await prometheus.up();
    await eventually('the rule works again', healthIs('ok'));
    await eventually('and the waiting alert is dropped', () => watched().at(-1) === 'dropped');

    prometheus.pause();
    await eventually('a Prometheus that hangs is told too', () =>
      /did not answer within 1 s/.test(running.rule('QueueGrows').lastError ?? ''),
    );
    prometheus.resume();
    await eventually('the rule works again', healthIs('ok'));
    expect(running.changes('QueueGrows')).not.toContain('resolved');
  },
  90_000,
);

test.concurrent(
  'the client reads what a real Prometheus says, infinities and errors included',
  async () => {
    await using prometheus = await startPrometheus([]);
    const client = createPrometheusClient({ url: prometheus.url, timeoutMs: 5000 });
    try {
      const at = systemClock.now();
      const ask = (query: string) => client.query({ query, at });
      expect(await ask('vector(1) / 0')).toMatchObject({
        result: { type: 'vector', samples: [{ value: Infinity, text: '+Inf', at }] },
      });
      expect(await ask('-1 / 0')).toMatchObject({ result: { type: 'scalar', sample: { value: -Infinity } } });
      expect(await ask('vector(0) / 0')).toMatchObject({
        result: { samples: [{ value: NaN, text: 'NaN' }] },
      });
      expect(await ask('"words"')).toMatchObject({ result: { type: 'string', text: 'words' } });
      expect(await ask('up[')).toMatchObject({
        error: { kind: 'query', status: 400, message: expect.stringContaining('parse error') },
      });
      expect(
        await client.queryRange({ query: 'vector(1)', from: at - 10_000, to: at, stepMs: 5000 }),
      ).toMatchObject({
        result: {
          type: 'matrix',
          series: [{ labels: {}, points: [{ value: 1 }, { value: 1 }, { value: 1 }] }],
        },
      });
    } finally {
      client.close();
    }
  },
  60_000,
);
