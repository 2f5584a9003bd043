import type { RuleHold } from '../input.ts';
import type { Candidate, Evaluation, RuleTiming } from './evaluate.ts';
import type { Hold } from './hold.ts';
import { looksBack } from './options.ts';
import { isFiringAlert, type RuleAlert } from './state.ts';
import type { RuleTransition } from './transition.ts';

/** One alert in one evaluation. */
export interface Step {
  readonly fingerprint: string;
  readonly before?: RuleAlert;
  readonly found?: Candidate;
}

export interface Progress {
  readonly after?: RuleAlert;
  readonly transitions: readonly RuleTransition[];
}

/** What it needs to know of the evaluation beside the alert. */
export interface Advancing extends Pick<Evaluation, 'at' | 'resendDelayMs'> {
  readonly judge: (alert: RuleAlert) => Hold;
}

/** One alert from one evaluation to the next. */
export function advance(rule: RuleTiming, step: Step, now: Advancing): Progress {
  const { before, found } = step;
  if (before?.told === null && found && found.told !== null)
    return letThrough(rule, { ...step, before, found }, now);
  return goOn(rule, step, now);
}

/** Nobody was told of it, since relabelling dropped it, and now it does not: it goes out with its own times. */
function letThrough(
  rule: RuleTiming,
  { before, found, fingerprint }: Step & { before: RuleAlert; found: Candidate },
  now: Advancing,
): Progress {
  const { told: _, ...alert } = before;
  const { told } = found;
  const known = { ...alert, ...(told !== undefined && { told }) };
  const progress = goOn(rule, { fingerprint, before: known, found }, now);
  const { after } = progress;
  if (progress.transitions.length > 0 || !after || !isFiringAlert(after)) return progress;
  return { after, transitions: [{ kind: 'firing', fingerprint, alert: after }] };
}

function goOn(rule: RuleTiming, step: Step, now: Advancing): Progress {
  const { before, found } = step;
  const timing = timingOf(rule, before ?? found);
  if (!before) return found ? begin(timing, found, now.at) : { transitions: [] };
  if (!found) return miss(timing, { ...step, before }, now);
  if (!isFiringAlert(before)) return grow(timing, { ...step, before, found }, now.at);
  if (now.at - before.activeAt < timing.forMs) return demote(before, step, now.at);
  return keep(before, { ...step, result: looksBack(rule.options) }, now);
}

/** What tells of missing data has a time of its own. */
function timingOf(rule: RuleTiming, alert: { readonly missing?: true } | undefined): RuleTiming {
  if (!alert?.missing) return rule;
  return { ...rule, forMs: rule.options?.missing?.forMs ?? 0, keepFiringForMs: 0 };
}

function begin(timing: RuleTiming, found: Candidate, at: number): Progress {
  const { fingerprint, labels, told, annotations, value, result, missing } = found;
  const alert: RuleAlert = {
    labels,
    ...(told !== undefined && { told }),
    annotations,
    value,
    activeAt: at,
    ...(looksBack(timing.options) && result && { result }),
    ...(missing && { missing }),
  };
  if (timing.forMs <= 0) return fire(alert, found, at);
  return { after: alert, transitions: [{ kind: 'pending', fingerprint, alert }] };
}

function fire(before: RuleAlert, found: Candidate, at: number): Progress {
  const { fingerprint, annotations, value } = found;
  const after: RuleAlert = { ...before, annotations, value, firedAt: at, lastSentAt: at };
  return { after, transitions: [{ kind: 'firing', fingerprint, alert: after }] };
}

/** Time without data does not count towards `for`. */
function grow(
  timing: RuleTiming,
  { before, found, fingerprint }: Step & { before: RuleAlert; found: Candidate },
  at: number,
): Progress {
  const { missingSince, ...rest } = before;
  const alert =
    missingSince === undefined ? before : { ...rest, activeAt: rest.activeAt + at - missingSince };
  if (at - alert.activeAt >= timing.forMs) return fire(alert, found, at);
  if (alert === before) return { after: before, transitions: [] };
  return { after: alert, transitions: [{ kind: 'data-returned', fingerprint, alert }] };
}

/** Its condition is gone. */
function miss(timing: RuleTiming, step: Step & { before: RuleAlert }, now: Advancing): Progress {
  const { before, fingerprint } = step;
  const hold = now.judge(before);
  if (hold === 'unknown') return { after: before, transitions: [] };
  if (!hold.ends) return stay(before, { ...step, ...hold }, now.at);
  if (!isFiringAlert(before)) return { transitions: [{ kind: 'dropped', fingerprint, alert: before }] };
  const held = heldSince(timing, before, now.at);
  if (held === undefined) {
    return { transitions: [{ kind: 'resolved', fingerprint, alert: before, resolvedAt: now.at }] };
  }
  if (now.at - before.activeAt < timing.forMs) return demote(before, step, now.at);
  const { heldSince: waiting, missingSince } = hold;
  return keep(before, { ...step, held, waiting, missingSince }, now);
}

/** Since when keep_firing_for holds the alert: the condition is gone, and nothing else holds it. */
function heldSince(timing: RuleTiming, alert: RuleAlert, at: number): number | undefined {
  const since = alert.keepFiringSince ?? at;
  return timing.keepFiringForMs > 0 && at - since < timing.keepFiringForMs ? since : undefined;
}

/** It waits for its recovery, or for its data; what is pending waits without growing older. */
function stay(
  before: RuleAlert,
  hold: { readonly fingerprint: string; readonly heldSince?: number; readonly missingSince?: number },
  at: number,
): Progress {
  const { fingerprint, heldSince: held, missingSince } = hold;
  const kind = holdKind(before, hold);
  if (!kind) return { after: before, transitions: [] };
  const { keepFiringSince: _, heldSince: _held, missingSince: _missing, ...rest } = before;
  const alert: RuleAlert = {
    ...rest,
    ...(held !== undefined && { heldSince: held }),
    ...(missingSince !== undefined && { missingSince }),
    ...(isFiringAlert(before) && { lastSentAt: at }),
  };
  return { after: alert, transitions: [{ kind, fingerprint, alert }] };
}

function holdKind(
  before: RuleAlert,
  hold: { readonly heldSince?: number; readonly missingSince?: number },
): RuleHold | undefined {
  if (hold.missingSince !== undefined && before.missingSince === undefined) return 'held-missing';
  if (hold.missingSince === undefined && before.missingSince !== undefined) return 'data-returned';
  return hold.heldSince !== undefined && before.heldSince === undefined ? 'held-recovery' : undefined;
}

/** `for` has grown beyond the alert's age: it is pending again, and whoever was told that it fires is told of the end. */
function demote(before: RuleAlert, { fingerprint, found }: Step, at: number): Progress {
  const { labels, told, annotations, value, activeAt, result, missing } = before;
  const after: RuleAlert = {
    labels,
    ...(told !== undefined && { told }),
    annotations: found?.annotations ?? annotations,
    value: found?.value ?? value,
    activeAt,
    ...(result && { result }),
    ...(missing && { missing }),
  };
  return {
    after,
    transitions: [
      { kind: 'resolved', fingerprint, alert: before, resolvedAt: at },
      { kind: 'pending', fingerprint, alert: after },
    ],
  };
}

interface Kept extends Step {
  /** Since when keep_firing_for holds it. */
  readonly held?: number;
  /** Since when it has been waiting for a recovery, in vain. */
  readonly waiting?: number;
  readonly missingSince?: number;
  /** The result's labels are wanted, which an alert from before the rule's options does not have. */
  readonly result?: boolean;
}

/** It fires on: told when something about it has turned, else when its value or text changed and a while has passed. */
function keep(before: RuleAlert, step: Kept, { at, resendDelayMs }: Advancing): Progress {
  const { found, held, waiting, missingSince, fingerprint } = step;
  const result = before.result ?? (step.result ? found?.result : undefined);
  const turned =
    (before.keepFiringSince === undefined) !== (held === undefined) ||
    before.missingSince !== missingSince ||
    before.heldSince !== waiting ||
    before.result !== result;
  const mayResend = (before.lastSentAt ?? 0) + resendDelayMs < at;
  if (!turned && !(mayResend && found && differs(before, found))) return { after: before, transitions: [] };
  const alert: RuleAlert = {
    labels: before.labels,
    ...(before.told !== undefined && { told: before.told }),
    annotations: found?.annotations ?? before.annotations,
    value: found?.value ?? before.value,
    activeAt: before.activeAt,
    firedAt: before.firedAt,
    ...(held !== undefined && { keepFiringSince: held }),
    ...(waiting !== undefined && { heldSince: waiting }),
    ...(missingSince !== undefined && { missingSince }),
    ...(before.missing && { missing: before.missing }),
    ...(result && { result }),
    lastSentAt: at,
  };
  const isBack = before.missingSince !== undefined && missingSince === undefined;
  return { after: alert, transitions: [{ kind: isBack ? 'data-returned' : 'updated', fingerprint, alert }] };
}

function differs(alert: RuleAlert, found: Candidate): boolean {
  if (alert.value !== found.value) return true;
  const names = Object.keys(found.annotations);
  if (names.length !== Object.keys(alert.annotations).length) return true;
  return names.some((name) => alert.annotations[name] !== found.annotations[name]);
}
