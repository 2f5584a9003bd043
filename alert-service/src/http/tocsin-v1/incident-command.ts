import type { Incident as WireIncident } from '@tocsin/api';
import { formatDuration, parseDuration } from '@tocsin/model';
import type { CommandInput } from '#core/input';
import type { Conditions } from '../conditions.ts';
import { actorOf, type Caller } from '../caller.ts';
import { HttpError } from '../errors.ts';
import { refusal } from '../refusal.ts';
import type { TocsinContext } from './context.ts';
import { wireIncident } from './incident-view.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A command less what the door adds to each. */
export type Commanded = Without<
  CommandInput,
  'kind' | 'incident' | 'by' | 'person' | 'via' | 'claimed' | 'version' | 'request' | 'comment'
> & {
  /** For whom they say to act. */
  readonly claimed?: string;
};

export interface AskedOfIncident {
  readonly params: { readonly id: string };
  readonly body?: { readonly comment?: string | undefined; readonly version?: number | undefined };
  readonly conditions: Conditions;
}

/** Asks the engine, and says in words why not. */
export async function commandIncident(
  context: TocsinContext,
  { params, body = {}, conditions }: AskedOfIncident,
  { wanted, caller }: { readonly wanted: Commanded; readonly caller: Caller },
): Promise<WireIncident & { said?: string }> {
  const { comment, version = conditions.version } = body;
  const answer = await context.engine.submit({
    kind: 'command',
    incident: params.id,
    ...actorOf(caller),
    ...(comment?.trim() && { comment }),
    ...(version !== undefined && { version }),
    ...(conditions.request && { request: conditions.request }),
    ...wanted,
  });
  if (answer.kind === 'incident')
    return {
      ...wireIncident(context, answer.incident),
      ...(answer.words !== undefined && { said: answer.words }),
    };
  if (answer.kind === 'not-found' || answer.kind === 'conflict') throw refusal(answer, 'incident');
  throw new HttpError(500, 'The command was not answered');
}

export function acknowledging(written: string | undefined): Commanded {
  if (written === undefined) return { command: 'acknowledge' };
  return { command: 'acknowledge', forMs: lengthOf(written) };
}

export function snoozing(
  { clock }: TocsinContext,
  asked: { readonly until?: string | undefined; readonly for?: string | undefined },
): Commanded {
  const until =
    asked.until === undefined ? clock.now() + lengthOf(asked.for ?? '1h') : Date.parse(asked.until);
  return { command: 'snooze', until };
}

const longestMs = 90 * 86_400_000;

function lengthOf(written: string): number {
  const read = parseDuration(written);
  const wrong = !read.ok ? read.error : read.value <= 0 || read.value > longestMs ? tooLong : undefined;
  if (wrong !== undefined || !read.ok)
    throw new HttpError(400, 'The request does not fit', {
      detail: `body.for: ${wrong ?? ''}`,
      errors: [{ path: ['for'], message: wrong ?? '' }],
    });
  return read.value;
}

const tooLong = `write a length above zero, at most ${formatDuration(longestMs)}`;
