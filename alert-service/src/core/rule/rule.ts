import type { Labels, Measure } from '@tocsin/model';
import type { RuleOptions } from './options.ts';
import type { Reads } from './dependencies.ts';

/** What both kinds of rules have. `id` survives restarts and edits that leave name and static labels alone. */
interface RuleBasics {
  readonly id: string;
  /** Of the alert, or of the series that is recorded. */
  readonly name: string;
  readonly expression: string;
  /** Labels of the group and of the rule; those of an alert may be templates. */
  readonly labels: Labels;
  readonly file: string;
  readonly group: string;
  readonly line: number;
  /** What the expression reads, for the order within the group; absent: it may be anything. */
  readonly reads?: Reads;
}

/** One recording rule, checked: what its expression gives becomes the series `name`. */
export interface RecordingRule extends RuleBasics {
  readonly kind: 'recording';
  /** Native histograms among its series may go up and down. */
  readonly gauge?: true;
}

/** One alerting rule, checked. */
export interface AlertingRule extends RuleBasics {
  readonly kind: 'alerting';
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly annotations: Labels;
  /** The last comparison of the expression, where it is with a number. */
  readonly threshold?: Threshold;
  /** Unit of the metric; an alert's annotation `unit` goes first. */
  readonly unit?: string;
  /** What tocsin.yml adds. */
  readonly options?: RuleOptions;
}

export type Rule = AlertingRule | RecordingRule;

/** `left op limit`: what the expression compares, and with which number. */
export interface Threshold {
  /** The expression without its last comparison: what a graph shows beside the limit. */
  readonly left: string;
  readonly op: NonNullable<Measure['comparison']>;
  readonly limit: number;
}

/** The data source of --prometheus.url. */
export const defaultSource = 'default';

/** A data source's name as it is shown. */
export const sourceTitle = (name: string): string => (name === defaultSource ? 'Prometheus' : name);

export interface RuleGroup {
  readonly id: string;
  /** The data source that is asked. */
  readonly source: string;
  readonly file: string;
  readonly name: string;
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  /** Most alerts a rule may have active, most series it may record; 0 for no limit. */
  readonly limit: number;
  readonly rules: readonly Rule[];
}
