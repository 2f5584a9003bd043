import { type Asking, createAsking } from './asking.ts';
import { evaluateRule, type Slot } from './evaluate-rule.ts';
import type { RunningRule } from './running-rule.ts';
import type { SourceRun } from './source-run.ts';

export interface Iteration extends Omit<Slot, 'source' | 'ask'> {
  readonly source: SourceRun;
}

/** In order, since a rule may build on the one before. */
export async function evaluateGroup(rules: readonly RunningRule[], iteration: Iteration): Promise<void> {
  const { source, group, at, signal } = iteration;
  const asking = createAsking(source, { at, queryOffsetMs: group.queryOffsetMs, signal });
  for (const running of rules) {
    if (signal.aborted) return;
    await evaluateOne(running, asking, iteration);
  }
  if (!signal.aborted) await source.watch.evaluate(at);
}

async function evaluateOne(running: RunningRule, asking: Asking, iteration: Iteration): Promise<void> {
  const { parts, source, signal } = iteration;
  const begun = parts.clock.elapsed();
  const answer = await asking.ask(running.rule);
  // Stopped meanwhile: that says nothing of the rule.
  if (signal.aborted) return;
  const tookMs = parts.clock.elapsed() - begun;
  await evaluateRule(running, { answer, tookMs }, { ...iteration, source: source.given, ask: asking.ask });
}
