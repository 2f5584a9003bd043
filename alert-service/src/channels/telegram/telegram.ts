import type { TelegramSettings } from '#config/telegram-config';
import type { Channel } from '../channel.ts';
import { overHttp } from '../http-line.ts';
import { Refusal } from '../outcome.ts';
import { telegramAnswer } from './answer.ts';
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
      return telegramAnswer(reply, line).outcome;
    }),
};

function chatOf({ chatId }: TelegramSettings): number {
  const id = chatId.reveal();
  if (/^-?\d{1,15}$/u.test(id)) return Number(id);
  throw new Refusal(`the chat_id is no whole number: check the file ${chatId.file ?? ''}`);
}
