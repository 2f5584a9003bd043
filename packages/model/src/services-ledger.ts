import type { HealthReason, HealthState } from './health.ts';
import type { Via } from './on-call-ledger.ts';

/** The health of a service changed. */
export interface HealthChanged {
  readonly kind: 'health';
  readonly service: string;
  /** Absent: it was not known before. */
  readonly from?: HealthState;
  /** Absent: it is not known any more. */
  readonly to?: HealthState;
  readonly score?: number;
  readonly reason: HealthReason;
  /** In words, worst first: `connections 98 %, limit 80 %`. */
  readonly terms: readonly string[];
}

/** Something was deployed, switched or configured: told to us, or done here. */
export interface ChangeTold {
  readonly kind: 'change';
  readonly change: string;
  readonly what: string;
  readonly services: readonly string[];
  readonly title: string;
  readonly source: string;
  readonly by?: string;
}

/** What depends on what was seen to differ from before. */
export interface TopologyChanged {
  readonly kind: 'topology';
  /** `checkout > payments`. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** A person asked for something to be done with a workflow, and what came of it. */
export interface WorkflowCommanded {
  readonly kind: 'workflow-command';
  readonly command: string;
  readonly workflow: string;
  readonly action: 'pause' | 'resume' | 'cancel' | 'retry';
  readonly phase: 'asked' | 'done' | 'refused' | 'nobody-answered' | 'not-sent';
  readonly by: string;
  readonly via?: Via;
  readonly detail?: string;
}

/** Events of workflows were counted up to here: only where one could not be read, or the stream was lost. */
export interface WorkflowsNoted {
  readonly kind: 'workflows';
  readonly change: 'poison' | 'stream-lost' | 'away' | 'back';
  readonly id?: string;
  readonly detail: string;
}

/** A promise was broken, is kept again, or a period of it ended. */
export interface PromiseChanged {
  readonly kind: 'promise';
  readonly objective: string;
  readonly service: string;
  readonly change: 'violated' | 'met-again' | 'period-ended' | 'report-sent' | 'report-failed';
  readonly detail: string;
}

export type ServicesEntry =
  HealthChanged | ChangeTold | TopologyChanged | WorkflowCommanded | WorkflowsNoted | PromiseChanged;
