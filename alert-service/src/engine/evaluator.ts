import { createAlarm } from '#lib/alarm';
import { createGate } from './evaluation/gate.ts';
import { type GroupRun, runGroup, type Shared, startGroup } from './evaluation/group-run.ts';
import type { EvaluatorParts } from './evaluation/parts.ts';
import { createRemovedRules } from './evaluation/removed-rules.ts';
import { createSourceWatch } from './evaluation/source-watch.ts';
import { type GroupView, ruleView, type SourceView } from './evaluation/view.ts';

export type * from './evaluation/parts.ts';
export type * from './evaluation/view.ts';

/** Evaluates the rules of all groups at their slots and hands what changed to the engine. */
export interface Evaluator {
  start(): void;
  /** Resolves once nothing is under way; queries in flight are given up. */
  stop(): Promise<void>;
  /** Evaluates the groups due at `now`; resolves with the next due time. */
  step(now: number): Promise<number>;
  /** The rules with their health, alerts and last evaluations; the built-in one comes last. */
  groups(): readonly GroupView[];
  source(): SourceView;
}

export function createEvaluator(parts: EvaluatorParts): Evaluator {
  const watch = createSourceWatch(parts);
  const runs = parts.groups.map((group) => startGroup(group, parts));
  const loaded = new Set([
    watch.rule.rule.id,
    ...runs.flatMap((run) => run.rules.map(({ rule }) => rule.id)),
  ]);
  const removed = createRemovedRules(loaded, parts);
  const stopping = new AbortController();
  const shared: Shared = { parts, watch, gate: createGate(parts.concurrency), signal: stopping.signal };

  const evaluateGroup = async (run: GroupRun, now: number): Promise<void> => {
    await removed.settle(now);
    await runGroup(run, now, shared);
  };
  const alarms = runs.map((run) => {
    const alarm = createAlarm(parts.clock, () => {
      void evaluateGroup(run, parts.clock.now())
        .catch((error: unknown) =>
          parts.log.error('a rule group failed', { group: run.group.id, err: error }),
        )
        .finally(() => {
          if (!stopping.signal.aborted) alarm.set(run.dueAt);
        });
    });
    return { alarm, run };
  });

  return {
    start() {
      void removed.settle(parts.clock.now());
      for (const { alarm, run } of alarms) alarm.set(run.dueAt);
    },
    async stop() {
      stopping.abort(new Error('stopping'));
      for (const { alarm } of alarms) alarm.clear();
      await Promise.all(runs.map((run) => run.busy ?? Promise.resolve()));
    },
    async step(now) {
      await removed.settle(now);
      await Promise.all(runs.filter((run) => run.dueAt <= now).map((run) => evaluateGroup(run, now)));
      return Math.min(...runs.map((run) => run.dueAt));
    },
    groups: () => [...runs.map((run) => groupView(run, parts)), watchView(shared)],
    source: () => sourceView(shared),
  };
}

function groupView(run: GroupRun, { source }: EvaluatorParts): GroupView {
  const { rules: _rules, ...group } = run.group;
  return {
    group,
    missedIterations: run.missed,
    lastEvaluationAt: run.lastSlot,
    rules: run.rules.map((running) => ruleView(running, group, source.client)),
  };
}

function watchView({ watch, parts }: Shared): GroupView {
  const intervalMs = Math.min(...parts.groups.map((group) => group.intervalMs), 60_000);
  const group = { id: 'tocsin', file: 'tocsin', name: 'tocsin', intervalMs, queryOffsetMs: 0, limit: 0 };
  const { lastEvaluationAt } = watch.rule;
  return {
    group,
    missedIterations: 0,
    lastEvaluationAt,
    rules: [ruleView(watch.rule, group, parts.source.client)],
  };
}

function sourceView({ watch, parts }: Shared): SourceView {
  const failure = watch.failure();
  return {
    name: parts.source.name,
    url: parts.source.client.address,
    healthy: failure === undefined && watch.since() !== undefined,
    since: watch.since(),
    ...(failure && { error: failure.error.message }),
  };
}
