import type { Labels } from '@tocsin/model';
import type { RuleInput } from '#core/input';
import type { AlertingRule, RuleGroup } from '#core/rule/rule';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { PrometheusClient } from '#prometheus/client';

/** What a template of a rule sees. */
export interface ExpandData {
  /** Labels of the query's result, not those the rule adds. */
  readonly labels: Labels;
  readonly value: number;
  readonly externalLabels: Labels;
  readonly externalURL: string;
  /** The evaluation's time (epoch ms); `query` in a template asks at it. */
  readonly at: number;
  readonly alertname: string;
}

/** Renders a template of a label or an annotation; rejects with the reason when it fails. */
export type Expand = (text: string, data: ExpandData) => Promise<string>;

/** Resolves once the input is committed. */
export interface RuleSink {
  submit(input: RuleInput): Promise<unknown>;
}

export interface EvaluationEvent {
  readonly group: string;
  readonly rule: string;
  readonly durationMs: number;
  /** Why it failed, if it did. */
  readonly failure?: 'source' | 'query' | 'rule' | 'store';
}

/** Where numbers about evaluations go. */
export interface EvaluationMeter {
  evaluated(event: EvaluationEvent): void;
  missed(group: string, iterations: number): void;
  sourceUp(source: string, up: boolean): void;
}

export interface EvaluatorParts {
  readonly groups: readonly RuleGroup[];
  readonly source: { readonly name: string; readonly client: PrometheusClient };
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: RuleSink;
  readonly expand: Expand;
  /** Stored states by rule id, as the engine kept them. */
  readonly restore: ReadonlyMap<string, unknown>;
  /** How long nobody evaluated before this start; 0 when it is too short to matter, negative when the clock went back. */
  readonly downtimeMs?: number;
  readonly externalLabels: Labels;
  readonly externalURL: string;
  /** Queries at once, over all groups. */
  readonly concurrency: number;
  readonly queryTimeoutMs: number;
  /** How often a changed value or text of a firing alert is told at most. */
  readonly resendDelayMs?: number;
  readonly generatorURL?: (rule: Pick<AlertingRule, 'expression'>) => string;
  readonly meter?: EvaluationMeter;
}
