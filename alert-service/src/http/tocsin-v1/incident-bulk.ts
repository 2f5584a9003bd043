import type { Incident as WireIncident, Response, Routes } from '@tocsin/api';
import type { Caller } from '../door.ts';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import { acknowledging, type Commanded, commandIncident, snoozing } from './incident-command.ts';
import type { Asked } from './router.ts';
import { count } from './words.ts';

type Bulk = Asked<Routes['bulkIncidents']>;

/** Each for itself: what cannot be done with one does not hold up the others. */
export async function bulkIncidents(
  context: TocsinContext,
  { body, conditions: { request } }: Bulk,
  caller: Caller,
): Promise<Response<Routes['bulkIncidents']>> {
  const wanted = commandOf(context, body);
  const { comment } = body;
  const results = await Promise.all(
    [...new Set(body.incidents)].map(async (id) => {
      const conditions = request ? { request: { ...request, key: `${request.key}\n${id}` } } : {};
      const asked = { params: { id }, body: { comment }, conditions };
      return commandIncident(context, asked, { wanted, caller }).then(
        (incident) => ({ id, incident }),
        (error: unknown) => ({ id, problem: problemOf(error) }),
      );
    }),
  );
  const done = results.flatMap((result) => ('incident' in result ? [result.incident] : []));
  return { results, done: done.length, sentence: sentenceOf(body, { done, all: results.length }) };
}

function commandOf(context: TocsinContext, body: Bulk['body']): Commanded {
  const { command, resolution, to } = body;
  switch (command) {
    case 'acknowledge':
      return acknowledging(body.for);
    case 'snooze':
      if ((body.until === undefined) === (body.for === undefined)) throw missing('until, or for');
      return snoozing(context, body);
    case 'assign':
      if (to === undefined) throw missing('to');
      return { command, to: to.trim() };
    case 'resolve':
      return { command, ...(resolution?.trim() && { resolution }) };
    case 'hand-back':
    case 'reopen':
    case 'wake':
      return { command };
  }
}

const missing = (what: string): HttpError =>
  new HttpError(400, 'The request does not fit', { detail: `body: give ${what}` });

/** What the engine cannot keep just now is no answer about one incident. */
function problemOf(error: unknown): string {
  if (error instanceof HttpError && error.status < 500) return error.message;
  throw error;
}

function sentenceOf(
  { command, to = '' }: Bulk['body'],
  { done, all }: { readonly done: readonly WireIncident[]; readonly all: number },
): string {
  const incidents = count(done.length, 'incident');
  const words = {
    acknowledge: `You have ${incidents}. Nobody else is paged.`,
    'hand-back': `Nobody has ${incidents} any more.`,
    resolve: `${incidents} ended.`,
    reopen: `${incidents} reopened.`,
    snooze: `${incidents} put off.`,
    wake: `${incidents} woken.`,
    assign: `${to.trim()} has ${incidents}.`,
  }[command];
  return done.length === all ? words : `${words} ${count(all - done.length, 'was', 'were')} left as before.`;
}
