import type { RuleGroup } from '#core/rule/rule';
import { missedSlots, slotAfter, slotBefore, type Slots, slotsOf } from '#core/rule/slot';
import { waitedOutMs } from '#core/time';
import type { PrometheusError } from '#prometheus/error';
import { evaluateRule } from './evaluate-rule.ts';
import type { Gate } from './gate.ts';
import type { EvaluatorParts } from './parts.ts';
import { type RunningRule, setBack, startRule } from './running-rule.ts';
import type { SourceWatch } from './source-watch.ts';

/** What one group holds while it runs. */
export interface GroupRun {
  readonly group: RuleGroup;
  readonly slots: Slots;
  readonly rules: readonly RunningRule[];
  dueAt: number;
  lastSlot?: number;
  missed: number;
  /** The iteration under way: a group never runs twice at once. */
  busy?: Promise<void>;
}

/** What the groups share. */
export interface Shared {
  readonly parts: EvaluatorParts;
  readonly gate: Gate;
  readonly watch: SourceWatch;
  readonly signal: AbortSignal;
}

/** A probe that a Prometheus in any health answers at once. */
const probeTimeoutMs = 5_000;

export function startGroup(group: RuleGroup, parts: EvaluatorParts): GroupRun {
  const slots = slotsOf(group);
  const rules = group.rules.map((rule) => startRule(rule, parts));
  return { group, slots, rules, missed: 0, dueAt: slotAfter(slots, parts.clock.now()) };
}

/** Evaluates the latest slot at `now`; those between it and the one before are counted as missed. */
export function runGroup(run: GroupRun, now: number, shared: Shared): Promise<void> {
  run.busy ??= iterate(run, now, shared).finally(() => {
    run.busy = undefined;
  });
  return run.busy;
}

async function iterate(run: GroupRun, now: number, shared: Shared): Promise<void> {
  const slot = slotBefore(run.slots, now);
  const behind = run.lastSlot === undefined ? -1 : run.lastSlot - slot;
  if (behind >= 0 && behind <= waitedOutMs) return;
  if (behind > 0) for (const running of run.rules) await setBack(running, behind, shared.parts);
  const missed = run.lastSlot === undefined ? 0 : missedSlots(run.slots, run.lastSlot, slot);
  if (missed > 0) shared.parts.meter?.missed(run.group.id, missed);
  run.missed += missed;
  run.lastSlot = slot;
  run.dueAt = slotAfter(run.slots, slot);
  await evaluateAll(run, slot, shared);
}

/** In order, since a rule may build on the one before. */
async function evaluateAll(run: GroupRun, at: number, shared: Shared): Promise<void> {
  const { parts, gate, signal, watch } = shared;
  let down: PrometheusError | undefined;
  for (const running of run.rules) {
    if (signal.aborted) return;
    const error = await evaluateRule(running, { group: run.group, at, parts, gate, signal, down });
    if (signal.aborted) return;
    if (down) continue;
    if (!error || (await answersAtAll(error, at, shared))) watch.answered(at);
    else if (!signal.aborted) {
      down = error;
      watch.failed(error, at);
      await watch.evaluate(at);
    }
  }
  await watch.evaluate(at);
}

/** One slow or broken query is that rule's trouble. Only when nothing at all is answered, the source is down. */
async function answersAtAll(error: PrometheusError, at: number, { parts, signal }: Shared): Promise<boolean> {
  if (error.kind === 'unreachable') return false;
  const timeoutMs = Math.min(probeTimeoutMs, parts.queryTimeoutMs);
  const probe = await parts.source.client.query({ query: 'vector(1)', at, signal, timeoutMs });
  return !probe.error || probe.error.kind === 'query';
}
