import type { TelegramBotSettings } from '#config/telegram-bot-config';
import { bodyOf } from '../body.ts';
import type { Channel, Message, Outcome } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { type Line, overHttp } from '../http-line.ts';
import { Refusal } from '../outcome.ts';
import { titleWords } from '../sentences.ts';
import { longestText, telegramAnswer } from '../telegram/answer.ts';
import { htmlStyle as style } from '../text-style.ts';
import { keyboardOf } from './keyboard.ts';

export interface TelegramPersonSettings extends TelegramBotSettings {
  /** Theirs with the bot: the bot says it when they write /start. */
  readonly chatId: string;
}

/** A person's chat with the bot: what they press comes in at answers/telegram, and the message stays true. */
export const telegramBot: Channel<TelegramPersonSettings> = {
  type: 'telegram-bot',
  nature: 'chat',
  updatesInPlace: true,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Telegram', edge, async (line) => {
      if (!/^-?\d{1,15}$/u.test(settings.chatId))
        throw new Refusal('the Telegram chat is no whole number: write /start to the bot, it says yours');
      return carried(message, { settings, line });
    }),
};

interface Attempt {
  readonly settings: TelegramPersonSettings;
  readonly line: Line;
}

async function carried(message: Message, attempt: Attempt): Promise<Outcome> {
  const { receipt, notice, incident } = message;
  const posted = receipt?.message;
  // People are told once; what follows, the end too, changes what was told.
  const isUpdate = notice.why !== 'first' && receipt?.incident === incident?.id;
  if (!posted || !isUpdate) return asked('sendMessage', {}, { ...attempt, message });
  const outcome = await asked('editMessageText', { message_id: Number(posted) }, { ...attempt, message });
  if (outcome.kind !== 'refused') return { ...outcome, ...(outcome.kind === 'done' && { receipt }) };
  // Deleted, too old, or it says so already: nobody needs a second sound for that.
  return { kind: 'done', receipt, note: outcome.error };
}

async function asked(
  method: 'sendMessage' | 'editMessageText',
  more: Readonly<Record<string, unknown>>,
  { settings, line, message }: Attempt & { readonly message: Message },
): Promise<Outcome> {
  const token = line.reveal(settings.botToken);
  const reply = await line.ask({
    url: `${settings.apiUrl}/bot${token}/${method}`,
    json: { chat_id: Number(settings.chatId), ...more, ...postOf(message) },
    http: settings.http,
  });
  const { outcome, result } = telegramAnswer(reply, line);
  const { incident } = message;
  if (outcome.kind !== 'done' || result?.message_id === undefined) return outcome;
  const receipt = { message: String(result.message_id), ...(incident && { incident: incident.id }) };
  return { ...outcome, receipt };
}

function postOf(message: Message): Readonly<Record<string, unknown>> {
  const { page } = message.notice;
  const own = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } };
  if (page?.code !== undefined)
    return {
      ...own,
      text: `<b>${style.text(page.code)}</b> is your code for Tocsin. It proves that this chat is yours, for 10 minutes.`,
    };
  const facts = factsOf(message);
  const test = page?.why === 'test' ? 'Test, nothing is wrong. ' : '';
  const title = `${style.strong(style.text(test + titleWords(facts)))}\n`;
  const fits = (body: string): boolean => title.length + body.length <= longestText;
  const incident = message.incident?.id ?? page?.incident;
  return {
    ...own,
    text: title + bodyOf(facts, { style, fits }),
    ...(page?.person !== undefined &&
      incident !== undefined &&
      !message.notice.digest && {
        reply_markup: keyboardOf(incident, message.incident?.status ?? 'triggered'),
      }),
  };
}
