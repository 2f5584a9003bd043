import type { Severity } from '@tocsin/model';
import type { Hours } from '../on-call/hours.ts';
import type { Origin } from '../on-call/origin.ts';

/** Whom a step tells. `policy`: all steps of that policy, in place of this target (loops are refused when read). */
export type Target =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'team'; readonly id: string }
  | { readonly kind: 'schedule'; readonly id: string }
  | { readonly kind: 'receiver'; readonly id: string }
  | { readonly kind: 'automation'; readonly id: string }
  | { readonly kind: 'policy'; readonly id: string };

/** All that is given must hold when the step is due; otherwise it is skipped, with the reason. */
export interface Condition {
  readonly severities?: readonly Severity[];
  readonly within?: Hours;
  readonly outside?: Hours;
  readonly alertsAtLeast?: number;
}

export interface EscalationStep {
  /** 0: an automatic response; 1 to 3: people; 4: the incident is declared publicly. */
  readonly level: 0 | 1 | 2 | 3 | 4;
  readonly targets: readonly Target[];
  /** Until the next step, if nobody has taken it. */
  readonly waitMs: number;
  /** The step is told again so often, each time after its wait. */
  readonly repeat?: number;
  readonly when?: Condition;
  /** One of its targets (of a team: of its members) at a time, the next one at the next incident. */
  readonly roundRobin?: boolean;
}

/** Business hours. */
export type WorkingHours = Hours & { readonly always: readonly Severity[] };

export interface EscalationPolicy extends Origin {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly EscalationStep[];
  /** All steps once more so often, after the last. */
  readonly repeat: number;
  /** Told when a step could tell nobody, and when the policy has come to its end. Never empty. */
  readonly lastResort: readonly Target[];
  /** Outside of them only these severities escalate; the others wait until they begin. */
  readonly hours?: WorkingHours;
}

/** A step of a snapshot: those of nested policies stand in their places. */
export interface LadderStep extends EscalationStep {
  /** Which step of which policy it is, `payments 2`: under this its turns are counted. */
  readonly of: string;
  /** Of the steps that it is nested in: these must hold too. */
  readonly also?: readonly Condition[];
  /** Of the policies that it is nested in: outside of them it is skipped. */
  readonly onlyIn?: readonly WorkingHours[];
}

/** A policy as an escalation goes along it, whatever becomes of it meanwhile. */
export interface Ladder extends EscalationPolicy {
  readonly steps: readonly LadderStep[];
}

/** A test of a policy takes no longer, whatever its waits are. */
export const longestTestMs = 10 * 60_000;
