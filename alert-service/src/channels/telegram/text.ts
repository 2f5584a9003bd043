import type { TelegramSettings } from '#config/telegram-config';
import { bodyOf, faultLine } from '../body.ts';
import type { Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { messageOf } from '../outcome.ts';
import { cappedCharacters, oneLine } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { htmlStyle as style } from '../text-style.ts';
import { longestText } from './answer.ts';

interface Text {
  readonly text: string;
  readonly parse_mode?: string;
}

/** The user's text in the user's mode, else ours, which is HTML whatever the mode. */
export function textOf(
  message: Message,
  { settings, edge }: { readonly settings: TelegramSettings; readonly edge: Edge },
): Text {
  const { message: template, parseMode } = settings;
  if (template === undefined) return ownText(message);
  try {
    const text = expanded(template, { message, parseMode, edge });
    if (parseMode === 'HTML' && [...text].length > longestText)
      return ownText(message, `Its text is longer than the ${longestText} characters that Telegram takes.`);
    return {
      text: cappedCharacters(text, longestText),
      ...(parseMode !== '' && { parse_mode: parseMode }),
    };
  } catch (error) {
    const err = messageOf(error);
    edge.log.warn('the template of a Telegram message fails', { receiver: message.notice.receiver, err });
    return ownText(message, oneLine(err, 300));
  }
}

/** In HTML each value is escaped for its place. */
const expanded = (
  template: string,
  { message, parseMode, edge }: { message: Message; parseMode: TelegramSettings['parseMode']; edge: Edge },
): string => {
  if (!template.includes('{{')) return template;
  return edge.expand(template, message, parseMode === 'HTML' ? 'html' : 'text');
};

function ownText(message: Message, fault?: string): Text {
  const facts = factsOf(message);
  const title = `${faultLine(fault, style)}${style.strong(style.text(titleWords(facts)))}\n`;
  const fits = (body: string): boolean => title.length + body.length <= longestText;
  return { text: title + bodyOf(facts, { style, fits }), parse_mode: 'HTML' };
}
