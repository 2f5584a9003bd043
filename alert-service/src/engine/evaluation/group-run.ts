import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import { type GroupOrder, orderOf } from '#core/rule/dependencies';
import type { RuleGroup } from '#core/rule/rule';
import { missedSlots, slotAfter, slotBefore, type Slots, slotsOf } from '#core/rule/slot';
import { waitedOutMs } from '#core/time';
import type { PrometheusClient } from '#prometheus/client';
import { evaluateGroup } from './evaluate-group.ts';
import type { EvaluatorParts, IterationEvent } from './parts.ts';
import { createRestoring, isToRestore } from './restore-from-series.ts';
import { type RunningRule, setBack, startRule, storeShifted } from './running-rule.ts';
import type { SourceRun } from './source-run.ts';

/** Times in epoch ms. */
export interface GroupTimes {
  dueAt: number;
  lastSlot: number | undefined;
  /** Slots that were left out. */
  missed: number;
  /** What the last iteration took. */
  durationMs?: number;
}

/** One group while it runs: what its rules hold, and when it is due. */
export interface GroupRun {
  readonly group: RuleGroup;
  readonly source: SourceRun;
  /** Of the source, when the group was started. */
  readonly client: PrometheusClient;
  readonly rules: readonly RunningRule[];
  /** As they stand between two evaluations of the group: never one of them a slot ahead of another. */
  readonly shown: () => readonly RunningRule[];
  /** As they are at the moment of asking. */
  readonly times: Readonly<GroupTimes>;
  /** Evaluates at each slot from now on. */
  start(): void;
  /** Evaluates the latest slot at `now`; those between it and the one before are counted as missed. */
  evaluate(now: number): Promise<void>;
  /** Resolves once nothing of it is under way; queries in flight are given up. */
  stop(): Promise<void>;
  /** As `stop`, but what is under way has so long to end by itself: its slot would be lost. */
  finish(withinMs: number): Promise<void>;
}

export interface GroupParts {
  readonly source: SourceRun;
  readonly parts: EvaluatorParts;
  readonly downtimeMs: number;
  /** Not brought by a reload. */
  readonly atStart: boolean;
  /** The group of this id until a moment ago. */
  readonly before?: GroupRun;
  /** What must be done before anything is decided. */
  readonly prepare: (now: number) => Promise<void>;
}

export function createGroupRun(group: RuleGroup, given: GroupParts): GroupRun {
  const { source, parts, before } = given;
  const slots = slotsOf(group);
  const stopping = new AbortController();
  const state: State = timesOf(slots, parts, before);
  const rules = startRules(group, given);
  const slotOf = { group, order: orderIn(group), source, parts, signal: stopping.signal };
  const restoring = createRestoring({ group, rules, source, parts });
  const shift = createShift(rules, given);

  const iterate = async (now: number): Promise<void> => {
    await given.prepare(now);
    const slot = slotBefore(slots, now);
    const behind = behindOf(state, slot);
    if (behind >= 0 && behind <= waitedOutMs) return;
    await shift(behind);
    const missed = advanceTo(slot, slots, state);
    if (missed > 0) parts.meter?.missed(group.id, missed);
    const begun = parts.clock.elapsed();
    if (slotOf.order.waves.length > 1) state.shown = rules.map(asOfNow);
    await evaluateGroup(rules, { ...slotOf, at: slot }).finally(() => void (state.shown = undefined));
    const durationMs = parts.clock.elapsed() - begun;
    state.durationMs = durationMs;
    parts.meter?.iterated(iterationOf(rules, { group, at: slot, durationMs }));
    if (!stopping.signal.aborted) await restoring.evaluated(stopping.signal);
  };
  const evaluate = (now: number): Promise<void> => {
    state.busy ??= iterate(now).finally(() => void (state.busy = undefined));
    return state.busy;
  };
  const alarm = createAlarm(parts.clock, () => {
    void evaluate(parts.clock.now())
      .catch((error: unknown) => parts.log.error('a rule group failed', { group: group.id, err: error }))
      .finally(() => stopping.signal.aborted || alarm.set(state.dueAt));
  });

  const stop = async (): Promise<void> => {
    stopping.abort(new Error('stopping'));
    alarm.clear();
    await state.busy?.catch(() => undefined);
  };

  return {
    group,
    source,
    client: source.given.client,
    rules,
    shown: () => state.shown ?? rules,
    times: state,
    start() {
      void shift(0);
      alarm.set(state.dueAt);
    },
    evaluate,
    stop,
    finish: (withinMs) => endsWithin(state.busy, withinMs, parts.clock).then(stop),
  };
}

/** The next start must know that a downtime, or a clock set back by so much, has shifted the times of the rules' alerts. */
function createShift(
  rules: readonly RunningRule[],
  { parts, downtimeMs }: Pick<GroupParts, 'parts' | 'downtimeMs'>,
): (behindMs: number) => Promise<void> {
  let isShifted = downtimeMs !== 0;
  return async (behindMs) => {
    const storeFirst = isShifted;
    isShifted = false;
    if (storeFirst) await Promise.all(rules.map((running) => storeShifted(running, parts)));
    if (behindMs > 0) await Promise.all(rules.map((running) => setBack(running, behindMs, parts)));
  };
}

/** How far the clock has gone back behind the last slot; negative: it has not. */
const behindOf = ({ lastSlot }: State, slot: number): number =>
  lastSlot === undefined ? -1 : lastSlot - slot;

/** How many slots were missed. */
function advanceTo(slot: number, slots: Slots, state: State): number {
  const missed = state.lastSlot === undefined ? 0 : missedSlots(slots, state.lastSlot, slot);
  state.missed += missed;
  state.lastSlot = slot;
  state.dueAt = slotAfter(slots, slot);
  return missed;
}

async function endsWithin(work: Promise<void> | undefined, ms: number, clock: Clock): Promise<void> {
  if (!work) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.at(clock.now() + ms, resolve);
  await Promise.race([work.catch(() => undefined), promise]);
  cancel();
}

const asOfNow = (running: RunningRule): RunningRule => ({ ...running, past: [...running.past] });

function iterationOf(
  rules: readonly RunningRule[],
  { group, at, durationMs }: { group: RuleGroup; at: number; durationMs: number },
): IterationEvent {
  const last = rules.flatMap(({ past }) => past.at(-1) ?? []).filter((evaluation) => evaluation.at === at);
  const rulesMs = last.reduce((sum, evaluation) => sum + evaluation.durationMs, 0);
  const samples = last.reduce((sum, evaluation) => sum + evaluation.samples, 0);
  return { group: group.id, at, durationMs, rulesMs, samples };
}

function startRules(group: RuleGroup, given: GroupParts): RunningRule[] {
  const { source, parts, downtimeMs, before, atStart } = given;
  const { client, askState } = source.given;
  const stored = parts.stored();
  const starting = {
    client,
    stored,
    downtimeMs,
    isToRestore: isToRestore({ groupId: group.id, atStart, askState }, stored),
    parts,
  };
  const was = new Map(before?.rules.map((running) => [running.rule.id, running]));
  return group.rules.map((rule) => startRule(rule, starting, was.get(rule.id)));
}

const orderIn = ({ rules }: RuleGroup): GroupOrder =>
  orderOf(rules.map(({ kind, name, reads }) => ({ kind, name, reads: reads ?? readsAll })));

/** Nobody has read its expression. */
const readsAll = [{ names: [], alertnames: [] }];

interface State extends GroupTimes {
  /** The rules as they were, while they are evaluated one after the other. */
  shown?: readonly RunningRule[] | undefined;
  /** The iteration under way: a group never runs twice at once. */
  busy?: Promise<void> | undefined;
}

/** An edited group goes on from its last slot, unless its slots are others now. */
function timesOf(slots: Slots, { clock }: EvaluatorParts, before: GroupRun | undefined): State {
  const dueAt = slotAfter(slots, clock.now());
  const missed = before?.times.missed ?? 0;
  if (before?.group.intervalMs !== slots.intervalMs) return { dueAt, missed, lastSlot: undefined };
  // What came due while it was replaced is late, not lost.
  return { dueAt: Math.min(dueAt, before.times.dueAt), missed, lastSlot: before.times.lastSlot };
}
