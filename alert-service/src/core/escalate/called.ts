import type { NotPagedReason, PagedTarget } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import type { Contact, Page } from '../page/page.ts';
import type { State } from '../state.ts';

/**
 * Why somebody is not called anew: a page of this incident is still on its way to them. One that has been delivered whole
 * and was not answered is no reason, or nothing could be told again.
 */
export function whyCalledAlready(
  state: State,
  incident: Incident,
  target: PagedTarget,
): NotPagedReason | undefined {
  const open = pagesOf(state, incident.id).filter((page) => isFor(page, target) && stillRuns(page));
  // It is tried on; but whoever waits for its answer waits in vain.
  if (open.some(isInVain)) return 'not-delivered';
  if (open.some((page) => !waitsForMorning(page))) return 'already-paged';
  // What is critical overrides quiet hours: it is called anew.
  return open.length > 0 && incident.severity !== 'critical' ? 'quiet-hours' : undefined;
}

export const pagesOf = (state: State, incident: string): readonly Page[] =>
  [...(state.pagesOfIncident.get(incident) ?? [])].flatMap((id) => state.pages.get(id) ?? []);

const isFor = ({ target }: Page, { kind, id }: PagedTarget): boolean =>
  target.kind === kind && target.id === id;

/** Something of it is still to be sent, or being sent. */
export const stillRuns = ({ ended, contacts }: Page): boolean => !ended && contacts.some(isOpen);

const isOpen = ({ status }: Contact): boolean => status === 'waiting' || status === 'sending';

/** Nothing of it has gone out, and nothing will before quiet hours are over. */
const waitsForMorning = ({ contacts }: Page): boolean =>
  contacts.every(({ status, reason }) =>
    status === 'waiting' ? reason === 'quiet-hours-until' : status === 'failed' || status === 'stopped',
  );

/** It has come to an end without reaching anybody. */
export const isLost = ({ contacts }: Page): boolean =>
  contacts.every(({ status }) => status === 'failed' || status === 'stopped');

/** It has reached nobody, and what is left of it has been tried without success for so long that nobody waits for it. */
export const isInVain = ({ contacts }: Page): boolean =>
  contacts.every(
    ({ status, passedOver }) =>
      status === 'failed' ||
      status === 'stopped' ||
      (passedOver === true && (status === 'waiting' || status === 'sending')),
  );

/** It has reached somebody, or somebody has answered it. */
export const hasArrived = ({ contacts }: Page): boolean =>
  contacts.some(({ status }) => status === 'delivered');
