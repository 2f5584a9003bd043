import type { WorkflowEvent, WorkflowEventType } from './event.ts';

export type WorkflowState = 'created' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled';

/** A workflow as its events say it is. Times in epoch ms, by whoever wrote them. */
export interface KnownWorkflow {
  readonly id: string;
  readonly kind?: string;
  readonly agent?: string;
  readonly state: WorkflowState;
  readonly createdAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly durationMs?: number;
  readonly error?: string;
  /** Of the latest event by its own time: an older one that comes later fills gaps, and changes no state. */
  readonly changedAt: number;
  /** When we last heard of it, by our clock. */
  readonly heardAt: number;
  /** `type@at` of its latest events: the same one again is not counted again. */
  readonly seen: readonly string[];
}

export interface Followed {
  readonly workflow: KnownWorkflow;
  /** False: it was said before, or says nothing new. */
  readonly counts: boolean;
  /** A length that is known from now on. */
  readonly durationMs?: number;
}

const leadsTo: Readonly<Record<WorkflowEventType, WorkflowState>> = {
  created: 'created',
  started: 'running',
  completed: 'completed',
  failed: 'failed',
  paused: 'paused',
  resumed: 'running',
  cancelled: 'cancelled',
};
const ends: ReadonlySet<WorkflowState> = new Set(['completed', 'failed', 'cancelled']);
export const hasEnded = (state: WorkflowState): boolean => ends.has(state);

const mostSeen = 12;

/**
 * What one event makes of a workflow. Defined for all that streams bring: the same event again counts once; an older one
 * that comes later counts, fills what was not known, and leaves the state; of a workflow that nobody created the first
 * event creates it; started again after its end is another attempt.
 */
export function follow(known: KnownWorkflow | undefined, event: WorkflowEvent): Followed {
  const mark = `${event.type}@${event.at}`;
  if (!known) return named(first(event), event, mark);
  if (known.seen.includes(mark)) return { workflow: known, counts: false };
  const newer = event.at >= known.changedAt || endsNow(known, event);
  const followed = newer ? next(known, event) : late(known, event);
  return named(followed, event, mark);
}

/** Who runs it and who says that it ended may have clocks that differ by so much. */
const slackMs = 60_000;

/**
 * An end that is dated shortly before the begin of what runs: clocks that differ are likelier than another order in the stream,
 * and what never ended would run for ever.
 */
const endsNow = (known: KnownWorkflow, { type, at }: WorkflowEvent): boolean =>
  ends.has(leadsTo[type]) && !hasEnded(known.state) && at >= known.changedAt - slackMs;

function named(followed: Followed, event: WorkflowEvent, mark: string): Followed {
  const { workflow } = followed;
  return {
    ...followed,
    workflow: {
      ...workflow,
      ...(event.kind !== undefined && { kind: event.kind }),
      ...(event.agent !== undefined && { agent: event.agent }),
      heardAt: event.takenAt,
      seen: [...workflow.seen, mark].slice(-mostSeen),
    },
  };
}

function first(event: WorkflowEvent): Followed {
  const { workflow: id, at, takenAt } = event;
  const blank = { id, state: leadsTo[event.type], changedAt: at, heardAt: takenAt, seen: [] };
  return moved(blank, event);
}

function next(known: KnownWorkflow, event: WorkflowEvent): Followed {
  const state = leadsTo[event.type];
  const again = state === 'created' || event.type === 'started';
  // Said twice with another time, or a pause of what has ended: the time moves on, nothing else.
  if (state === known.state || (hasEnded(known.state) && !hasEnded(state) && !again))
    return { workflow: { ...known, changedAt: event.at }, counts: false };
  if (hasEnded(known.state) && again) {
    const { endedAt: _, durationMs: __, error: ___, startedAt: ____, ...rest } = known;
    return moved({ ...rest, state, changedAt: event.at }, event);
  }
  // Created after it began can only be two clocks that differ.
  if (state === 'created')
    return { workflow: { ...known, createdAt: known.createdAt ?? event.at }, counts: true };
  return moved({ ...known, state, changedAt: Math.max(known.changedAt, event.at) }, event);
}

/** What an event adds to a workflow whose state it has just made. */
function moved(workflow: KnownWorkflow, event: WorkflowEvent): Followed {
  const { type, at } = event;
  if (type === 'created') return { workflow: { ...workflow, createdAt: at }, counts: true };
  if (type === 'started') return { workflow: { ...workflow, startedAt: at }, counts: true };
  if (!hasEnded(workflow.state)) return { workflow, counts: true };
  const durationMs = event.durationMs ?? between(workflow.startedAt, at);
  return {
    workflow: {
      ...workflow,
      endedAt: at,
      ...(durationMs !== undefined && { durationMs }),
      ...(event.error !== undefined && { error: event.error }),
    },
    counts: true,
    ...(durationMs !== undefined && { durationMs }),
  };
}

function late(known: KnownWorkflow, event: WorkflowEvent): Followed {
  const { type, at } = event;
  if (type === 'created') return { workflow: { ...known, createdAt: known.createdAt ?? at }, counts: true };
  if (type === 'started') {
    if (known.startedAt !== undefined) return { workflow: known, counts: true };
    const durationMs = known.durationMs === undefined ? between(at, known.endedAt) : undefined;
    return {
      workflow: { ...known, startedAt: at, ...(durationMs !== undefined && { durationMs }) },
      counts: true,
      ...(durationMs !== undefined && { durationMs }),
    };
  }
  const lengthOf = hasEnded(leadsTo[type]) ? event.durationMs : undefined;
  return { workflow: known, counts: true, ...(lengthOf !== undefined && { durationMs: lengthOf }) };
}

/** Two clocks that differ may have it end before it began: then nobody knows how long it took. */
const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from !== undefined && to !== undefined && to >= from ? to - from : undefined;
