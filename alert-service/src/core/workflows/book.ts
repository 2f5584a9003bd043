/** What the events of workflows have come to. A row: `lastId` says up to where in the stream. Owner: WORKFLOWS. */
export interface WorkflowBook {
  /** Of Redis: `1700000000000-0`. */
  readonly lastId: string;
  readonly data: unknown;
}

/** What was asked of a workflow, and what came of it. A row. */
export interface KeptWorkflowCommand {
  readonly id: string;
  readonly workflow: string;
  readonly action: 'pause' | 'resume' | 'cancel' | 'retry';
  readonly phase: 'asked' | 'done' | 'refused' | 'nobody-answered' | 'not-sent';
  readonly by: string;
  readonly at: number;
  readonly answeredAt?: number;
  readonly detail: string;
}
