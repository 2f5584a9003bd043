import type { Clock } from '#lib/clock';
import type { RuleGroup } from '#core/rule/rule';
import type { PrometheusError } from '#prometheus/error';
import { candidatesFrom, samplesOf } from './candidates.ts';
import type { Gate } from './gate.ts';
import type { EvaluationEvent, EvaluatorParts } from './parts.ts';
import { remember, type RunningRule } from './running-rule.ts';
import { settle, type Settled } from './settle.ts';

export interface Slot {
  readonly group: RuleGroup;
  readonly at: number;
  readonly parts: EvaluatorParts;
  readonly gate: Gate;
  readonly signal: AbortSignal;
  /** The source is known to be down since earlier in this slot: asking again would only take its time-out again. */
  readonly down?: PrometheusError;
}

interface Outcome {
  readonly samples: number;
  readonly value?: string;
  readonly error?: string;
  readonly failure?: EvaluationEvent['failure'];
  readonly sourceError?: PrometheusError;
}

/** One rule at one slot. Returns what the source failed with, if it is the source that failed. */
export async function evaluateRule(running: RunningRule, slot: Slot): Promise<PrometheusError | undefined> {
  const { parts, group, at } = slot;
  const elapsed = stopwatch(parts.clock);
  const outcome = await outcomeOf(running, slot);
  if (!outcome) return undefined;
  const durationMs = elapsed();
  const { samples, value, error, failure } = outcome;
  remember(running, {
    at,
    durationMs,
    samples,
    ...(value !== undefined && { value }),
    ...(error !== undefined && { error }),
  });
  parts.meter?.evaluated({ group: group.id, rule: running.rule.id, durationMs, ...(failure && { failure }) });
  return outcome.sourceError;
}

function stopwatch(clock: Clock): () => number {
  const start = clock.elapsed();
  return () => clock.elapsed() - start;
}

/** Undefined when it was stopped meanwhile: that says nothing of the rule. */
async function outcomeOf(running: RunningRule, slot: Slot): Promise<Outcome | undefined> {
  const { parts, gate, signal, at, group, down } = slot;
  const { rule } = running;
  const asked = {
    query: rule.expression,
    at: at - group.queryOffsetMs,
    signal,
    timeoutMs: parts.queryTimeoutMs,
  };
  const answer = down ? { error: down } : await gate.run(() => parts.source.client.query(asked));
  if (signal.aborted) return undefined;
  if (answer.error) {
    const { kind, message } = answer.error;
    return failed(running, slot, {
      error: message,
      ...(kind === 'query' ? { failure: 'query' } : { failure: 'source', sourceError: answer.error }),
    });
  }
  const samples = samplesOf(answer.result);
  if (!samples) {
    const error = `the expression gives a ${answer.result.type}: an alert needs an instant vector or a number`;
    return failed(running, slot, { error, failure: 'rule' });
  }
  const candidates = await candidatesFrom(rule, samples, { ...parts, at });
  const settled = await settle(running, { at, answer: { candidates }, limit: group.limit }, parts);
  const value = samples[0]?.text;
  return { samples: samples.length, ...(value !== undefined && { value }), ...settled };
}

/** The failure is the rule's health; what fires keeps firing. */
async function failed(
  running: RunningRule,
  { at, group, parts }: Slot,
  why: Omit<Outcome, 'samples'>,
): Promise<Outcome> {
  const settled: Settled = await settle(
    running,
    { at, answer: { error: why.error ?? '' }, limit: group.limit },
    parts,
  );
  return { samples: 0, ...why, ...(settled.error !== undefined && settled) };
}
