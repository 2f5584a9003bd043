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

export const noWorkflows: WorkflowsView = {
  realtime: () => undefined,
  source: () => ({
    configured: false,
    connected: false,
    read: 0,
    poison: 0,
    sentence: 'No workflows are read: add `workflows:` with redis_url to tocsin.yml.',
  }),
  get: () => undefined,
  lists: () => ({ workflows: [], commands: [], poison: [] }),
  command: async () => undefined,
  onChange: () => () => undefined,
};
