import type { RuleEvaluated } from '#core/rule/resend';

export type { RuleEvaluated, ToldAlert } from '#core/rule/resend';

/** Tells further Alertmanagers of what our rules have found. */
export interface AlertOutlet {
  /**
   * To be called after each evaluation of a rule once its transitions are committed: a failed one and one that changed
   * nothing included, and for what is resolved because its rule is gone.
   */
  evaluated(event: RuleEvaluated): void;
  /** Hands over what waits, for as long as that takes at most. What was not handed over is told at the next start. */
  stop(deadlineMs: number): Promise<void>;
}
