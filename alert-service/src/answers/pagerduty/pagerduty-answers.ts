import type { Request, Router } from 'express';
import type { TwoWay } from '#config/two-way-config';
import { parseJson, readBody } from '#http/body';
import { HttpError } from '#http/errors';
import { exactRouter, only } from '#http/routing';
import type { AnswerDoor } from '../answer-door.ts';
import { secretsOf } from '../elsewhere/secrets.ts';
import { createTakeElsewhere } from '../elsewhere/take.ts';
import { createMemory } from '../memory.ts';
import { eventOf, type KnownKeys, Webhook } from './event.ts';
import { isFromPagerDuty } from './signature.ts';

interface PagerDutyParts {
  readonly door: AnswerDoor;
  /** As they are now; none where tocsin.yml has no `pagerduty`. */
  readonly settings: () => TwoWay | undefined;
}

/** PagerDuty drops what would be longer than 256 kB. */
const longestWebhook = 512 * 1024;
const incidentsKeptMs = 30 * 86_400_000;

/** PagerDuty's webhooks, version 3, come to `/answers/pagerduty`: what people do there is done here. */
export function pagerDutyAnswers(parts: PagerDutyParts): Router {
  const { door } = parts;
  const router = exactRouter();
  const take = createTakeElsewhere(door, { title: 'PagerDuty', via: 'pagerduty' });
  const keys: KnownKeys = createMemory({ clock: door.clock, keptMs: incidentsKeptMs, most: 20_000 });
  router.post('/', async (request, response) => {
    const webhook = Webhook.safeParse(parseJson(await genuineBody(parts, request)));
    // Three refusals in a row, and PagerDuty sends nothing for a day: what is genuine but not for us is taken.
    const event = webhook.success
      ? eventOf(webhook.data.event, keys)
      : { nothing: 'it is no event of an incident' };
    const words = 'nothing' in event ? `Nothing is done: ${event.nothing}.` : await take(event);
    response.status(200).type('text/plain').send(`${words}\n`);
  });
  router.all('/', only('POST'));
  return router;
}

async function genuineBody({ door, settings }: PagerDutyParts, request: Request<object>): Promise<string> {
  const secrets = secretsOf({ door, settings: settings(), field: 'pagerduty.webhook_secret' });
  const body = await readBody(request, longestWebhook);
  const signatures = request.headers['x-pagerduty-signature'];
  if (typeof signatures === 'string' && isFromPagerDuty(secrets, { signatures, body })) return body;
  door.log.warn('A request to the address for PagerDuty is not signed by it', {
    remedy: 'check webhook_secret of pagerduty in tocsin.yml: each webhook subscription has its own',
  });
  throw new HttpError(403, 'This is not signed by PagerDuty', {
    detail: 'The secret of the webhook subscription must be the webhook_secret of pagerduty in tocsin.yml.',
  });
}
