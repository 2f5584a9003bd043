import type { Labels } from '@tocsin/model';
import { isFiringAlert, type RuleAlert, type RuleState } from './state.ts';
import type { RuleTransition } from './transition.ts';

/** How long a condition must hold, and how long it is held after it is gone. */
export interface RuleTiming {
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

/** One result of the expression as an alert: labels and texts expanded, empty labels gone. */
export interface Candidate {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value: string;
}

export interface Evaluation {
  /** The slot (epoch ms). */
  readonly at: number;
  /** The expression's results, or why there are none. */
  readonly answer: { readonly candidates: readonly Candidate[] } | { readonly error: string };
  /** Most active alerts; 0 for no limit. */
  readonly limit: number;
  /** A firing alert whose value or text changed is told again after more than this. */
  readonly resendDelayMs: number;
}

export interface Evaluated {
  /** The same object as before when there are no transitions. */
  readonly state: RuleState;
  readonly transitions: readonly RuleTransition[];
}

interface Progress {
  readonly after?: RuleAlert;
  readonly transitions: readonly RuleTransition[];
}

interface Step {
  readonly fingerprint: string;
  readonly before?: RuleAlert;
  readonly found?: Candidate;
}

/**
 * The life of a rule's alerts, with Prometheus's timing:
 *   (nothing) --found--> PENDING --`for` has passed--> FIRING --gone--> held for keep_firing_for --> resolved
 *                        PENDING --gone--> dropped
 * A query that failed, and two results with one label set, leave all of it as it was: only the rule's health changes.
 */
export function evaluate(timing: RuleTiming, state: RuleState, evaluation: Evaluation): Evaluated {
  const { at, answer, limit } = evaluation;
  if ('error' in answer) return failed(state, answer.error, at);
  const found = new Map(answer.candidates.map((candidate) => [candidate.fingerprint, candidate]));
  if (found.size < answer.candidates.length) return failed(state, duplicateText(answer.candidates), at);

  const transitions: RuleTransition[] = state.error ? [{ kind: 'error-ended' }] : [];
  const alerts: Record<string, RuleAlert> = {};
  for (const fingerprint of new Set([...Object.keys(state.alerts), ...found.keys()])) {
    const step = { fingerprint, before: state.alerts[fingerprint], found: found.get(fingerprint) };
    const progress = advance(timing, step, evaluation);
    if (progress.after) alerts[fingerprint] = progress.after;
    transitions.push(...progress.transitions);
  }
  const active = Object.keys(alerts).length;
  if (limit > 0 && active > limit) return overLimit(state, evaluation, active);
  if (transitions.length === 0) return { state, transitions };
  return { state: { format: 1, rule: state.rule, alerts }, transitions };
}

/** Everything a rule had ends: it is no longer loaded, or over its limit. */
export function endAll(state: RuleState, at: number): RuleTransition[] {
  return Object.entries(state.alerts).map(([fingerprint, alert]) =>
    isFiringAlert(alert)
      ? { kind: 'resolved', fingerprint, alert, resolvedAt: at }
      : { kind: 'dropped', fingerprint, alert },
  );
}

function advance(timing: RuleTiming, step: Step, evaluation: Evaluation): Progress {
  const { before, found, fingerprint } = step;
  const { at } = evaluation;
  if (!before) return found ? begin(timing, found, at) : { transitions: [] };
  if (!isFiringAlert(before)) {
    if (!found) return { transitions: [{ kind: 'dropped', fingerprint, alert: before }] };
    return at - before.activeAt >= timing.forMs
      ? fire(before, found, at)
      : { after: before, transitions: [] };
  }
  const held = found ? undefined : heldSince(timing, before, at);
  if (!found && held === undefined) {
    return { transitions: [{ kind: 'resolved', fingerprint, alert: before, resolvedAt: at }] };
  }
  if (at - before.activeAt < timing.forMs) return demote(before, step, at);
  return keep(before, { ...step, held }, evaluation);
}

function begin(timing: RuleTiming, found: Candidate, at: number): Progress {
  const { fingerprint, labels, annotations, value } = found;
  const alert: RuleAlert = { labels, annotations, value, activeAt: at };
  if (timing.forMs <= 0) return fire(alert, found, at);
  return { after: alert, transitions: [{ kind: 'pending', fingerprint, alert }] };
}

function fire(before: RuleAlert, found: Candidate, at: number): Progress {
  const { fingerprint, annotations, value } = found;
  const after: RuleAlert = { ...before, annotations, value, firedAt: at, lastSentAt: at };
  return { after, transitions: [{ kind: 'firing', fingerprint, alert: after }] };
}

/** Since when the condition is gone, while keep_firing_for still holds the alert. */
function heldSince(timing: RuleTiming, alert: RuleAlert, at: number): number | undefined {
  const since = alert.keepFiringSince ?? at;
  return timing.keepFiringForMs > 0 && at - since < timing.keepFiringForMs ? since : undefined;
}

/** `for` has grown beyond the alert's age: it is pending again, and whoever was told that it fires is told of the end. */
function demote(before: RuleAlert, { fingerprint, found }: Step, at: number): Progress {
  const { labels, annotations, value, activeAt } = before;
  const after: RuleAlert = {
    labels,
    annotations: found?.annotations ?? annotations,
    value: found?.value ?? value,
    activeAt,
  };
  return {
    after,
    transitions: [
      { kind: 'resolved', fingerprint, alert: before, resolvedAt: at },
      { kind: 'pending', fingerprint, alert: after },
    ],
  };
}

function keep(before: RuleAlert, step: Step & { held?: number }, evaluation: Evaluation): Progress {
  const { found, held, fingerprint } = step;
  const turned = (before.keepFiringSince === undefined) !== (held === undefined);
  const mayResend = (before.lastSentAt ?? 0) + evaluation.resendDelayMs < evaluation.at;
  if (!turned && !(mayResend && found && differs(before, found))) return { after: before, transitions: [] };
  const after: RuleAlert = {
    labels: before.labels,
    annotations: found?.annotations ?? before.annotations,
    value: found?.value ?? before.value,
    activeAt: before.activeAt,
    firedAt: before.firedAt,
    ...(held !== undefined && { keepFiringSince: held }),
    lastSentAt: evaluation.at,
  };
  return { after, transitions: [{ kind: 'updated', fingerprint, alert: after }] };
}

function differs(alert: RuleAlert, found: Candidate): boolean {
  if (alert.value !== found.value) return true;
  const names = Object.keys(found.annotations);
  if (names.length !== Object.keys(alert.annotations).length) return true;
  return names.some((name) => alert.annotations[name] !== found.annotations[name]);
}

function failed(state: RuleState, message: string, at: number): Evaluated {
  if (state.error) return { state, transitions: [] };
  return {
    state: { ...state, error: { message, since: at } },
    transitions: [{ kind: 'error-began', error: message }],
  };
}

function overLimit(state: RuleState, { at, limit }: Evaluation, active: number): Evaluated {
  const message = `exceeded limit of ${limit} with ${active} alerts: raise the group's limit or narrow the expression`;
  const transitions = endAll(state, at);
  const { state: after, transitions: health } = failed({ ...state, alerts: {} }, message, at);
  if (transitions.length + health.length === 0) return { state, transitions: [] };
  return { state: after, transitions: [...transitions, ...health] };
}

function duplicateText(candidates: readonly Candidate[]): string {
  const seen = new Set<string>();
  const twice = candidates.find(({ fingerprint }) => seen.size === seen.add(fingerprint).size);
  const labels = Object.entries(twice?.labels ?? {}).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return (
    `two results have the same labels {${labels.join(', ')}}: ` +
    'keep the label that tells them apart, or aggregate it away in the expression'
  );
}
