import type { TelegramSettings } from '#config/telegram-config';
import { z } from 'zod';
import type { Channel, Outcome } from '../channel.ts';
import { type Line, overHttp, type Reply } from '../http-line.ts';
import { Refusal } from '../outcome.ts';
import { textOf } from './text.ts';

/** Telegram by a bot. */
export const telegram: Channel<TelegramSettings> = {
  type: 'telegram',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Telegram', edge, async (line) => {
      const token = line.reveal(settings.botToken);
      const reply = await line.ask({
        url: `${settings.apiUrl.replace(/\/+$/u, '')}/bot${token}/sendMessage`,
        json: {
          chat_id: chatOf(settings),
          ...textOf(message, { settings, edge }),
          disable_web_page_preview: true,
          disable_notification: settings.disableNotifications,
          ...(settings.messageThreadId !== 0 && { message_thread_id: settings.messageThreadId }),
        },
        http: settings.http,
      });
      return outcomeOf(reply, line);
    }),
};

function chatOf({ chatId }: TelegramSettings): number {
  const id = chatId.reveal();
  if (/^-?\d{1,15}$/u.test(id)) return Number(id);
  throw new Refusal(`the chat_id is no whole number: check the file ${chatId.file ?? ''}`);
}

const Refused = z.object({
  ok: z.literal(false),
  error_code: z.number().optional(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

/** Telegram says in its answer how long to wait. */
function outcomeOf({ status, body, outcome }: Reply, line: Line): Outcome {
  const refused = Refused.safeParse(parsed(body)).data;
  if (!refused) return outcome;
  const { error_code: code = status, description = '', parameters } = refused;
  const wait = parameters?.retry_after;
  if (wait === undefined && outcome.kind === 'retry') return outcome;
  return line.judged({
    status: code < 300 ? 400 : code,
    body: description,
    ...(wait !== undefined && { retryAfter: String(wait) }),
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
