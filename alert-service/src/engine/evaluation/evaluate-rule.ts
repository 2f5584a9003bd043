import type { RuleGroup } from '#core/rule/rule';
import type { Answer } from '#prometheus/client';
import { askBesides, type AskingBesides } from './besides.ts';
import { candidatesFrom, samplesOf } from './candidates.ts';
import type { EvaluatedSource, EvaluationEvent, EvaluatorParts } from './parts.ts';
import { remember, type RunningAlerting, type RunningRule } from './running-rule.ts';
import { settle } from './settle.ts';

export interface Slot {
  readonly group: Omit<RuleGroup, 'rules'>;
  readonly at: number;
  readonly source: EvaluatedSource;
  readonly parts: EvaluatorParts;
  /** What its options must know besides, at the same time. */
  readonly ask: AskingBesides['ask'];
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly answer: Answer;
  /** What this rule's part of asking took. */
  readonly tookMs: number;
}

interface Outcome {
  readonly samples: number;
  readonly value?: string;
  readonly error?: string;
  readonly failure?: EvaluationEvent['failure'];
}

/** Takes one rule a step further, from what its expression gave at the slot. */
export async function evaluateRule(running: RunningRule, answered: Answered, slot: Slot): Promise<void> {
  const { parts, group, at } = slot;
  const begun = parts.clock.elapsed();
  const outcome = await outcomeOf(running, answered.answer, slot);
  if (!outcome) return;
  const { samples, value, error, failure } = outcome;
  const durationMs = answered.tookMs + parts.clock.elapsed() - begun;
  remember(running, {
    at,
    durationMs,
    samples,
    ...(value !== undefined && { value }),
    ...(error !== undefined && { error }),
  });
  parts.meter?.evaluated({ group: group.id, rule: running.rule.id, durationMs, ...(failure && { failure }) });
}

/** Undefined when it was stopped meanwhile: that says nothing of the rule. */
async function outcomeOf(running: RunningRule, answer: Answer, slot: Slot): Promise<Outcome | undefined> {
  if (answer.error) {
    const { kind, message } = answer.error;
    return failed(running, slot, { error: message, failure: kind === 'query' ? 'query' : 'source' });
  }
  const samples = samplesOf(answer.result);
  if (!samples) {
    const error = `the expression gives a ${answer.result.type}: a rule needs an instant vector or a number`;
    return failed(running, slot, { error, failure: 'rule' });
  }
  const value = samples[0]?.text;
  const seen = { samples: samples.length, ...(value !== undefined && { value }) };
  if (running.kind === 'recording') return seen;
  const { at, group, source, parts, ask, signal } = slot;
  const candidates = await candidatesFrom(running.rule, samples, { ...source, ...parts, at });
  const besides = await askBesides(running, candidates, { ...source, ...parts, at, ask });
  if (signal.aborted) return undefined;
  const given = { at, answer: { candidates }, besides, limit: group.limit };
  return { ...seen, ...(await settle(running, given, parts)) };
}

/** The failure is the rule's health; what fires keeps firing. */
async function failed(running: RunningRule, slot: Slot, why: Failure): Promise<Outcome> {
  if (running.kind === 'recording') return { samples: 0, ...why };
  const settled = await settleFailure(running, slot, why.error);
  return { samples: 0, ...why, ...(settled.error !== undefined && settled) };
}

type Failure = Required<Pick<Outcome, 'error' | 'failure'>>;

const settleFailure = (running: RunningAlerting, { at, group, parts }: Slot, error: string) =>
  settle(running, { at, answer: { error }, limit: group.limit }, parts);
