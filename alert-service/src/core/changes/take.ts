import { askedBefore, keepRequest } from '../once.ts';
import type { Turn } from '../turn.ts';
import { changeKey, changesKeptMs, mostChanges, type ToldChange } from './change.ts';
import type { ChangeInput } from './input.ts';

export type ChangeAnswer =
  | { readonly kind: 'change'; readonly change: ToldChange }
  | { readonly kind: 'conflict'; readonly detail: string; readonly because?: 'request' };

/** Clocks differ by a little everywhere. */
const clockSlackMs = 5_000;

/** Keeps a change; the same source and key again changes what it says. */
export function takeChange(turn: Turn, { change, request }: ChangeInput): ChangeAnswer {
  const asked = askedBefore(turn, request);
  if (asked?.kind === 'other') return { kind: 'conflict', detail: asked.detail, because: 'request' };
  const done = asked && turn.state.changes.get(asked.subject);
  if (done) return { kind: 'change', change: done };
  const fresh = `CH-${turn.seq}-${turn.entries.length}`;
  const key = changeKey({ ...change, id: fresh });
  const before = turn.state.changes.get(key);
  const kept = before ? changed(turn, before, change) : told(turn, fresh, change);
  keepRequest(turn, request, key);
  if (before && JSON.stringify(before) === JSON.stringify(kept)) return { kind: 'change', change: before };
  turn.put('change', key, kept);
  record(turn, kept);
  forgetOld(turn);
  return { kind: 'change', change: kept };
}

/** Our own configuration, from here on: one more thing that may explain what came after it. */
export function noteConfiguration(turn: Turn): void {
  const id = `CH-${turn.seq}-${turn.entries.length}`;
  const title = 'Another configuration of Tocsin is in force';
  turn.put('change', id, { id, at: turn.now, what: 'configuration', services: [], title, source: 'tocsin' });
  forgetOld(turn);
}

type Told = ChangeInput['change'];

function told(turn: Turn, id: string, change: Told): ToldChange {
  return { ...change, id, ...timeOf(turn, change.at ?? turn.now), ...endOf(turn, change.endedAt) };
}

/** A time that is still to come is the sender's clock: what was told has happened. */
function timeOf({ now }: Turn, at: number): Pick<ToldChange, 'at' | 'aheadMs'> {
  const aheadMs = at - now;
  if (aheadMs <= 0) return { at };
  return { at: now, ...(aheadMs > clockSlackMs && { aheadMs }) };
}

const endOf = ({ now }: Turn, endedAt: number | undefined): Pick<ToldChange, 'endedAt'> =>
  endedAt === undefined ? {} : { endedAt: Math.min(endedAt, now) };

/** What is said anew counts, but messages overtake each other: what has ended does not run again. */
function changed(turn: Turn, before: ToldChange, change: Told): ToldChange {
  const { at, endedAt, outcome, services, ...said } = change;
  const isOver = before.outcome !== undefined && before.outcome !== 'running';
  if (isOver && outcome === 'running') return before;
  const ends = before.outcome === 'running' && outcome !== undefined && outcome !== 'running';
  const end = endedAt ?? before.endedAt ?? (ends ? turn.now : undefined);
  return {
    ...before,
    ...said,
    services: services.length > 0 ? services : before.services,
    ...(at !== undefined && at !== before.at && timeOf(turn, at)),
    ...endOf(turn, end),
    ...(outcome !== undefined && { outcome }),
  };
}

function record(turn: Turn, { id, what, services, title, source, by }: ToldChange): void {
  const who = by === undefined ? {} : { by };
  turn.record({ kind: 'change', change: id, what, services, title, source, ...who });
}

function forgetOld(turn: Turn): void {
  const { changes } = turn.state;
  const oldest = turn.now - changesKeptMs;
  for (const [key, { at, endedAt }] of changes)
    if (Math.max(at, endedAt ?? at) < oldest) turn.drop('change', key);
  if (changes.size <= mostChanges) return;
  const byTime = [...changes].sort(([, a], [, b]) => a.at - b.at || (a.id < b.id ? -1 : 1));
  for (const [key] of byTime.slice(0, changes.size - mostChanges)) turn.drop('change', key);
}
