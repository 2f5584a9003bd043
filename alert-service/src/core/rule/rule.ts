import type { Labels, Measure } from '@tocsin/model';

/** One alerting rule, checked. `id` survives restarts and edits that leave name and static labels alone. */
export interface AlertingRule {
  readonly id: string;
  readonly name: string;
  readonly expression: string;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  /** Labels of the group and of the rule; values may be templates. */
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly file: string;
  readonly group: string;
  readonly line: number;
  /** The last comparison of the expression, where it is with a number. */
  readonly threshold?: Threshold;
  /** Unit of the metric; an alert's annotation `unit` goes first. */
  readonly unit?: string;
}

/** `left op limit`: what the expression compares, and with which number. */
export interface Threshold {
  /** The expression without its last comparison: what a graph shows beside the limit. */
  readonly left: string;
  readonly op: NonNullable<Measure['comparison']>;
  readonly limit: number;
}

export interface RuleGroup {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  /** Most alerts a rule may have active; 0 for no limit. */
  readonly limit: number;
  readonly rules: readonly AlertingRule[];
}
