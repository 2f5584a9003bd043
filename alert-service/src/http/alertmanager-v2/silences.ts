import { isClassicLabelName, type Matcher } from '@tocsin/model';
import type { Request, Response } from 'express';
import type { WantedSilence } from '#core/input';
import { type Silence, silenceState } from '#core/mute/silence';
import { readBody, requireJson } from '../body.ts';
import { HttpError } from '../errors.ts';
import { answerJson } from './answer.ts';
import type { AlertmanagerContext } from './context.ts';
import { flag, matchersOf } from './filters.ts';
import { silenceOrder } from './silence-order.ts';
import { gettableSilence, hasOneSet, PostableSilence, wantedSilence } from './silence-wire.ts';
import { posted, upstreamBody } from './upstream-body.ts';

/** Each matcher of the filter must stand in the silence as it is written: nothing is matched against values. */
export function getSilences(context: AlertmanagerContext, request: Request, response: Response): void {
  const now = context.clock.now();
  const started = context.clock.elapsed();
  const wanted = matchersOf(request, 'filter', context.matcherMode);
  const states = {
    active: flag(request, 'active'),
    expired: flag(request, 'expired'),
    pending: flag(request, 'pending'),
  };
  const { silences } = context.engine.state();
  const found = [...silences.values()].filter(
    (silence) =>
      hasOneSet(silence) && states[silenceState(silence, now)] && holds(silence.matcherSets[0], wanted),
  );
  found.sort(silenceOrder(now));
  answerJson(
    response,
    found.map((silence) => gettableSilence(silence, now)),
  );
  context.silencesQueried(context.clock.elapsed() - started, silences.size);
}

const holds = (set: readonly Matcher[] = [], wanted: readonly Matcher[]): boolean =>
  wanted.every(({ name, op, value }) =>
    set.some((each) => each.name === name && each.op === op && each.value === value),
  );

export async function postSilence(
  context: AlertmanagerContext,
  request: Request,
  response: Response,
): Promise<void> {
  requireJson(request);
  const body = upstreamBody('silence', await readBody(request));
  const asked = posted('silence', PostableSilence, body);
  const wanted = wantedSilence(asked, context.engine.state().silences.get(asked.id ?? ''));
  if (!wanted.ok) throw new HttpError(400, wanted.error);
  const silence = wanted.value;
  const fault = timeFault(silence, context.clock.now()) ?? nameFault(silence, context);
  if (fault !== undefined) throw new HttpError(400, fault);
  const answer = await context.engine.submit({ kind: 'silence', change: 'set', silence });
  switch (answer.kind) {
    case 'silenced':
      return answerJson(response, { silenceID: answer.id });
    case 'unknown-silence':
      throw new HttpError(404, 'silence not found');
    case 'silence-refused':
      throw new HttpError(400, answer.error);
    default:
      throw new HttpError(500, 'the silence was not answered');
  }
}

/** Upstream's API asks this before its silences do; the times that are not given are the year 1 to it as well. */
function timeFault({ startsAt, endsAt }: WantedSilence, now: number): string | undefined {
  if (startsAt >= endsAt) return 'Failed to create silence: start time must be before end time';
  return endsAt < now ? "Failed to create silence: end time can't be in the past" : undefined;
}

function nameFault({ matcherSets }: WantedSilence, { matcherMode }: AlertmanagerContext): string | undefined {
  if (matcherMode !== 'classic') return undefined;
  const at = (matcherSets[0] ?? []).findIndex(({ name }) => !isClassicLabelName(name));
  const name = matcherSets[0]?.[at]?.name;
  return name === undefined
    ? undefined
    : `invalid silence: invalid label matcher ${at} in set 0: invalid label name ${JSON.stringify(name)}`;
}

export function getSilence(context: AlertmanagerContext, request: Request, response: Response): void {
  const silence = silenceOf(context, request);
  if (!silence) return void response.status(404).end();
  if (!hasOneSet(silence))
    throw new HttpError(
      500,
      `silence '${silence.id}' has multiple matcher sets which is not supported by this API version`,
    );
  answerJson(response, gettableSilence(silence, context.clock.now()));
}

export async function deleteSilence(
  context: AlertmanagerContext,
  request: Request,
  response: Response,
): Promise<void> {
  const id = idOf(request);
  const answer = await context.engine.submit({ kind: 'silence', change: 'expire', id });
  response.status(answer.kind === 'silenced' ? 200 : 404).end();
}

const silenceOf = ({ engine }: AlertmanagerContext, request: Request): Silence | undefined =>
  engine.state().silences.get(idOf(request));

function idOf({ params }: Request): string {
  const { id = '' } = params;
  const text = typeof id === 'string' ? id : '';
  if (/^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(text)) return text;
  const why = `silenceID in path must be of type uuid: ${JSON.stringify(text)}`;
  throw new HttpError(422, why, { code: 601 });
}
