import type { Labels } from '@tocsin/model';
import type { GroupView } from '#engine/evaluator';

/** A PromQL selector as a question to a set of labels, or why it is none. */
export type ReadSelector = (
  text: string,
) =>
  { readonly matches: (labels: Labels) => boolean; readonly error?: undefined } | { readonly error: string };

export interface PrometheusContext {
  /** As they are now; none without --rules.file. */
  readonly groups: () => readonly GroupView[];
  readonly readSelector: ReadSelector;
  /** Where queries go; absent: they are not answered here. */
  readonly relay?: (asked: Question) => Promise<Relayed>;
  readonly version: string;
}

export interface Question {
  readonly path: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** Aborted: nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** `failure`: nobody answered. */
export type Relayed =
  | { readonly status: number; readonly body: string; readonly failure?: undefined }
  | { readonly failure: string };
