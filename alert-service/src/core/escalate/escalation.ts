import type { NotPagedReason, PageReason } from '@tocsin/model';
import type { EscalationPolicy } from './policy.ts';

/** One incident's way along its policy. The policy is a snapshot: a later edit changes later incidents. */
export interface Escalation {
  readonly incident: string;
  readonly policy: EscalationPolicy;
  readonly startedAt: number;
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
}

/** Whose turn it is in a step that takes turns. */
export interface RoundRobin {
  /** `policy step`. */
  readonly key: string;
  readonly next: number;
}
