import { timingSafeEqual } from 'node:crypto';
import type { Router } from 'express';
import type { TelegramBotSettings } from '#config/telegram-bot-config';
import { parseJson, readBody, requireJson } from '#http/body';
import { HttpError } from '#http/errors';
import { exactRouter, only } from '#http/routing';
import { type TakeUpdate, Update } from './updates.ts';

interface TelegramParts {
  readonly settings: () => TelegramBotSettings | undefined;
  readonly take: TakeUpdate;
}

const longestUpdate = 256 * 1024;

/** Telegram calls `/answers/telegram` where a webhook_secret is set, and proves itself with it. */
export function telegramAnswers({ settings, take }: TelegramParts): Router {
  const router = exactRouter();
  router.post('/', async (request, response) => {
    const secret = settings()?.webhookSecret;
    if (!secret) throw new HttpError(404, 'There is no webhook_secret of telegram in tocsin.yml');
    const given = request.headers['x-telegram-bot-api-secret-token'];
    if (typeof given !== 'string' || !isSame(given, secret.reveal()))
      throw new HttpError(403, 'This is not Telegram with our secret');
    requireJson(request);
    const update = Update.safeParse(parseJson(await readBody(request, longestUpdate)));
    if (!update.success) throw new HttpError(400, 'This is no update of Telegram');
    await take(update.data);
    response.status(200).end();
  });
  router.all('/', only('POST'));
  return router;
}

/** A secret whose file is empty is nobody's. */
function isSame(given: string, own: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(own)];
  return right.length > 0 && left.length === right.length && timingSafeEqual(left, right);
}
