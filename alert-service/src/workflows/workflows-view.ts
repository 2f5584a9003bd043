import type { RealtimeMetrics } from '@tocsin/api';

/** What the events of workflows come to now. */
export interface WorkflowsView {
  /** Undefined: nothing yet. */
  realtime(): RealtimeMetrics | undefined;
  onChange(listen: () => void): () => void;
}

export const noWorkflows: WorkflowsView = { realtime: () => undefined, onChange: () => () => undefined };
