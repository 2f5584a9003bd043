import { Counter, Gauge, Histogram, Summary } from 'prom-client';
import type { EvaluationMeter } from '../evaluation/parts.ts';
import type { TogetherMeter } from '../evaluation/together.ts';
import type { Registers } from './kit.ts';

/** Prometheus's names where the thing is the same, so that its dashboards and alerts about rules hold for us. */
export function evaluationMeter(registers: Registers): EvaluationMeter & TogetherMeter {
  const ofRules = ruleMetrics(registers);
  const ofGroups = groupMetrics(registers);
  const queries = queryMetrics(registers);
  const counters = [ofRules.evaluations, ofRules.failures, ofGroups.iterations, ofGroups.missed];
  const ofEach = [ofRules.evaluations, ofRules.failures, ...Object.values(ofGroups)];
  let known: readonly string[] = [];
  const up = new Gauge({
    name: 'tocsin_source_up',
    help: '0 while a data source does not answer.',
    labelNames: ['source'],
    registers,
  });
  return {
    evaluated({ group, durationMs, failure }) {
      ofRules.evaluations.labels(group).inc();
      ofRules.summary.observe(durationMs / 1_000);
      ofRules.duration.observe(durationMs / 1_000);
      if (failure === undefined) return;
      ofRules.failures.labels(group).inc();
      ofRules.byFailure.labels(failure).inc();
    },
    grouped(groups) {
      const ids = new Set(groups.map(({ id }) => id));
      for (const gone of known.filter((id) => !ids.has(id))) for (const metric of ofEach) metric.remove(gone);
      for (const { id, intervalMs, rules } of groups) {
        for (const count of counters) count.labels(id).inc(0);
        ofGroups.interval.labels(id).set(intervalMs / 1_000);
        ofGroups.rules.labels(id).set(rules);
      }
      known = [...ids];
    },
    iterated({ group, at, durationMs, rulesMs, samples }) {
      ofGroups.iterations.labels(group).inc();
      ofGroups.lastAt.labels(group).set(at / 1_000);
      ofGroups.lastDuration.labels(group).set(durationMs / 1_000);
      ofGroups.lastRules.labels(group).set(rulesMs / 1_000);
      ofGroups.lastSamples.labels(group).set(samples);
    },
    missed(group, iterations) {
      ofGroups.iterations.labels(group).inc(iterations);
      ofGroups.missed.labels(group).inc(iterations);
    },
    queried(how, rules) {
      queries.asked.labels(how).inc();
      queries.rules.labels(how).inc(rules);
    },
    sourceUp: (source, isUp) => up.labels(source).set(isUp ? 1 : 0),
  };
}

const labelNames = ['rule_group'];

function ruleMetrics(registers: Registers) {
  return {
    evaluations: new Counter({
      name: 'prometheus_rule_evaluations_total',
      help: 'The total number of rule evaluations.',
      labelNames,
      registers,
    }),
    failures: new Counter({
      name: 'prometheus_rule_evaluation_failures_total',
      help: 'The total number of rule evaluation failures.',
      labelNames,
      registers,
    }),
    summary: new Summary({
      name: 'prometheus_rule_evaluation_duration_seconds',
      help: 'The duration for a rule to execute.',
      percentiles: [0.5, 0.9, 0.99],
      maxAgeSeconds: 600,
      ageBuckets: 5,
      registers,
    }),
    duration: new Histogram({
      name: 'prometheus_rule_evaluation_duration_histogram_seconds',
      help: 'The duration for a rule to execute.',
      buckets: [0.01, 0.1, 1, 10],
      registers,
    }),
    byFailure: new Counter({
      name: 'tocsin_rule_evaluation_failures_total',
      help: 'Rule evaluations that failed, by what failed: the source, the query, the rule, the store.',
      labelNames: ['failure'],
      registers,
    }),
  };
}

function groupMetrics(registers: Registers) {
  const named = (name: string, help: string) => ({
    name: `prometheus_rule_group_${name}`,
    help,
    labelNames,
    registers,
  });
  return {
    iterations: new Counter(
      named('iterations_total', 'The total number of scheduled rule group evaluations, executed or missed.'),
    ),
    missed: new Counter(
      named('iterations_missed_total', 'The total number of rule group evaluations missed due to slow ones.'),
    ),
    interval: new Gauge(named('interval_seconds', 'The interval of a rule group.')),
    rules: new Gauge(named('rules', 'The number of rules.')),
    lastAt: new Gauge(
      named(
        'last_evaluation_timestamp_seconds',
        'The timestamp of the last rule group evaluation in seconds.',
      ),
    ),
    lastDuration: new Gauge(
      named('last_duration_seconds', 'The duration of the last rule group evaluation.'),
    ),
    lastRules: new Gauge(
      named('last_rule_duration_sum_seconds', 'What its rules took in that evaluation, added up.'),
    ),
    lastSamples: new Gauge(
      named(
        'last_evaluation_samples',
        'The number of samples returned during the last rule group evaluation.',
      ),
    ),
  };
}

function queryMetrics(registers: Registers) {
  return {
    asked: new Counter({
      name: 'tocsin_rule_queries_total',
      help: 'Queries for rules: of one rule alone, or of several together.',
      labelNames: ['how'],
      registers,
    }),
    rules: new Counter({
      name: 'tocsin_rule_queries_rules_total',
      help: 'Rules that were asked for: alone, or together with others in one query.',
      labelNames: ['how'],
      registers,
    }),
  };
}
