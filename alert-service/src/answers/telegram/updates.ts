import { z } from 'zod';
import { capped } from '#lib/plain-text';
import { keyboardOf, type KeyWord, pressedKey } from '#channels/telegram-bot/keyboard';
import { type Carried, carryOut, type Doing } from '../act.ts';
import type { AnswerDoor } from '../answer-door.ts';
import { answerText } from '../by-text.ts';
import { createMemory } from '../memory.ts';
import type { CallTelegram } from './api.ts';

const Chat = z.object({ id: z.number(), type: z.string().optional() });

/** https://core.telegram.org/bots/api#update, as far as it is for us. */
export const Update = z.object({
  update_id: z.number(),
  message: z.object({ chat: Chat, text: z.string().optional() }).optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: z.object({ id: z.number() }),
      data: z.string().optional(),
      message: z
        .object({
          message_id: z.number(),
          chat: Chat,
          text: z.string().optional(),
          entities: z.array(z.unknown()).optional(),
        })
        .optional(),
    })
    .optional(),
});
type Update = z.output<typeof Update>;
type Pressed = NonNullable<Update['callback_query']>;

export type TakeUpdate = (update: Update) => Promise<void>;

interface Parts {
  readonly door: AnswerDoor;
  readonly call: CallTelegram;
}

const doings: Readonly<Record<KeyWord, Doing>> = {
  ack: 'acknowledge',
  resolve: 'resolve',
  snooze: 'snooze',
  awake: 'awake',
  back: 'hand-back',
  wake: 'wake',
  reopen: 'reopen',
};
/** https://core.telegram.org/bots/api#answercallbackquery */
const longestNote = 200;
const longestText = 4_096;
const hourMs = 3_600_000;

/** What people press and write to the bot. Telegram sends each update again until it was taken: each counts once. */
export function createUpdates(parts: Parts): TakeUpdate {
  const { clock, log } = parts.door;
  const taken = createMemory<true>({ clock, keptMs: 24 * hourMs, most: 2_000 });
  const strangers = createMemory<true>({ clock, keptMs: hourMs, most: 1_000 });
  return async (update) => {
    const id = String(update.update_id);
    if (taken.get(id)) return;
    taken.set(id, true);
    try {
      if (update.callback_query) await pressed(parts, update.callback_query);
      else if (update.message) await written(parts, { update, message: update.message, strangers });
    } catch (error) {
      log.error('an update of Telegram could not be taken', {
        err: error instanceof Error ? error : String(error),
      });
    }
  };
}

async function pressed({ door, call }: Parts, query: Pressed): Promise<void> {
  const answer = (text: string, alert: boolean): Promise<unknown> =>
    call('answerCallbackQuery', {
      callback_query_id: query.id,
      text: capped(text, longestNote),
      show_alert: alert,
    });
  const person = door.personBy('telegram', String(query.from.id));
  if (!person)
    return void (await answer(
      'Tocsin does not know this account: nothing was done. Write /start here.',
      true,
    ));
  const key = pressedKey(query.data ?? '');
  if (!key) return void (await answer('This key is not known any more: nothing was done.', true));
  const carried = await carryOut(door, {
    ...{ person, incident: key.incident, does: doings[key.word], via: 'telegram', once: query.id },
  });
  await answer(carried.words, carried.became !== 'done');
  await shownIn(call, query, carried);
}

/** The message says at once what is true now, and offers what can be done next. */
async function shownIn(
  call: CallTelegram,
  { message }: Pressed,
  { words, incident }: Carried,
): Promise<void> {
  if (!message || !incident) return;
  const place = {
    chat_id: message.chat.id,
    message_id: message.message_id,
    reply_markup: keyboardOf(incident.id, incident.status),
  };
  const text = `${message.text ?? ''}\n\n${words}`;
  if (message.text === undefined || text.length > longestText || message.text.endsWith(words))
    return void (await call('editMessageReplyMarkup', place));
  const { entities } = message;
  await call('editMessageText', {
    ...place,
    text,
    ...(entities && { entities }),
    link_preview_options: { is_disabled: true },
  });
}

interface Written {
  readonly update: Update;
  readonly message: NonNullable<Update['message']>;
  readonly strangers: ReturnType<typeof createMemory<true>>;
}

/** In a chat of one person with the bot; what is said in groups is not for us. */
async function written({ door, call }: Parts, { update, message, strangers }: Written): Promise<void> {
  const { chat, text } = message;
  if (chat.type !== 'private' || text === undefined) return;
  const id = String(chat.id);
  const reply = (words: string): Promise<unknown> => call('sendMessage', { chat_id: chat.id, text: words });
  const person = door.personBy('telegram', id);
  const asksWho = /^\/start\b/u.test(text);
  if (person && !asksWho) {
    const once = String(update.update_id);
    const asked = { person, text: text.replace(/^\//u, ''), via: 'telegram', once } as const;
    return void (await reply(await answerText(door, asked)));
  }
  if (!asksWho && strangers.get(id)) return;
  strangers.set(id, true);
  await reply(
    person
      ? `You are ${person.name} in Tocsin: pages come here. Answer them with their keys, or write 0 to see what is open.`
      : `Your chat is ${id}. Add it in Tocsin to your contact methods, as telegram: a code comes here then, which proves that it is yours.`,
  );
}
