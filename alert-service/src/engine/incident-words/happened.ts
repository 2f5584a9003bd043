import type { LedgerEntry, LedgerPage } from '@tocsin/model';
import type { View } from './next.ts';
import { tellContact, tellEscalation, tellIncident, tellPage, type Told, type Telling } from './story.ts';

/** What people and the escalation did with an incident, in words, oldest first. What its alerts did is told by messages. */
export function happenedWords(
  { state, timeZone }: View,
  incident: string,
  pages: readonly LedgerPage[],
): { readonly at: number; readonly text: string }[] {
  return pages.flatMap(({ at, entries }) =>
    entries.flatMap((entry) => {
      if (!isTold(entry) || entry.incident !== incident) return [];
      const told = tell(entry, { directory: state.directory, at, timeZone });
      return [{ at, text: told.detail === undefined ? told.what : `${told.what} (${told.detail})` }];
    }),
  );
}

type Tellable = Extract<LedgerEntry, { kind: 'incident' | 'escalation' | 'page' | 'contact' }>;

/** What a thread wants to know: what people did, who is called, and what was in vain. */
function isTold(entry: LedgerEntry): entry is Tellable {
  switch (entry.kind) {
    case 'incident':
      return entry.change !== 'opened' && entry.change !== 'joined';
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

export function tell(entry: Tellable, telling: Telling): Told {
  switch (entry.kind) {
    case 'incident':
      return tellIncident(entry, telling);
    case 'escalation':
      return tellEscalation(entry, telling);
    case 'page':
      return tellPage(entry, telling);
    case 'contact':
      return tellContact(entry, telling);
  }
}
