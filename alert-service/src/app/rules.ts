import type { RuleGroup } from '#core/rule/rule';
import { defaultSource } from '#core/rule/rule';
import type { Engine } from '#engine/engine';
import { createExpand } from '#engine/evaluation/expand';
import { createGate } from '#engine/evaluation/gate';
import { createAskState } from '#engine/evaluation/restore-ask';
import { createRemovedRules } from '#engine/evaluation/removed-rules';
import { createEvaluator, type Evaluated, type Evaluator } from '#engine/evaluator';
import { createPrometheusClient, type PrometheusClient } from '#prometheus/client';
import type { Foundation } from './parts.ts';

export interface Rules {
  readonly client: PrometheusClient;
  readonly evaluator: Evaluator;
  /** Evaluates these from now on; groups that are as they were go on undisturbed. */
  replace(groups: readonly RuleGroup[]): Promise<void>;
}

const queriesAtOnce = 4;

/** Without --rules.file no evaluator runs; without --prometheus.url there is nothing to ask. */
export function createRules(foundation: Foundation, downtimeMs: number): Rules | undefined {
  const { parts, inForce, engine, metrics, where } = foundation;
  const { clock, log, flags } = parts;
  if (!flags['prometheus.url']) return undefined;
  const client = createPrometheusClient({ url: flags['prometheus.url'], timeoutMs: flags['query.timeout'] });
  const source = {
    name: defaultSource,
    client,
    expand: createExpand(client, flags['query.timeout']),
    externalLabels: {},
    gate: createGate(queriesAtOnce),
    queryTimeoutMs: flags['query.timeout'],
    askState: createAskState(client, {
      toleranceMs: flags['rules.alert.for-outage-tolerance'],
      timeoutMs: flags['query.timeout'],
    }),
  };
  const evaluated = (groups: readonly RuleGroup[]): Evaluated => ({ groups, sources: [source] });
  const evaluator = createEvaluator(evaluated(inForce.current().configuration.groups), {
    clock,
    log,
    sink: engine,
    stored: () => storedStates(engine),
    downtimeMs,
    externalURL: where.externalUrl,
    forGraceMs: flags['rules.alert.for-grace-period'],
    meter: metrics.meter,
  });
  return { client, evaluator, replace: (groups) => evaluator.replace(evaluated(groups)) };
}

const storedStates = (engine: Engine): ReadonlyMap<string, unknown> =>
  new Map([...engine.state().rules].map(([id, kept]) => [id, kept.state]));

/** Started without a Prometheus: what rules of an earlier start hold firing would never end by itself. */
export async function endRules({ engine, parts: { log, clock } }: Foundation): Promise<void> {
  const removed = createRemovedRules(new Set(), { stored: () => storedStates(engine), sink: engine, log });
  await removed.settle(clock.now());
}
