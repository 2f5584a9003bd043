import {
  headKey,
  minuteKey,
  type Tally,
  type WorkflowBook,
  workflowKey,
  type WorkflowMinute,
  type WorkflowRow,
} from './book.ts';
import { compareIds, type WorkflowEvent } from './event.ts';
import { type Followed, follow, hasEnded, type KnownWorkflow } from './follow.ts';
import type { WorkflowsInput } from './input.ts';
import { withLength } from './sketch.ts';

const minuteMs = 60_000;
export const windowMinutes = 60;
/** More agents or types than this within the window are counted together, as `other`. */
export const mostNames = 100;
export const otherName = 'other';
const mostEnded = 500;
const mostOpen = 2_000;
/** Nothing was heard of it for so long: whoever ran it is gone. */
const silentMs = 7 * 86_400_000;
const mostRecent = 1_000;

export const minuteOf = (at: number): number => Math.floor(at / minuteMs);

/** Rows that differ from the book, by their keys; undefined where one is gone. The book itself is not touched. */
export type CountedRows = ReadonlyMap<string, WorkflowRow | undefined>;

/** What events come to. Ids that were counted already are not counted again. */
export function count(book: WorkflowBook, input: WorkflowsInput, now: number): CountedRows {
  const counting = createCounting(book, now);
  const recent = new Set(input.reset ? [] : book.head.recent);
  const events = input.events.filter(({ id }) => !recent.has(id));
  for (const event of events) counting.take(event);
  const rows = counting.rows();
  const ids = [...events.map(({ id }) => id), ...(input.skipped ?? []).filter((id) => !recent.has(id))];
  const before = input.reset ? '0-0' : book.head.lastId;
  const takenAt = Math.max(
    book.head.lastEventAt ?? 0,
    ...events.map((event) => Math.min(event.takenAt, now)),
  );
  rows.set(headKey, {
    ...book.head,
    lastId: ids.reduce((last, id) => (compareIds(id, last) > 0 ? id : last), before),
    recent: [...recent, ...ids].slice(-mostRecent),
    read: book.head.read + events.length,
    poison: book.head.poison + (input.poison ?? 0),
    repeated: book.head.repeated + counting.repeated(),
    forgotten: book.head.forgotten + counting.forgotten(),
    ...(takenAt > 0 && { lastEventAt: takenAt }),
  });
  return rows;
}

interface Counting {
  take(event: WorkflowEvent): void;
  rows(): Map<string, WorkflowRow | undefined>;
  repeated(): number;
  forgotten(): number;
}

function createCounting(book: WorkflowBook, now: number): Counting {
  const oldest = minuteOf(now) - windowMinutes + 1;
  const minutes = new Map<number, Record<string, Tally>>();
  const changed = new Map<string, KnownWorkflow>();
  const nameOf = namesOf(book, oldest);
  let repeated = 0;
  let forgotten = 0;
  return {
    take(event) {
      const known = changed.get(event.workflow) ?? book.workflows.get(event.workflow);
      const followed = follow(known, event);
      const { workflow, counts } = followed;
      changed.set(workflow.id, workflow);
      if (!counts) repeated += 1;
      const minute = minuteOf(Math.min(event.takenAt, now));
      if (minute < oldest) return;
      const tallies = minutes.get(minute) ?? { ...book.minutes.get(minute)?.tallies };
      minutes.set(minute, tallies);
      const { kind = 'unknown', agent } = workflow;
      const names = ['all', nameOf('type', kind), ...(agent === undefined ? [] : [nameOf('agent', agent)])];
      for (const name of names) tallies[name] = tallied(tallies[name] ?? blankTally, event, followed);
    },
    rows() {
      const rows = new Map<string, WorkflowRow | undefined>();
      for (const minute of book.minutes.keys()) if (minute < oldest) rows.set(minuteKey(minute), undefined);
      for (const [minute, tallies] of minutes) {
        const row: WorkflowMinute = { part: 'minute', minute, tallies };
        rows.set(minuteKey(minute), row);
      }
      const dropped = tooMany(book, changed, now);
      for (const [id, workflow] of changed)
        if (!dropped.ids.has(id)) rows.set(workflowKey(id), { part: 'workflow', workflow });
      for (const id of dropped.ids) if (book.workflows.has(id)) rows.set(workflowKey(id), undefined);
      forgotten = dropped.open;
      return rows;
    },
    repeated: () => repeated,
    forgotten: () => forgotten,
  };
}

/** A name that has no room any more is `other`, for as long as the window is full of others. */
function namesOf(book: WorkflowBook, oldest: number): (of: 'agent' | 'type', name: string) => string {
  const known = { agent: new Set<string>(), type: new Set<string>() };
  for (const { minute, tallies } of book.minutes.values())
    if (minute >= oldest)
      for (const key of Object.keys(tallies)) {
        if (key.startsWith('agent/')) known.agent.add(key);
        else if (key.startsWith('type/')) known.type.add(key);
      }
  return (of, name) => {
    const key = `${of}/${name}`;
    const names = known[of];
    if (!names.has(key) && names.size >= mostNames) return `${of}/${otherName}`;
    names.add(key);
    return key;
  };
}

const blankTally: Tally = { created: 0, started: 0, completed: 0, failed: 0, cancelled: 0, lengths: {} };

function tallied(tally: Tally, { type }: WorkflowEvent, { counts, durationMs }: Followed): Tally {
  const counted =
    !counts || type === 'paused' || type === 'resumed' ? tally : { ...tally, [type]: tally[type] + 1 };
  if (durationMs === undefined || type === 'cancelled') return counted;
  return { ...counted, lengths: withLength(counted.lengths, durationMs) };
}

/** The last 500 that ended stay, and the open ones of a week, 2,000 at most: those heard of longest ago go. */
function tooMany(
  book: WorkflowBook,
  changed: ReadonlyMap<string, KnownWorkflow>,
  now: number,
): { readonly ids: ReadonlySet<string>; readonly open: number } {
  const all = [
    ...[...book.workflows.values()].filter(({ id }) => !changed.has(id)),
    ...changed.values(),
  ].sort((a, b) => a.heardAt - b.heardAt || (a.id < b.id ? -1 : 1));
  const ended = all.filter(({ state }) => hasEnded(state));
  const open = all.filter(({ state }) => !hasEnded(state));
  const silent = open.filter(({ heardAt }) => heardAt < now - silentMs);
  const heard = open.filter(({ heardAt }) => heardAt >= now - silentMs);
  const goneOpen = [...silent, ...heard.slice(0, Math.max(0, heard.length - mostOpen))];
  const gone = [...goneOpen, ...ended.slice(0, Math.max(0, ended.length - mostEnded))];
  return { ids: new Set(gone.map(({ id }) => id)), open: goneOpen.length };
}
