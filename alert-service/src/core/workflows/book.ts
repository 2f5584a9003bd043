import type { KnownWorkflow } from './follow.ts';
import type { Sketch } from './sketch.ts';

/** What was counted of one name in one minute. */
export interface Tally {
  readonly created: number;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of those that completed or failed, in ms. */
  readonly lengths: Sketch;
}

/** Up to where the stream was read, and what came of it all told. A row: `head`. */
export interface WorkflowHead {
  readonly part: 'head';
  /** Of Redis: `1700000000000-0`. */
  readonly lastId: string;
  /** Ids of the latest commits: what is read again before Redis heard that it was read. */
  readonly recent: readonly string[];
  readonly read: number;
  readonly poison: number;
  /** Said before, and so not counted. */
  readonly repeated: number;
  /** Open ones that were given up: too many, or silent for too long. */
  readonly forgotten: number;
  /** By our clock. */
  readonly lastEventAt?: number;
}

/** A row for each minute: `minute/28333333`. */
export interface WorkflowMinute {
  readonly part: 'minute';
  /** Minutes since the epoch. */
  readonly minute: number;
  /** `all`, `agent/mapper`, `type/import`. */
  readonly tallies: Readonly<Record<string, Tally>>;
}

/** A row for each workflow that is known by its id: `workflow/wf-81`. */
interface WorkflowLine {
  readonly part: 'workflow';
  readonly workflow: KnownWorkflow;
}

export type WorkflowRow = WorkflowHead | WorkflowMinute | WorkflowLine;

/** What the events of workflows have come to: rows of their own, so that a commit writes only what it changed. */
export interface WorkflowBook {
  head: WorkflowHead;
  readonly minutes: Map<number, WorkflowMinute>;
  readonly workflows: Map<string, KnownWorkflow>;
}

const blankHead: WorkflowHead = {
  part: 'head',
  lastId: '0-0',
  recent: [],
  read: 0,
  poison: 0,
  repeated: 0,
  forgotten: 0,
};

export const emptyBook = (): WorkflowBook => ({ head: blankHead, minutes: new Map(), workflows: new Map() });

export const minuteKey = (minute: number): string => `minute/${minute}`;
export const workflowKey = (id: string): string => `workflow/${id}`;
export const headKey = 'head';

/** The one way a row gets into the book, shared with recovery. */
export function keepWorkflowRow(book: WorkflowBook, key: string, row: WorkflowRow | undefined): void {
  if (row === undefined) {
    if (key.startsWith('minute/')) book.minutes.delete(Number(key.slice('minute/'.length)));
    else book.workflows.delete(key.slice('workflow/'.length));
    return;
  }
  if (row.part === 'head') book.head = row;
  else if (row.part === 'minute') book.minutes.set(row.minute, row);
  else book.workflows.set(row.workflow.id, row.workflow);
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
