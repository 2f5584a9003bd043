import type { Request, Response, Router } from 'express';
import { hangUp, response as twiml, say } from '#channels/twilio-call/twiml';
import type { TwilioSettings } from '#config/twilio-config';
import { readBody } from '#http/body';
import { HttpError } from '#http/errors';
import { exactRouter, only } from '#http/routing';
import type { Secret } from '#lib/secret';
import type { AnswerDoor } from '../answer-door.ts';
import type { AnswerToken, Tokens } from '../tokens.ts';
import { takeReport } from './report.ts';
import { isFromTwilio } from './signature.ts';
import { createSmsAnswers } from './sms.ts';
import { answerCall } from './voice.ts';

interface TwilioParts {
  readonly door: AnswerDoor;
  readonly tokens: Pick<Tokens, 'read'>;
  /** As they are now; none where tocsin.yml has no `twilio`. */
  readonly settings: () => TwilioSettings | undefined;
}

const longestForm = 64 * 1024;

/** What Twilio asks below `/answers/twilio`: replies to SMS, keys in calls, and what became of both. */
export function twilioAnswers(parts: TwilioParts): Router {
  const { door, tokens } = parts;
  const router = exactRouter();
  const answerSms = createSmsAnswers(door);
  router.post('/sms', async (request, response) => {
    sendTwiml(response, await answerSms(await genuineForm(parts, request)));
  });
  router.post('/voice/:token', async (request, response) => {
    const form = await genuineForm(parts, request);
    const token = tokenFor('voice', tokens.read(request.params.token));
    if (!token) return sendTwiml(response, twiml(say('This call is not valid any more. Goodbye.'), hangUp));
    sendTwiml(response, await answerCall(door, { token, url: addressOf(parts, request), form }));
  });
  router.post('/report/:token', async (request, response) => {
    const form = await genuineForm(parts, request);
    const token = tokenFor('report', tokens.read(request.params.token));
    if (token) await takeReport(door, token, form);
    response.status(204).end();
  });
  router.all(['/sms', '/voice/:token', '/report/:token'], only('POST'));
  return router;
}

const tokenFor = (does: AnswerToken['does'], read: ReturnType<Tokens['read']>): AnswerToken | undefined =>
  read.kind === 'valid' && read.token.does === does ? read.token : undefined;

const sendTwiml = (response: Response, markup: string): void =>
  void response.type('text/xml').setHeader('Cache-Control', 'no-store').send(markup);

/** As Twilio knows it: proxies on the way change what we see of it. */
const addressOf = ({ door }: TwilioParts, request: Request<object>): string =>
  `${door.externalUrl}/answers/twilio${request.url}`;

async function genuineForm(parts: TwilioParts, request: Request<object>): Promise<URLSearchParams> {
  const settings = parts.settings();
  if (!settings) throw new HttpError(404, 'There is no twilio in tocsin.yml');
  const form = new URLSearchParams(await readBody(request, longestForm));
  const signature = request.headers['x-twilio-signature'];
  const url = addressOf(parts, request);
  if (typeof signature === 'string' && isFromTwilio(tokenOf(settings, parts.door), { url, form, signature }))
    return form;
  parts.door.log.warn('A request to the addresses for Twilio is not signed by it', {
    path: request.path.split('/')[1] ?? '',
    remedy: 'check auth_token of twilio in tocsin.yml, and that Twilio calls --web.external-url',
  });
  throw new HttpError(403, 'This is not signed by Twilio', {
    detail: 'Twilio must call the address of --web.external-url, with the account of tocsin.yml.',
  });
}

function tokenOf({ authToken }: TwilioSettings, { log }: AnswerDoor): string {
  const token = revealed(authToken);
  // An empty token would let in whoever knows that it is empty.
  if (token !== '') return token;
  log.error('the auth token of Twilio cannot be read', { file: authToken.file ?? '' });
  throw new HttpError(503, 'Twilio is not set up as it should be', { retryAfterSeconds: 60 });
}

function revealed(secret: Secret): string {
  try {
    return secret.reveal();
  } catch {
    return '';
  }
}
