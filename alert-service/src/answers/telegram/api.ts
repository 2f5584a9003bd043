import { z } from 'zod';
import { messageOf } from '#channels/outcome';
import { jsonText } from '#channels/http-line';
import type { SafeFetch } from '#channels/safe-fetch';
import { scrubber } from '#channels/secrets';
import type { TelegramBotSettings } from '#config/telegram-bot-config';
import type { Clock } from '#lib/clock';

type Method =
  | 'getUpdates'
  | 'setWebhook'
  | 'deleteWebhook'
  | 'sendMessage'
  | 'answerCallbackQuery'
  | 'editMessageText'
  | 'editMessageReplyMarkup';

/** https://core.telegram.org/bots/api#making-requests */
export type Said =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: number; readonly error: string; readonly waitMs?: number };

export type CallTelegram = (method: Method, args: object, within?: Within) => Promise<Said>;

interface Within {
  readonly ms: number;
  readonly signal?: AbortSignal;
}

export interface TelegramApiParts {
  readonly settings: () => TelegramBotSettings | undefined;
  readonly fetch: SafeFetch;
  readonly clock: Clock;
}

const Answer = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error_code: z.number().optional(),
    description: z.string().optional(),
    parameters: z.object({ retry_after: z.number().optional() }).optional(),
  }),
]);

/** Asks Telegram. Never rejects, and what it says of a failure holds no token. */
export function createTelegramApi({ settings, fetch, clock }: TelegramApiParts): CallTelegram {
  return async (method, args, { ms, signal } = { ms: 15_000 }) => {
    const bot = settings();
    if (!bot) return { ok: false, code: 0, error: 'there is no telegram in tocsin.yml' };
    const deadline = new AbortController();
    const cancel = clock.at(clock.now() + ms, () =>
      deadline.abort(new DOMException('Telegram did not answer in time', 'TimeoutError')),
    );
    const secrets: string[] = [];
    try {
      const token = bot.botToken.reveal();
      secrets.push(token);
      const response = await fetch(`${bot.apiUrl}/bot${token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: jsonText(args),
        http: bot.http,
        hide: (...more) => void secrets.push(...more),
        signal: AbortSignal.any([deadline.signal, ...(signal ? [signal] : [])]),
      });
      return saidOf(response.status, await response.text());
    } catch (error) {
      return { ok: false, code: 0, error: scrubber(secrets)(messageOf(error)) };
    } finally {
      cancel();
    }
  };
}

function saidOf(status: number, body: string): Said {
  const answer = Answer.safeParse(parsed(body)).data;
  if (!answer) return { ok: false, code: status, error: `Telegram answered ${status}` };
  if (answer.ok) return { ok: true, result: answer.result };
  const { error_code: code = status, description = 'it did not say why', parameters } = answer;
  const wait = parameters?.retry_after;
  return { ok: false, code, error: description, ...(wait !== undefined && { waitMs: wait * 1000 }) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
