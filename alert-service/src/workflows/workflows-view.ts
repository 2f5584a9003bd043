import type { PoisonMessage, RealtimeMetrics, Workflow, WorkflowCommand, WorkflowSource } from '@tocsin/api';
import type { z } from 'zod';
import type { CommandAsked } from './commands.ts';

export interface WorkflowLists {
  readonly workflows: readonly Workflow[];
  readonly commands: readonly WorkflowCommand[];
  readonly poison: readonly z.output<typeof PoisonMessage>[];
}

/** What the events of workflows come to now. */
export interface WorkflowsView {
  /** Undefined: nothing yet. */
  realtime(): RealtimeMetrics | undefined;
  source(): WorkflowSource;
  /** Undefined: none of its events is known. */
  get(id: string): Workflow | undefined;
  lists(): WorkflowLists;
  /** Undefined: there is no Redis to send it to. */
  command(asked: CommandAsked): Promise<WorkflowCommand | undefined>;
  onChange(listen: () => void): () => void;
}
