import type { Counted, KeptObjective } from '#core/promises/promise';
import type { Listed } from './listed.ts';

/** What of the settings decides how events are counted: another text, and it is found out anew. */
export const countedBy = ({ service, settings }: Listed): string => {
  const { kind, threshold, good, total } = settings;
  return JSON.stringify([kind, threshold ?? null, good ?? null, total ?? null, service.source ?? null]);
};

export interface Known {
  /** Of the first data source. */
  readonly firstSource: string | undefined;
  /** Of the service, where it is known by now. */
  readonly selector: string | undefined;
}

/** Queries that stand in the file need nothing from the data source, unless the service's selector is to be found out. */
export function countedAsWritten({ service, settings }: Listed, known: Known): Counted | undefined {
  const { good, total } = settings;
  const source = service.source ?? known.firstSource;
  if (good === undefined || total === undefined || source === undefined) return undefined;
  const selector = known.selector ?? service.selector;
  if (selector === undefined && `${good}${total}`.includes('$selector')) return undefined;
  const filled = (query: string): string =>
    `sum(${counting(query.trim()).replaceAll('$selector', selector ?? '')})`;
  return { source, good: filled(good), total: filled(total) };
}

/** A counter as it stands is counted over the window. */
const counting = (query: string): string =>
  query.includes('$window') ? query : `increase(${query}[$window])`;

/** As it was found out before, where that still fits what the file says; what is discovered is not known at a start. */
export function countedBefore(listed: Listed, kept: KeptObjective | undefined): Counted | undefined {
  const { selector } = listed.service;
  if (!kept || kept.of !== countedBy(listed)) return undefined;
  return selector === undefined || selector === kept.selector ? kept.counted : undefined;
}

/** With a length of time in place of `$window`. */
export const over = (query: string, window: string): string => query.replaceAll('$window', window);
