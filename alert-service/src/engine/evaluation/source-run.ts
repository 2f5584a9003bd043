import { createSaid, type Said } from '#core/rule/said';
import type { EvaluatedSource, EvaluatorParts } from './parts.ts';
import { createSourceWatch, type SourceWatch } from './source-watch.ts';

/** What the groups of one data source share while they run. */
export interface SourceRun {
  /** As it is configured now: a reload may change all of it but the name. */
  given: EvaluatedSource;
  readonly watch: SourceWatch;
  /** What its rules have written. */
  readonly said: Said;
}

export function startSource(given: EvaluatedSource, parts: EvaluatorParts, said = createSaid()): SourceRun {
  const watch = createSourceWatch(() => run.given, given, parts);
  const run: SourceRun = { given, watch, said };
  return run;
}
