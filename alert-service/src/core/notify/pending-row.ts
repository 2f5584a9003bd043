import type { Notice } from '@tocsin/model';
import type { InFlight, Pending } from '../state.ts';

/** A pending as it is kept: its notices are rows of their own, named here by their ids. */
export interface PendingRow extends Omit<Pending, 'first' | 'newest' | 'inFlight'> {
  readonly first?: string;
  readonly newest?: string;
  readonly inFlight?: Omit<InFlight, 'notice'> & { readonly notice: string };
}

/** An attempt that begins or ends, or a flush that adds nothing, must not write a thousand alerts once more. */
export const pendingRow = (pending: Pending): PendingRow => ({
  ...pending,
  first: pending.first?.id,
  newest: pending.newest?.id,
  inFlight: pending.inFlight && { ...pending.inFlight, notice: pending.inFlight.notice.id },
});

/** What waits and what is in flight are often the same notice. */
export function noticesOf(pending: Pending | undefined): Map<string, Notice> {
  const all = [pending?.inFlight?.notice, pending?.first, pending?.newest];
  return new Map(all.flatMap((notice) => (notice ? [[notice.id, notice]] : [])));
}

export function pendingFrom(row: PendingRow, notices: ReadonlyMap<string, Notice>): Pending {
  const { first, newest, inFlight } = row;
  const notice = notices.get(inFlight?.notice ?? '');
  return {
    ...row,
    first: notices.get(first ?? ''),
    newest: notices.get(newest ?? ''),
    inFlight: inFlight && notice && { ...inFlight, notice },
  };
}
