import type { IncidentChange, NotPagedReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import type { Page } from '../page/page.ts';
import type { Turn } from '../turn.ts';
import type { Target } from './policy.ts';

export interface Changed {
  readonly change: IncidentChange;
  /** Id of the person who did it. */
  readonly person?: string;
}

/** An incident changed: its escalation begins, pauses, goes on or ends. Called once for each change, after it is kept. */
export function incidentChanged(_turn: Turn, _incident: Incident, _changed: Changed): void {}

/** The next step of an incident's escalation is due. */
export function followEscalation(_turn: Turn, _incident: string): void {}

/** No message of a page could be delivered: its escalation does not wait for an answer that cannot come. */
export function pageFailed(_turn: Turn, _page: Page, _why: NotPagedReason | 'contact-gave-up'): void {}

/** An automation has answered: the ladder need not wait for it any longer. */
export function pageAnswered(_turn: Turn, _page: Page): void {}

/** Somebody asks for more people now: these, or the next step. Says in words what happened. */
export function escalateNow(
  _turn: Turn,
  _incident: Incident,
  _asked: { readonly targets?: readonly Target[]; readonly policy?: string; readonly by: string },
): void {}

/** The clock was set back by so much: due times move with it. */
export function shiftEscalations(_turn: Turn, _byMs: number): void {}
