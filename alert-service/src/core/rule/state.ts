import type { Labels } from '@tocsin/model';
import type { AlertingRule } from './rule.ts';

/** As what an alert goes into routing, where external labels or relabelling make it another one. */
export interface ToldAs {
  readonly fingerprint: string;
  readonly labels: Labels;
}

/**
 * One active alert of a rule. Pending until `firedAt` is there.
 * `value` is the sample's own text (`0.084`, `NaN`, `+Inf`), since JSON has no NaN; it and the annotations are
 * those last handed to the engine, while the live ones stay in the evaluator's memory.
 */
export interface RuleAlert {
  readonly labels: Labels;
  /**
   * Absent: as it is. For as long as it lives, whatever a reload changes meanwhile; but for null, where relabelling drops
   * it, and nobody knows of it yet.
   */
  readonly told?: ToldAs | null;
  readonly annotations: Labels;
  readonly value: string;
  readonly activeAt: number;
  readonly firedAt?: number;
  /** Its condition has been gone since then, and keep_firing_for holds it. */
  readonly keepFiringSince?: number;
  /** Its condition has been gone since then, and its recovery expression has no result for it yet. */
  readonly heldSince?: number;
  /** Its data have been gone since then. */
  readonly missingSince?: number;
  /** It tells itself that data are missing; its condition is not the rule's. */
  readonly missing?: true;
  /** Labels of the query's result, kept where the rule's options must find its data again. */
  readonly result?: Labels;
  /** When the engine last heard of it while it fired. */
  readonly lastSentAt?: number;
}

/** What is told of a rule's alerts and must outlive the rule: a removed one resolves what it had firing. */
export interface RuleFacts {
  readonly name: string;
  readonly group: string;
  readonly file: string;
  readonly expression: string;
  readonly generatorURL: string;
  readonly limit?: number;
  readonly comparison?: '>' | '>=' | '<' | '<=' | '==' | '!=';
  readonly unit?: string;
}

/** All a rule remembers. Plain JSON: written with the transitions that led to it. */
export interface RuleState {
  readonly format: 1;
  readonly rule: RuleFacts;
  /** Active alerts by fingerprint of their labels. */
  readonly alerts: Readonly<Record<string, RuleAlert>>;
  readonly error?: { readonly message: string; readonly since: number };
}

export type RulePhase = 'inactive' | 'pending' | 'firing';

export const isFiringAlert = (alert: Pick<RuleAlert, 'firedAt'>): boolean => alert.firedAt !== undefined;

export function phaseOf(state: RuleState): RulePhase {
  const alerts = Object.values(state.alerts);
  if (alerts.some(isFiringAlert)) return 'firing';
  return alerts.length > 0 ? 'pending' : 'inactive';
}

export function factsOf(rule: AlertingRule, generatorURL: string): RuleFacts {
  return {
    name: rule.name,
    group: rule.group,
    file: rule.file,
    expression: rule.expression,
    generatorURL,
    ...(rule.threshold && { limit: rule.threshold.limit, comparison: rule.threshold.op }),
    ...(rule.unit !== undefined && { unit: rule.unit }),
  };
}

export const emptyRuleState = (rule: RuleFacts): RuleState => ({ format: 1, rule, alerts: {} });

/** Nothing to remember: its row may go. */
export const isEmptyRuleState = (state: RuleState): boolean =>
  state.error === undefined && Object.keys(state.alerts).length === 0;

/** A stored state read back: the format number speaks for the rest, since only `evaluate` writes it. */
export function isRuleState(stored: unknown): stored is RuleState {
  return (
    typeof stored === 'object' &&
    stored !== null &&
    'format' in stored &&
    stored.format === 1 &&
    'rule' in stored &&
    'alerts' in stored
  );
}
