import type { NotPagedReason, PageReason } from '@tocsin/model';
import type { Ladder } from './policy.ts';

/**
 * One incident's way along its policy, which is a snapshot: a later edit changes later incidents.
 *
 *   (nothing) --opened--> RUNNING --a step is due--> RUNNING, one step on --no step is left--> FINISHED
 *   RUNNING, FINISHED --acknowledged, assigned, snoozed--> PAUSED
 *   PAUSED --handed back, woken, the acknowledgement ends--> RUNNING from the first step
 *   PAUSED --it gets worse--> RUNNING `despite` whoever has it, first step after its wait --acknowledged--> PAUSED
 *   any --resolved, merged--> STOPPED --reopened--> RUNNING from the first step, with the policy of then
 *
 * One step runs each time it is due, and the next is counted from when it ran: after a downtime nobody is called for all
 * steps at once.
 */
export interface Escalation {
  readonly incident: string;
  readonly policy: Ladder;
  readonly startedAt: number;
  /** When it last began at the first step. Rows of older versions lack it. */
  readonly setOutAt?: number;
  readonly status: 'running' | 'paused' | 'finished' | 'stopped';
  /** Why it is paused or stopped. */
  readonly because?: NotPagedReason;
  /** The step that is due next, from 0; the length of the policy: the last resort. */
  readonly step: number;
  /** How often this step, and the whole policy, has been told again. */
  readonly stepRepeats: number;
  readonly policyRepeats: number;
  /** Due then (epoch ms), while it runs. */
  readonly nextStepAt?: number;
  /** Of the step to come, where it is not just the next of the policy. */
  readonly why?: PageReason;
  readonly test?: boolean;
  /** When the latest step ran, and the ids of its pages. */
  readonly steppedAt?: number;
  readonly pages?: readonly string[];
  /** The due step waits for this to be over: said once. */
  readonly waitsFor?: NotPagedReason;
  /** Steps that were skipped: asked again where the incident gets worse. */
  readonly skipped?: readonly number[];
  /** It got worse: the skipped steps are asked now; the ladder goes on at this time. */
  readonly raisedUntil?: number;
  /** It goes on although somebody has the incident: `once` for a step that was asked for by hand. */
  readonly despite?: 'worse' | 'once';
  /** When the last resort was last told. */
  readonly lastResortAt?: number;
}

/** Whose turn it is in a step that takes turns. */
export interface RoundRobin {
  /** `policy step`. */
  readonly key: string;
  readonly next: number;
}
