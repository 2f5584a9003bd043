import type { Labels } from '@tocsin/model';
import type { RuleInput } from '#core/input';
import type { RuleGroup, Rule } from '#core/rule/rule';
import type { WrittenSample } from '#core/rule/samples';
import type { HandOver } from '#alertmanagers/hand-over';
import type { AlertOutlet } from '#alertmanagers/outlet';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { PrometheusClient } from '#prometheus/client';
import type { Gate } from './gate.ts';
import type { AskState } from './restore-ask.ts';
import type { Together } from './together.ts';

/** What a template of a rule sees. */
export interface ExpandData {
  /** Labels of the query's result, not those the rule adds. */
  readonly labels: Labels;
  /** Of a native histogram, its text. */
  readonly value: number | string;
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

export interface IterationEvent {
  readonly group: string;
  readonly at: number;
  readonly durationMs: number;
  /** Of all its rules, added up: more than `durationMs` where some were evaluated at the same time. */
  readonly rulesMs: number;
  readonly samples: number;
}

/** Where numbers about evaluations go. */
export interface EvaluationMeter {
  evaluated(event: EvaluationEvent): void;
  missed(group: string, iterations: number): void;
  /** An iteration has ended. */
  iterated(event: IterationEvent): void;
  /** These are the groups from now on. */
  grouped(
    groups: readonly { readonly id: string; readonly intervalMs: number; readonly rules: number }[],
  ): void;
  sourceUp(source: string, up: boolean): void;
}

/** A Prometheus that rules are evaluated on. */
export interface EvaluatedSource {
  readonly name: string;
  readonly client: PrometheusClient;
  readonly expand: Expand;
  /** Of its alerts, where they have none of that name. */
  readonly externalLabels: Labels;
  /** Lets so many queries through at once, over all groups. */
  readonly gate: Gate;
  readonly queryTimeoutMs: number;
  /** Rules that our store has never evaluated take over what another ruler wrote of them. */
  readonly askState?: AskState;
  /** Asks several rules in one query; absent: each is asked alone. */
  readonly together?: Together;
  /** Where recorded series go; absent: nothing is recorded, and recording rules are not evaluated. */
  readonly samples?: SampleSink;
}

/** Takes samples of series to where the next rule can read them. */
export interface SampleSink {
  /** Resolves once they are written, refused or given up; never rejects. */
  write(samples: readonly WrittenSample[]): Promise<unknown>;
}

/** What is evaluated, and on what: a reload replaces both. */
export interface Evaluated {
  /** Each names one of the sources. */
  readonly groups: readonly RuleGroup[];
  readonly sources: readonly EvaluatedSource[];
}

export interface EvaluatorParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly sink: RuleSink;
  /** Stored states by rule id, as the engine has kept them until now. */
  readonly stored: () => ReadonlyMap<string, unknown>;
  /** How long nobody evaluated before this start; 0 when it is too short to matter, negative when the clock went back. */
  readonly downtimeMs?: number;
  readonly externalURL: string;
  /**
   * Whether the engine has an alert of this fingerprint, as it was told, that fires. What somebody else has ended is told
   * again, as a Prometheus would by telling everything every minute: two rules may have alerts with the same labels.
   */
  readonly isFiring?: (fingerprint: string) => boolean;
  /** --rules.alert.for-grace-period */
  readonly forGraceMs?: number;
  /** Absent: external labels are added where they are absent, and that is all. */
  readonly handOver?: HandOver;
  /** Told of each rule's alerts after each evaluation. */
  readonly outlet?: Pick<AlertOutlet, 'evaluated'>;
  /** How often a changed value or text of a firing alert is told at most. */
  readonly resendDelayMs?: number;
  readonly generatorURL?: (rule: Pick<Rule, 'expression'>) => string;
  readonly meter?: EvaluationMeter;
}
