import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EvaluationMeter } from './evaluation/parts.ts';
import type { Engine } from './engine.ts';
import { type ConfigurationMeter, configurationMeter } from './metrics/configuration.ts';
import type { Registers } from './metrics/kit.ts';

export interface MetricsParts {
  readonly engine: Engine;
  readonly now: () => number;
  readonly version: string;
}

/** Alertmanager's names where the thing is the same, ours as `tocsin_*` beside them. */
export interface Metrics extends ConfigurationMeter {
  readonly registry: Registry;
  readonly received: (status: 'firing' | 'resolved', count: number) => void;
  readonly invalid: (count: number) => void;
  readonly attempted: (event: { type: string; durationMs: number; failure?: string }) => void;
  readonly meter: EvaluationMeter;
}

const failures = [
  'other',
  'clientError',
  'serverError',
  'contextCanceled',
  'contextDeadlineExceeded',
  'authError',
  'rateLimited',
];

/** Upstream shows each from the start, configured or not: a rate needs its zero. */
const integrationNames = [
  'email',
  'pagerduty',
  'wechat',
  'pushover',
  'slack',
  'opsgenie',
  'webhook',
  'victorops',
  'sns',
  'telegram',
  'discord',
  'webex',
  'msteams',
  'msteamsv2',
  'incidentio',
  'jira',
  'rocketchat',
  'mattermost',
];

export function createMetrics(parts: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  buildInfo(parts.version, registers);
  stateGauges(parts.engine, registers);
  return {
    registry,
    ...configurationMeter(parts.now, registers),
    ...intakeCounters(registers),
    attempted: deliveryCounters(registers),
    meter: evaluationMeter(registers),
  };
}

function buildInfo(version: string, registers: Registers): void {
  new Gauge({
    name: 'tocsin_build_info',
    help: 'Version of this service.',
    labelNames: ['version'],
    registers,
  })
    .labels(version)
    .set(1);
}

function stateGauges(engine: Engine, registers: Registers): void {
  new Gauge({
    name: 'alertmanager_alerts',
    help: 'How many alerts by state.',
    labelNames: ['state'],
    registers,
    collect() {
      const { alerts, now } = engine.state();
      let active = 0;
      for (const { alert } of alerts.values()) if (alert.endsAt > now) active += 1;
      this.labels('active').set(active);
      this.labels('suppressed').set(0);
    },
  });
  const count = (name: string, help: string, read: () => number): void =>
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  count(
    'alertmanager_dispatcher_aggregation_groups',
    'Number of active aggregation groups',
    () => engine.state().groups.size,
  );
  count('tocsin_outbox_pending', 'Notifications not delivered yet.', () => engine.state().pending.size);
  count('tocsin_commit_seq', 'Number of the last commit.', () => engine.state().seq);
  count('tocsin_engine_available', '0 while a failed commit is recovered from.', () =>
    engine.available() ? 1 : 0,
  );
  count('tocsin_open_incidents', 'Incidents that have not ended.', () => {
    let open = 0;
    for (const incident of engine.state().incidents.values()) if (incident.status !== 'resolved') open += 1;
    return open;
  });
}

function intakeCounters(registers: Registers): Pick<Metrics, 'received' | 'invalid'> {
  const received = new Counter({
    name: 'alertmanager_alerts_received_total',
    help: 'The total number of received alerts.',
    labelNames: ['status', 'version'],
    registers,
  });
  const invalid = new Counter({
    name: 'alertmanager_alerts_invalid_total',
    help: 'The total number of received alerts that were invalid.',
    labelNames: ['version'],
    registers,
  });
  for (const status of ['firing', 'resolved']) received.labels(status, 'v2').inc(0);
  invalid.labels('v2').inc(0);
  return {
    received: (status, count) => received.labels(status, 'v2').inc(count),
    invalid: (count) => invalid.labels('v2').inc(count),
  };
}

function deliveryCounters(registers: Registers): Metrics['attempted'] {
  const sent = new Counter({
    name: 'alertmanager_notifications_total',
    help: 'The total number of attempted notifications.',
    labelNames: ['integration'],
    registers,
  });
  const failed = new Counter({
    name: 'alertmanager_notifications_failed_total',
    help: 'The total number of failed notifications.',
    labelNames: ['integration', 'reason'],
    registers,
  });
  const latency = new Histogram({
    name: 'alertmanager_notification_latency_seconds',
    help: 'The latency of notifications in seconds.',
    labelNames: ['integration'],
    buckets: [1, 5, 10, 15, 20],
    registers,
  });
  for (const type of integrationNames) {
    sent.labels(type).inc(0);
    for (const reason of failures) failed.labels(type, reason).inc(0);
  }
  return ({ type, durationMs, failure }) => {
    sent.labels(type).inc();
    latency.labels(type).observe(durationMs / 1_000);
    if (failure !== undefined) failed.labels(type, failure).inc();
  };
}

function evaluationMeter(registers: Registers): EvaluationMeter {
  const evaluations = new Counter({
    name: 'tocsin_rule_evaluations_total',
    help: 'Rule evaluations.',
    registers,
  });
  const failed = new Counter({
    name: 'tocsin_rule_evaluation_failures_total',
    help: 'Rule evaluations that failed.',
    labelNames: ['failure'],
    registers,
  });
  const missed = new Counter({
    name: 'tocsin_rule_group_iterations_missed_total',
    help: 'Evaluations of a group that came too late and were left out.',
    registers,
  });
  const duration = new Histogram({
    name: 'tocsin_rule_evaluation_duration_seconds',
    help: 'How long a rule evaluation took.',
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    registers,
  });
  const up = new Gauge({
    name: 'tocsin_source_up',
    help: '0 while a data source does not answer.',
    labelNames: ['source'],
    registers,
  });
  return {
    evaluated({ durationMs, failure }) {
      evaluations.inc();
      duration.observe(durationMs / 1_000);
      if (failure !== undefined) failed.labels(failure).inc();
    },
    missed: (_, iterations) => missed.inc(iterations),
    sourceUp: (source, isUp) => up.labels(source).set(isUp ? 1 : 0),
  };
}
