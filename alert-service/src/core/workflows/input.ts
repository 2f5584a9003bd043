import type { Actor } from '../input.ts';
import type { WorkflowEvent } from './event.ts';

/** Events that were read: kept before they are acknowledged to Redis. */
export interface WorkflowsInput {
  readonly kind: 'workflows';
  readonly events: readonly WorkflowEvent[];
  /** Ids of entries that were read and hold no event: poison, or cut away before they were read. */
  readonly skipped?: readonly string[];
  /** How many of them could not be read: some have a note. */
  readonly poison?: number;
  /** Another stream of the same name began: ids count from the start again. */
  readonly reset?: true;
  /** Worth telling: a message that could not be read, a stream that is gone. */
  readonly notes?: readonly {
    readonly change: 'poison' | 'stream-lost' | 'away' | 'back';
    readonly id?: string;
    readonly detail: string;
  }[];
}

/** A person asks for something of a workflow; then what came of it. Kept before it is sent. */
export type WorkflowCommandInput = Actor & {
  readonly kind: 'workflow-command';
  readonly command: string;
  readonly workflow: string;
  readonly action: 'pause' | 'resume' | 'cancel' | 'retry';
  readonly phase: 'asked' | 'done' | 'refused' | 'nobody-answered' | 'not-sent';
  readonly detail: string;
};
