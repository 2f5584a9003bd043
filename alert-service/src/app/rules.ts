import type { Engine } from '#engine/engine';
import { createExpand } from '#engine/evaluation/expand';
import { createRemovedRules } from '#engine/evaluation/removed-rules';
import { createEvaluator, type Evaluator } from '#engine/evaluator';
import { createPrometheusClient, type PrometheusClient } from '#prometheus/client';
import type { Foundation } from './parts.ts';

export interface Rules {
  readonly client: PrometheusClient;
  readonly evaluator: Evaluator;
}

const queriesAtOnce = 4;

/** Without --rules.file no evaluator runs; without --prometheus.url there is nothing to ask. */
export function createRules(foundation: Foundation, downtimeMs: number): Rules | undefined {
  const { parts, configuration, engine, metrics, where } = foundation;
  const { clock, log, flags } = parts;
  if (!flags['prometheus.url']) return undefined;
  const client = createPrometheusClient({ url: flags['prometheus.url'], timeoutMs: flags['query.timeout'] });
  const evaluator = createEvaluator({
    groups: configuration.groups,
    source: { name: 'Prometheus', client },
    clock,
    log,
    sink: engine,
    expand: createExpand(client, flags['query.timeout']),
    restore: storedStates(engine),
    downtimeMs,
    externalLabels: {},
    externalURL: where.externalUrl,
    concurrency: queriesAtOnce,
    queryTimeoutMs: flags['query.timeout'],
    meter: metrics.meter,
  });
  return { client, evaluator };
}

const storedStates = (engine: Engine): ReadonlyMap<string, unknown> =>
  new Map([...engine.state().rules].map(([id, kept]) => [id, kept.state]));

/** Started without a Prometheus: what rules of an earlier start hold firing would never end by itself. */
export async function endRules({ engine, parts: { log, clock } }: Foundation): Promise<void> {
  const removed = createRemovedRules(new Set(), { restore: storedStates(engine), sink: engine, log });
  await removed.settle(clock.now());
}
