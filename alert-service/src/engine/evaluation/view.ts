import { type Rule, type RuleGroup, sourceTitle } from '#core/rule/rule';
import { isFiringAlert, phaseOf, type RuleAlert, type RulePhase } from '#core/rule/state';
import type { PrometheusClient } from '#prometheus/client';
import type { GroupRun } from './group-run.ts';
import type { PastEvaluation, RunningAlerting, RunningRule } from './running-rule.ts';
import type { SourceRun } from './source-run.ts';
import type { TogetherState } from './together.ts';

/** An active alert with the value and texts of the last evaluation. */
export interface ActiveAlert extends RuleAlert {
  readonly fingerprint: string;
  readonly state: 'pending' | 'firing';
}

export interface EvaluationView extends PastEvaluation {
  /** Repeats the query. */
  readonly curl: string;
}

export interface RuleView {
  readonly rule: Rule;
  /** A recording rule is never anything but inactive. */
  readonly state: RulePhase;
  readonly health: 'unknown' | 'ok' | 'error';
  readonly lastError?: string | undefined;
  /** Why its last result may mislead, though it was evaluated. */
  readonly caveat?: string | undefined;
  readonly lastEvaluationAt?: number;
  readonly evaluationMs?: number;
  readonly alerts: readonly ActiveAlert[];
  /** Newest last. */
  readonly evaluations: readonly EvaluationView[];
}

export interface GroupView {
  readonly group: Omit<RuleGroup, 'rules'>;
  readonly missedIterations: number;
  /** What its last evaluation took: less than its rules' added up where some were asked at the same time. */
  readonly evaluationMs?: number;
  readonly lastEvaluationAt?: number;
  readonly rules: readonly RuleView[];
}

export interface SourceView {
  /** As rule groups name it. */
  readonly source: string;
  /** As people read it. */
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  readonly healthy: boolean;
  readonly since?: number;
  readonly error?: string;
  /** Whether its rules are asked together; absent: they never are. */
  readonly together?: TogetherState;
}

export function groupView(run: GroupRun): GroupView {
  const { rules: _rules, ...group } = run.group;
  return {
    group,
    missedIterations: run.times.missed,
    ...(run.times.durationMs !== undefined && { evaluationMs: run.times.durationMs }),
    lastEvaluationAt: run.times.lastSlot,
    rules: run.shown().map((running) => ({
      ...ruleView(running, group, run.source.given.client),
      ...(running.kind === 'recording' && !run.source.given.samples && { caveat: unrecorded }),
    })),
  };
}

const unrecorded =
  'nobody takes what it records, so it is not evaluated: set --remote-write.url, or remote_write of its data source';

/** The rule that tells when a source does not answer, as a group of its own: files know nothing of it. */
export function watchView({ given, watch }: SourceRun, runs: readonly GroupRun[]): GroupView {
  const group = {
    ...{ id: builtInGroup, source: given.name, file: builtInGroup, name: builtInGroup },
    ...{
      intervalMs: Math.min(...runs.map((run) => run.group.intervalMs), 60_000),
      queryOffsetMs: 0,
      limit: 0,
    },
  };
  return {
    group,
    missedIterations: 0,
    lastEvaluationAt: watch.rule.lastEvaluationAt,
    rules: [ruleView(watch.rule, group, given.client)],
  };
}

export const builtInGroup = 'tocsin';

export function sourceView({ given, watch }: SourceRun): SourceView {
  const failure = watch.failure();
  return {
    source: given.name,
    name: sourceTitle(given.name),
    url: given.client.address,
    healthy: failure === undefined && watch.since() !== undefined,
    since: watch.since(),
    ...(failure && { error: failure.error.message }),
    ...(given.together && { together: given.together.state() }),
  };
}

export function ruleView(
  running: RunningRule,
  group: { queryOffsetMs: number },
  client: PrometheusClient,
): RuleView {
  const { rule, lastEvaluationAt, lastError, evaluationMs } = running;
  return {
    rule,
    state: running.kind === 'alerting' ? phaseOf(running.committed) : 'inactive',
    health: lastEvaluationAt === undefined ? 'unknown' : lastError === undefined ? 'ok' : 'error',
    lastError,
    ...(running.caveat !== undefined && { caveat: running.caveat }),
    lastEvaluationAt,
    evaluationMs,
    alerts: running.kind === 'alerting' ? liveAlerts(running) : [],
    evaluations: running.past.map((past) => ({
      ...past,
      curl: client.curl({ query: rule.expression, at: past.at - group.queryOffsetMs }),
    })),
  };
}

const liveAlerts = (running: RunningAlerting): ActiveAlert[] =>
  Object.entries(running.committed.alerts).map(([fingerprint, alert]) =>
    liveAlert(running, fingerprint, alert),
  );

function liveAlert(running: RunningAlerting, fingerprint: string, alert: RuleAlert): ActiveAlert {
  const seen = running.seen.get(fingerprint);
  return {
    ...alert,
    ...(seen && { value: seen.value, annotations: seen.annotations }),
    // As it is known to everybody else.
    fingerprint: alert.told?.fingerprint ?? fingerprint,
    state: isFiringAlert(alert) ? 'firing' : 'pending',
  };
}
