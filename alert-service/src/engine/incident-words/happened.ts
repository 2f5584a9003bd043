import type { LedgerEntry, LedgerPage } from '@tocsin/model';
import type { View } from './next.ts';
import { type StoryEntry, tellStory } from './story.ts';

/** What people and the escalation did with an incident, in words, oldest first. What its alerts did is told by messages. */
export function happenedWords(
  { state, timeZone }: View,
  incident: string,
  pages: readonly LedgerPage[],
): { readonly at: number; readonly text: string }[] {
  return pages.flatMap(({ at, entries }) =>
    entries.flatMap((entry) => {
      if (!isTold(entry) || entry.incident !== incident) return [];
      const told = tellStory(entry, { directory: state.directory, at, timeZone });
      return [{ at, text: told.detail === undefined ? told.what : `${told.what} (${told.detail})` }];
    }),
  );
}

/** What a thread wants to know: what people did, who is called, and what was in vain. */
function isTold(entry: LedgerEntry): entry is StoryEntry {
  switch (entry.kind) {
    case 'incident':
      return entry.change !== 'opened' && (entry.change !== 'joined' || entry.relate !== undefined);
    case 'page':
      return true;
    case 'escalation':
      return ['told-nobody', 'last-resort', 'finished'].includes(entry.change);
    case 'contact':
      return entry.change === 'failed' || (entry.change === 'delivered' && entry.answer !== undefined);
    default:
      return false;
  }
}
