import type { Router } from 'express';
import { z } from 'zod';
import { parseJson, readBody, requireJson } from '#http/body';
import { HttpError } from '#http/errors';
import { exactRouter, only } from '#http/routing';
import { carryOut } from '../act.ts';
import type { AnswerDoor } from '../answer-door.ts';
import { tokenPressed } from '../pressed.ts';
import type { Tokens } from '../tokens.ts';

interface PushParts {
  readonly door: AnswerDoor;
  readonly tokens: Pick<Tokens, 'read' | 'isSigned'>;
}

const longestPress = 4_096;

/** What the service worker of the console sends. */
const Pressed = z.object({
  answer: z.string().max(2_000),
  /** Of one press: sent again where the first answer did not come through, it counts once. */
  press: z.string().regex(/^[\w-]{8,64}$/),
});

/** `/answers/push`: a press under a notification. What it says is shown in its place. */
export function pushAnswers({ door, tokens }: PushParts): Router {
  const router = exactRouter();
  router.post('/', async (request, response) => {
    requireJson(request);
    const pressed = Pressed.safeParse(parseJson(await readBody(request, longestPress))).data;
    if (!pressed) throw new HttpError(400, 'This takes what a notification of Tocsin sends');
    const read = tokens.read(tokenPressed(tokens, 'push', pressed.answer) ?? '');
    if (read.kind === 'forged') throw new HttpError(403, 'This is no press on a notification of ours');
    if (read.kind === 'expired') throw new HttpError(410, 'This notification is too old to answer');
    const { does, incident, person: id } = read.token;
    const person = door.person(id);
    if (!person || does === 'voice' || does === 'report')
      throw new HttpError(410, 'Whom this was sent to is not known here any more');
    const carried = await carryOut(door, { person, incident, does, via: 'push', once: pressed.press });
    const { became, words } = carried;
    response.status(became === 'later' ? 503 : 200).json({ became, words });
  });
  router.all('/', only('POST'));
  return router;
}
