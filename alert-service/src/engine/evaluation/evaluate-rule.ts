import type { RuleGroup } from '#core/rule/rule';
import { alertSamples, recordedSamples, type WrittenSample } from '#core/rule/samples';
import type { RuleTransition } from '#core/rule/transition';
import type { Answer } from '#prometheus/client';
import type { VectorSample } from '#prometheus/result';
import type { Answered } from './asking.ts';
import { askBesides, type AskingBesides } from './besides.ts';
import { candidatesFrom, samplesOf } from './candidates.ts';
import type { EvaluatedSource, EvaluationEvent, EvaluatorParts } from './parts.ts';
import type { RunningAlerting, RunningRecording, RunningRule } from './running-rule.ts';
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

/** What one evaluation of a rule came to; what an alerting rule decided is committed by then. */
export interface Outcome {
  readonly durationMs: number;
  /** How many samples the expression gave. */
  readonly samples: number;
  /** The first of them. */
  readonly value?: string;
  readonly error?: string;
  readonly failure?: EvaluationEvent['failure'];
  /** What is to be written: absent where the rule failed, since then it says nothing. */
  readonly says?: readonly WrittenSample[];
  readonly transitions: readonly RuleTransition[];
}

type Found = Omit<Outcome, 'durationMs'>;
type Failure = Required<Pick<Outcome, 'error' | 'failure'>>;

/**
 * Takes one rule a step further, from what its expression gave at the slot. Undefined when it was stopped meanwhile: that
 * says nothing of the rule.
 */
export async function evaluateRule(
  running: RunningRule,
  answered: Answered,
  slot: Slot,
): Promise<Outcome | undefined> {
  const { clock } = slot.parts;
  const begun = clock.elapsed();
  const found = await outcomeOf(running, answered.answer, slot);
  return found && { ...found, durationMs: answered.tookMs + clock.elapsed() - begun };
}

async function outcomeOf(running: RunningRule, answer: Answer, slot: Slot): Promise<Found | undefined> {
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
  const rest =
    running.kind === 'recording' ? recorded(running, samples, slot) : await alerted(running, samples, slot);
  return rest && { ...seen, ...rest };
}

function recorded(
  { rule }: RunningRecording,
  samples: readonly VectorSample[],
  { at, group }: Slot,
): Omit<Found, 'samples'> {
  const made = recordedSamples(rule, samples, { at: at - group.queryOffsetMs, limit: group.limit });
  if ('error' in made) return { error: made.error, failure: 'rule', transitions: [] };
  return { says: made.samples, transitions: [] };
}

async function alerted(
  running: RunningAlerting,
  samples: readonly VectorSample[],
  { at, group, source, parts, ask, signal }: Slot,
): Promise<Omit<Found, 'samples'> | undefined> {
  const active = running.committed.alerts;
  const candidates = await candidatesFrom(running.rule, samples, { ...source, ...parts, at, active, signal });
  const besides = await askBesides(running, candidates, { ...source, ...parts, at, ask });
  if (signal.aborted) return undefined;
  const settled = await settle(running, { at, answer: { candidates }, besides, limit: group.limit }, parts);
  if (settled.failure === 'rule' && !settled.taken) return settled;
  // Before it is restored it would say that all has just begun; nor does anything end by that.
  if (!running.restored) return settled;
  const { rule, committed } = running;
  return { ...settled, says: alertSamples(rule, Object.values(committed.alerts), at - group.queryOffsetMs) };
}

/** The failure is the rule's health; what fires keeps firing. */
async function failed(running: RunningRule, { at, group, parts }: Slot, why: Failure): Promise<Found> {
  if (running.kind === 'recording') return { samples: 0, ...why, transitions: [] };
  const given = { at, answer: { error: why.error }, limit: group.limit, ofSource: why.failure === 'source' };
  const settled = await settle(running, given, parts);
  return { samples: 0, transitions: settled.transitions, ...(settled.error === undefined ? why : settled) };
}
