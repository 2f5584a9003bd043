import { createGate, type Gate } from './gate.ts';
import type { EvaluatedSource, EvaluatorParts } from './parts.ts';
import { createSourceWatch, type SourceWatch } from './source-watch.ts';

/** What the groups of one data source share while they run. */
export interface SourceRun {
  /** As it is configured now. */
  given: EvaluatedSource;
  gate: Gate;
  readonly watch: SourceWatch;
}

export function startSource(given: EvaluatedSource, parts: EvaluatorParts): SourceRun {
  const run: SourceRun = {
    given,
    gate: createGate(given.concurrency),
    watch: createSourceWatch(() => run.given, given, parts),
  };
  return run;
}

/** A reload may change all of it but the name; whether it answers is still known. */
export function replaceSource(run: SourceRun, given: EvaluatedSource): void {
  run.given = given;
  run.gate = createGate(given.concurrency);
}
