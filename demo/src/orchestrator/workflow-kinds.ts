import type { Task } from './task-queue.ts';

/** Work that the demo does again and again. */
export interface WorkflowKind {
  readonly type: string;
  readonly agent: string;
  readonly tasks: readonly Task['kind'][];
  /** One task after the other, so long apart: it can be watched, paused and cancelled. */
  readonly paceMs?: number;
}

const checkout: WorkflowKind = { type: 'checkout', agent: 'cashier', tasks: ['order', 'search', 'payment'] };
const refund: WorkflowKind = { type: 'refund', agent: 'bookkeeper', tasks: ['order', 'payment'] };

/** A minute long. */
export const importKind: WorkflowKind = {
  type: 'import',
  agent: 'mapper',
  tasks: Array.from({ length: 30 }, () => 'sync' as const),
  paceMs: 2000,
};

/** Of the short ones, each third is a refund. */
export const shortKind = (n: number): WorkflowKind => (n % 3 === 0 ? refund : checkout);
