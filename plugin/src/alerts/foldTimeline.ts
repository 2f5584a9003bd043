import type { TimelineEvent } from '@tocsin/api';

export interface Folded {
  readonly event: TimelineEvent;
  /** How many equal ones in a row this stands for. */
  readonly times: number;
  readonly since: string;
}

/** Newest first; equal neighbours become one. */
export function foldTimeline(timeline: readonly TimelineEvent[]): readonly Folded[] {
  const newest = [...timeline].sort((a, b) => (a.at === b.at ? compareIds(b.id, a.id) : a.at < b.at ? 1 : -1));
  const folded: Folded[] = [];
  for (const event of newest) {
    const last = folded.at(-1);
    if (last && last.event.what === event.what && last.event.reason === event.reason) {
      folded[folded.length - 1] = { ...last, times: last.times + 1, since: event.at };
    } else {
      folded.push({ event, times: 1, since: event.at });
    }
  }
  return folded;
}

/** Ids are `seq.index`: both are numbers. */
function compareIds(one: string, other: string): number {
  const [seq = 0, index = 0] = one.split('.').map(Number);
  const [otherSeq = 0, otherIndex = 0] = other.split('.').map(Number);
  return seq - otherSeq || index - otherIndex;
}
