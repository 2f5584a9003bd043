import type { Actor } from '../input.ts';
import type { WorkflowBook } from './book.ts';

/** Events were read up to here: what they come to, kept before they are acknowledged to Redis. */
export interface WorkflowsInput {
  readonly kind: 'workflows';
  readonly book: WorkflowBook;
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
