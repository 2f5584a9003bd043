import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Router } from 'express';
import type { TwoWay } from '#config/two-way-config';
import { parseJson, readBody } from '#http/body';
import { HttpError } from '#http/errors';
import { exactRouter, only } from '#http/routing';
import type { AnswerDoor } from '../answer-door.ts';
import { secretsOf } from '../elsewhere/secrets.ts';
import { createTakeElsewhere } from '../elsewhere/take.ts';
import { eventOf, Webhook } from './event.ts';

interface OpsgenieParts {
  readonly door: AnswerDoor;
  /** As they are now; none where tocsin.yml has no `opsgenie`. */
  readonly settings: () => TwoWay | undefined;
}

const longestWebhook = 512 * 1024;

/** Opsgenie's webhooks come to `/answers/opsgenie`: it signs nothing, and proves itself by a header that only it knows. */
export function opsgenieAnswers(parts: OpsgenieParts): Router {
  const { door } = parts;
  const router = exactRouter();
  const take = createTakeElsewhere(door, { title: 'Opsgenie', via: 'opsgenie' });
  router.post('/', async (request, response) => {
    checkToken(parts, request);
    const body = await readBody(request, longestWebhook);
    const webhook = Webhook.safeParse(parseJson(body));
    const id = createHash('sha256').update(body).digest('base64url');
    const event = webhook.success
      ? eventOf(webhook.data, { id, now: door.clock.now() })
      : { nothing: 'it is no action on an alert' };
    const words = 'nothing' in event ? `Nothing is done: ${event.nothing}.` : await take(event);
    response.status(200).type('text/plain').send(`${words}\n`);
  });
  router.all('/', only('POST'));
  return router;
}

function checkToken({ door, settings }: OpsgenieParts, { headers }: Request<object>): void {
  const tokens = secretsOf({ door, settings: settings(), field: 'opsgenie.webhook_token' });
  const given = headers['x-tocsin-token'];
  if (typeof given === 'string' && tokens.some((own) => isSame(given, own))) return;
  door.log.warn('A request to the address for Opsgenie does not have our token', {
    remedy:
      'give the webhook integration the header X-Tocsin-Token with webhook_token of opsgenie in tocsin.yml',
  });
  throw new HttpError(403, 'This is not Opsgenie with our token', {
    detail: 'The header X-Tocsin-Token must be the webhook_token of opsgenie in tocsin.yml.',
  });
}

/** Of their hashes: how long it takes says nothing, not even of their length. */
function isSame(given: string, own: string): boolean {
  const [left, right] = [given, own].map((each) => createHash('sha256').update(each).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
