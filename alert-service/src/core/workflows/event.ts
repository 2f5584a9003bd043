export const workflowEventTypes = [
  'created',
  'started',
  'completed',
  'failed',
  'paused',
  'resumed',
  'cancelled',
] as const;
export type WorkflowEventType = (typeof workflowEventTypes)[number];

/** One entry of the stream, as it was read. Times in epoch ms. */
export interface WorkflowEvent {
  /** Of the entry in the stream: `1700000000000-0`. */
  readonly id: string;
  readonly type: WorkflowEventType;
  readonly workflow: string;
  /** What kind of work; absent: not said. */
  readonly kind?: string;
  readonly agent?: string;
  /** By whoever wrote it: compared only with others of the same workflow. */
  readonly at: number;
  /** When the stream took it, by our clock: one clock for all, so windows go by it. */
  readonly takenAt: number;
  readonly durationMs?: number;
  readonly error?: string;
}

/** Ids of a stream are two numbers; the later one is greater. */
export function compareIds(a: string, b: string): number {
  const [aTime = '0', aCount = '0'] = a.split('-');
  const [bTime = '0', bCount = '0'] = b.split('-');
  return Number(aTime) - Number(bTime) || Number(aCount) - Number(bCount);
}
