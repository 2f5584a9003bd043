import type { PagedTarget } from '@tocsin/model';
import type { State } from '../state.ts';
import type { Contact, Page } from './page.ts';

/** Of an incident, in the order they were made. */
export const pagesOf = (state: State, incident: string): readonly Page[] =>
  [...(state.pagesOfIncident.get(incident) ?? [])]
    .flatMap((id) => state.pages.get(id) ?? [])
    .sort((a, b) => pageNumber(a) - pageNumber(b));

export const pageNumber = ({ id }: Page): number => Number(id.replace(/^PG-/, '')) || 0;

/** It waits for its time, or is on its way for the first time. */
export const isToCome = ({ status, updating }: Contact): boolean =>
  status === 'waiting' || (status === 'sending' && !updating);

/** Nobody has answered it, and messages of it are still to come. One whose messages have all gone out is told, and may be told again. */
export const isRunning = ({ ended, contacts }: Page): boolean => !ended && contacts.some(isToCome);

export const sameTarget = (a: PagedTarget, b: PagedTarget): boolean => a.kind === b.kind && a.id === b.id;

/** They were told by it: also while what was posted is being updated. */
export const isTold = ({ status, updating }: Contact): boolean => status === 'delivered' || updating === true;

/** The id of a person's contact method: `phone` of `@mia/phone#2`. */
export const methodId = ({ integration }: Pick<Contact, 'integration'>): string =>
  integration.slice(integration.indexOf('/') + 1).replace(/#\d+$/, '');
