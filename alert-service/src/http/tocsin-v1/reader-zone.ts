import { timeZoneHeader } from '@tocsin/api';
import type { Request } from 'express';
import { isZone } from '#lib/local-time-zone';
import type { TocsinContext } from './context.ts';

/** What is told to whoever asks: times in sentences are in their zone. One that nobody knows is no reason to refuse. */
export function forReader(context: TocsinContext, request: Pick<Request, 'get'>): TocsinContext {
  const timeZone = request.get(timeZoneHeader);
  if (timeZone === undefined || timeZone === context.timeZone || !isZone(timeZone)) return context;
  return { ...context, timeZone, incidents: context.incidents.in(timeZone) };
}
