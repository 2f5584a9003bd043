import { createHash } from 'node:crypto';
import type { Router } from 'express';
import { z } from 'zod';
import { oneLine } from '#lib/plain-text';
import { parseJson, readBody, requireJson } from '#http/body';
import { HttpError } from '#http/errors';
import { exactRouter, only } from '#http/routing';
import { carryOut, type Doing } from '../act.ts';
import type { AnswerDoor } from '../answer-door.ts';
import { strangerNamed } from '../reader.ts';
import type { AnswerToken, Tokens } from '../tokens.ts';
import { tokenPressed } from '../pressed.ts';

interface MattermostParts {
  readonly door: AnswerDoor;
  readonly tokens: Pick<Tokens, 'read' | 'isSigned'>;
}

const longestPress = 64 * 1024;

/** https://developers.mattermost.com/integrate/plugins/interactive-messages/ */
const Pressed = z.object({
  user_id: z.string().max(100),
  user_name: z.string().max(200).optional(),
  post_id: z.string().max(100).default(''),
  trigger_id: z.string().max(500).default(''),
  context: z.object({ answer: z.string().max(2_000) }),
});

/**
 * `/answers/mattermost`: a button under a post. What is signed stands in its context, which Mattermost keeps to itself:
 * who sends it is the server that we posted to, and whom it names has pressed.
 */
export function mattermostAnswers({ door, tokens }: MattermostParts): Router {
  const router = exactRouter();
  router.post('/', async (request, response) => {
    requireJson(request);
    const pressed = Pressed.safeParse(parseJson(await readBody(request, longestPress))).data;
    if (!pressed) throw new HttpError(400, 'This takes what a button in Mattermost sends');
    const read = tokens.read(tokenPressed(tokens, 'mattermost', pressed.context.answer) ?? '');
    if (read.kind === 'forged') throw new HttpError(403, 'This is no button of ours');
    const token = read.kind === 'valid' ? read.token : undefined;
    const says =
      token && isDone(token)
        ? await pressedWords(door, { pressed, token })
        : 'This message is too old to answer: open the incident in Tocsin.';
    response.json({ ephemeral_text: says });
  });
  router.all('/', only('POST'));
  return router;
}

const isDone = (token: AnswerToken): token is AnswerToken & { readonly does: Doing } =>
  token.does === 'acknowledge' || token.does === 'snooze';

interface Press {
  readonly pressed: z.output<typeof Pressed>;
  readonly token: AnswerToken & { readonly does: Doing };
}

async function pressedWords(door: AnswerDoor, { pressed, token }: Press): Promise<string> {
  const { user_id: user, user_name: name, post_id: post, trigger_id: trigger } = pressed;
  const person = strangerNamed(`${oneLine(name ?? user, 60)} (Mattermost)`);
  // One press has one trigger: what is sent again counts once.
  const once = createHash('sha256').update(`${user} ${post} ${trigger}`).digest('base64url');
  const { incident, does } = token;
  const carried = await carryOut(door, {
    ...{ person, incident, does, via: 'mattermost' },
    ...(trigger !== '' && { once }),
  });
  return carried.words;
}
