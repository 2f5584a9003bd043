import type { ContactReason, NotPagedReason, PagedTarget, PageReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import type { Turn } from '../turn.ts';
import type { Page } from './page.ts';

export interface Summons {
  readonly incident: Incident;
  readonly target: PagedTarget;
  readonly why: PageReason;
  readonly level?: number;
  /** Ids. */
  readonly policy?: string;
  readonly schedule?: string;
  /** The last resort is told by what there is, verified or not. */
  readonly lastResort?: boolean;
}

/** Pages somebody, or says why not; recorded either way. */
export function summon(_turn: Turn, _summons: Summons): Page | NotPagedReason {
  return 'no-contact';
}

/** Nothing more is sent for the pages of an incident (of one person, where one is given). */
export function stopPages(
  _turn: Turn,
  _incident: string,
  _because: { readonly reason: ContactReason | NotPagedReason; readonly person?: string },
): void {}
