import { isDeepStrictEqual } from 'node:util';
import type { RuleGroup } from '#core/rule/rule';
import type { Engine } from '#engine/engine';
import { createExpand } from '#engine/evaluation/expand';
import { createRemovedRules } from '#engine/evaluation/removed-rules';
import { createEvaluator, type Evaluator } from '#engine/evaluator';
import { createPrometheusClient, type PrometheusClient } from '#prometheus/client';
import type { Foundation } from './parts.ts';

export interface Rules {
  readonly client: PrometheusClient;
  /** Of the rules in force. */
  readonly evaluator: Evaluator;
  /** Evaluates these from now on; where they are as they were, nothing is disturbed. */
  replace(groups: readonly RuleGroup[]): Promise<void>;
}

const queriesAtOnce = 4;

/** Without --rules.file no evaluator runs; without --prometheus.url there is nothing to ask. */
export function createRules(foundation: Foundation, downtimeMs: number): Rules | undefined {
  const { parts, inForce, engine, metrics, where } = foundation;
  const { clock, log, flags } = parts;
  if (!flags['prometheus.url']) return undefined;
  const client = createPrometheusClient({ url: flags['prometheus.url'], timeoutMs: flags['query.timeout'] });
  const make = (groups: readonly RuleGroup[], missedMs: number): Evaluator =>
    createEvaluator({
      groups,
      source: { name: 'Prometheus', client },
      clock,
      log,
      sink: engine,
      expand: createExpand(client, flags['query.timeout']),
      restore: storedStates(engine),
      downtimeMs: missedMs,
      externalLabels: {},
      externalURL: where.externalUrl,
      concurrency: queriesAtOnce,
      queryTimeoutMs: flags['query.timeout'],
      meter: metrics.meter,
    });
  return { client, ...replaceable(inForce.current().configuration.groups, downtimeMs, make) };
}

/**
 * A new evaluator takes up where the one before left off: what its rules hold is what the engine has kept of them. Rules
 * that are gone are resolved by it.
 */
function replaceable(
  first: readonly RuleGroup[],
  downtimeMs: number,
  make: (groups: readonly RuleGroup[], missedMs: number) => Evaluator,
): Pick<Rules, 'evaluator' | 'replace'> {
  let groups = first;
  let evaluator = make(groups, downtimeMs);
  return {
    evaluator: {
      start: () => evaluator.start(),
      stop: () => evaluator.stop(),
      step: (now) => evaluator.step(now),
      groups: () => evaluator.groups(),
      source: () => evaluator.source(),
    },
    async replace(next) {
      if (isDeepStrictEqual(next, groups)) return;
      await evaluator.stop();
      groups = next;
      evaluator = make(groups, 0);
      evaluator.start();
    },
  };
}

const storedStates = (engine: Engine): ReadonlyMap<string, unknown> =>
  new Map([...engine.state().rules].map(([id, kept]) => [id, kept.state]));

/** Started without a Prometheus: what rules of an earlier start hold firing would never end by itself. */
export async function endRules({ engine, parts: { log, clock } }: Foundation): Promise<void> {
  const removed = createRemovedRules(new Set(), { restore: storedStates(engine), sink: engine, log });
  await removed.settle(clock.now());
}
