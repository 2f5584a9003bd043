import type { Turn } from '../turn.ts';
import type { ToldChange } from './change.ts';
import type { ChangeInput } from './input.ts';

export interface ChangeAnswer {
  readonly kind: 'change';
  readonly change: ToldChange;
}

/** Keeps a change; the same source and key again changes what it says. */
export function takeChange(turn: Turn, { change }: ChangeInput): ChangeAnswer {
  const id = `CH-${turn.seq}-${turn.entries.length}`;
  const kept: ToldChange = { ...change, id };
  turn.put('change', id, kept);
  turn.record({
    kind: 'change',
    change: id,
    what: change.what,
    services: change.services,
    title: change.title,
    source: change.source,
    ...(change.by !== undefined && { by: change.by }),
  });
  return { kind: 'change', change: kept };
}
