import type { Labels } from '@tocsin/model';
import { advance } from './advance.ts';
import { createJudge } from './hold.ts';
import { cutNew } from './limit.ts';
import type { RuleOptions } from './options.ts';
import type { LabelSets } from './questions.ts';
import { isFiringAlert, type RuleAlert, type RuleState } from './state.ts';
import type { RuleTransition } from './transition.ts';

/** How long a condition must hold, how long it is held after it is gone, and what tocsin.yml adds to that. */
export interface RuleTiming {
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly options?: RuleOptions;
}

/** One result of the expression as an alert: labels and texts expanded, empty labels gone. */
export interface Candidate {
  readonly fingerprint: string;
  readonly labels: Labels;
  /** As in RuleAlert. */
  readonly told?: RuleAlert['told'];
  readonly annotations: Labels;
  readonly value: string;
  /** Labels of the query's result. */
  readonly result?: Labels;
  /** It tells of data that are missing. */
  readonly missing?: true;
}

export type CandidatesOrError = { readonly candidates: readonly Candidate[] } | { readonly error: string };

export interface Evaluation {
  /** The slot (epoch ms). */
  readonly at: number;
  /** The expression's results, or why there are none. */
  readonly answer: CandidatesOrError;
  /** What the questions of `questionsFor` gave; those that were not asked are absent. */
  readonly besides?: Besides;
  /** Most active alerts; 0 for no limit. */
  readonly limit: number;
  /** A firing alert whose value or text changed is told again after more than this. */
  readonly resendDelayMs: number;
}

export interface Besides {
  readonly recovery?: LabelSets;
  readonly present?: LabelSets;
  /** `vanished` and `nothing`, made into alerts. */
  readonly missing?: CandidatesOrError;
}

export interface Evaluated {
  /** The same object as before when there are no transitions. */
  readonly state: RuleState;
  readonly transitions: readonly RuleTransition[];
  /** What is wrong now; `state.error` holds what was wrong first. */
  readonly error?: string;
  /** Whether the state follows from these results: else it is as it was, or nothing is active. */
  readonly taken: boolean;
}

/**
 * The life of a rule's alerts, with Prometheus's timing:
 *   (nothing) --found--> PENDING --`for` has passed--> FIRING --gone--> held for keep_firing_for --> resolved
 *                        PENDING --gone--> dropped
 * A query that failed, and two results with one label set, leave all of it as it was: only the rule's health changes.
 *
 * With options, what is gone is first held: until its recovery expression has a result for it, and while its data are
 * missing. keep_firing_for begins after that.
 */
export function evaluate(timing: RuleTiming, state: RuleState, evaluation: Evaluation): Evaluated {
  const { at, answer, besides, limit } = evaluation;
  if ('error' in answer) return failed(state, answer.error, at);
  const candidates = [...answer.candidates, ...missingAmong(besides)];
  const found = new Map(candidates.map((candidate) => [candidate.fingerprint, candidate]));
  if (found.size < candidates.length) return failed(state, duplicateText(candidates), at);

  const { alerts, transitions } = advanceAll(timing, state, { ...evaluation, found });
  const active = Object.keys(alerts).length;
  const isOver = limit > 0 && active > limit;
  if (isOver && timing.options?.onLimit !== 'keep_firing') return overLimit(state, evaluation, active);
  const kept = isOver ? cutNew({ alerts, transitions }, state, limit) : { alerts, transitions };
  return conclude(state, { ...kept, error: troubleOf(besides) ?? kept.error, at });
}

/** Everything a rule had ends: it is no longer loaded, or over its limit. */
export function endAll(state: RuleState, at: number): RuleTransition[] {
  return Object.entries(state.alerts).map(([fingerprint, alert]) =>
    isFiringAlert(alert)
      ? { kind: 'resolved', fingerprint, alert, resolvedAt: at }
      : { kind: 'dropped', fingerprint, alert },
  );
}

/** Active alerts, and what led there. */
export interface Advanced {
  readonly alerts: Readonly<Record<string, RuleAlert>>;
  readonly transitions: readonly RuleTransition[];
  readonly error?: string;
}

function advanceAll(
  timing: RuleTiming,
  state: RuleState,
  evaluation: Evaluation & { readonly found: ReadonlyMap<string, Candidate> },
): Advanced {
  const { at, besides, found, resendDelayMs } = evaluation;
  const { recovery, present, missing } = besides ?? {};
  const knowsMissing = missing !== undefined && 'candidates' in missing;
  const judge = createJudge(timing.options, { at, recovery, present, knowsMissing });
  const alerts: Record<string, RuleAlert> = {};
  const transitions: RuleTransition[] = [];
  for (const fingerprint of new Set([...Object.keys(state.alerts), ...found.keys()])) {
    const step = { fingerprint, before: state.alerts[fingerprint], found: found.get(fingerprint) };
    const progress = advance(timing, step, { at, resendDelayMs, judge });
    if (progress.after) alerts[fingerprint] = progress.after;
    transitions.push(...progress.transitions);
  }
  return { alerts, transitions };
}

export const missingAmong = (besides: Besides | undefined): readonly Candidate[] =>
  besides?.missing && 'candidates' in besides.missing ? besides.missing.candidates : [];

/** A question that failed: what hangs on it stays as it is, and the rule's health says so. */
function troubleOf({ recovery, present, missing }: Besides = {}): string | undefined {
  if (recovery && 'error' in recovery) return `its recovery expression: ${recovery.error}`;
  if (present && 'error' in present) return `whether its data are there: ${present.error}`;
  return missing && 'error' in missing ? `what data it is missing: ${missing.error}` : undefined;
}

function conclude(
  state: RuleState,
  { alerts, transitions, error, at }: Advanced & { readonly at: number },
): Evaluated {
  const health: RuleTransition[] = error && !state.error ? [{ kind: 'error-began', error }] : [];
  const ended: RuleTransition[] = !error && state.error ? [{ kind: 'error-ended' }] : [];
  const all = [...ended, ...transitions, ...health];
  const wrong = { taken: true, ...(error !== undefined && { error }) };
  if (all.length === 0) return { state, transitions: all, ...wrong };
  const stored = error === undefined ? undefined : (state.error ?? { message: error, since: at });
  return {
    state: { format: 1, rule: state.rule, alerts, ...(stored && { error: stored }) },
    transitions: all,
    ...wrong,
  };
}

function failed(state: RuleState, message: string, at: number): Evaluated {
  if (state.error) return { state, transitions: [], error: message, taken: false };
  return {
    state: { ...state, error: { message, since: at } },
    transitions: [{ kind: 'error-began', error: message }],
    error: message,
    taken: false,
  };
}

function overLimit(state: RuleState, { at, limit }: Evaluation, active: number): Evaluated {
  const message = `exceeded limit of ${limit} with ${active} alerts: raise the group's limit or narrow the expression`;
  const transitions = endAll(state, at);
  const { state: after, transitions: health } = failed({ ...state, alerts: {} }, message, at);
  if (transitions.length + health.length === 0)
    return { state, transitions: [], error: message, taken: false };
  return { state: after, transitions: [...transitions, ...health], error: message, taken: false };
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
