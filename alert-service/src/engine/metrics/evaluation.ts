import { Counter, Gauge, Histogram } from 'prom-client';
import type { EvaluationMeter } from '../evaluation/parts.ts';
import type { TogetherMeter } from '../evaluation/together.ts';
import type { Registers } from './kit.ts';

export function evaluationMeter(registers: Registers): EvaluationMeter & TogetherMeter {
  const queries = new Counter({
    name: 'tocsin_rule_queries_total',
    help: 'Queries for rules: of one rule alone, or of several together.',
    labelNames: ['how'],
    registers,
  });
  const queried = new Counter({
    name: 'tocsin_rule_queries_rules_total',
    help: 'Rules that were asked for: alone, or together with others in one query.',
    labelNames: ['how'],
    registers,
  });
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
    queried(how, rules) {
      queries.labels(how).inc();
      queried.labels(how).inc(rules);
    },
    sourceUp: (source, isUp) => up.labels(source).set(isUp ? 1 : 0),
  };
}
