import type { State } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Page } from './page.ts';
import { isToCome, pageNumber } from './running.ts';

/**
 * Pages of incidents that ended before `before`, and codes that long ago, are forgotten; the ledger keeps what was decided.
 * The newest stays: numbers are counted from what is kept, and must not come again.
 */
export function forgetPages(turn: Turn, before: number): void {
  for (const page of [...turn.state.pages.values()])
    if (pageNumber(page) !== turn.state.pageCount && isForgettable(turn.state, page, before))
      turn.drop('page', page.id);
}

export const hasForgettablePages = (state: State, before: number): boolean =>
  state.pages.size > 1 && [...state.pages.values()].some((page) => isForgettable(state, page, before));

function isForgettable({ incidents }: State, page: Page, before: number): boolean {
  if (page.at > before || page.contacts.some(isToCome)) return false;
  const incident = incidents.get(page.incident);
  return !incident || (incident.status === 'resolved' && (incident.resolvedAt ?? 0) <= before);
}
