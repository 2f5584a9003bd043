import type { RocketchatSettings } from '#config/rocketchat-config';
import { answerButtons } from '../answer-buttons.ts';
import { bodyOf, faultLine } from '../body.ts';
import type { Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { cappedCharacters } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { markdownStyle, type TextStyle } from '../text-style.ts';
import { worded } from '../wording.ts';

const longestTitle = 1024;
/** Rocket.Chat's own default of Message_MaxAllowedSize. */
const longestText = 5000;
const style: TextStyle = { ...markdownStyle, strong: (markup) => `*${markup}*` };

/** What is posted but for the channel. */
export function attachmentOf(
  message: Message,
  { settings, edge }: { readonly settings: RocketchatSettings; readonly edge: Edge },
): object {
  const facts = factsOf(message);
  const fits = (body: string): boolean => body.length <= longestText - 500;
  return worded(message, edge, (say, fault) => {
    const own = faultLine(fault, style) + bodyOf(facts, { style, fits });
    const attachment = said({
      title: cappedCharacters(say(settings.title, titleWords(facts)), longestTitle),
      title_link: say(settings.titleLink, facts.links.main),
      text: cappedCharacters(say(settings.text, own), longestText),
      image_url: say(settings.imageUrl),
      thumb_url: say(settings.thumbUrl),
      color: say(settings.color, message.notice.firing.length > 0 ? 'red' : 'green'),
      fields: settings.fields.map(({ title, value, short }) => ({
        short,
        ...said({ title: say(title), value: say(value) }),
      })),
      actions: [
        ...settings.actions.map(({ text, url, msg }) =>
          said({ text: say(text), url: say(url), msg: say(msg) }),
        ),
        ...answerButtons(message).map(({ text, url }) => ({ text, url })),
      ].map((action) => ({ type: 'button', ...action, is_webview: false, msg_in_chat_window: false })),
    });
    return said({ emoji: say(settings.emoji), avatar: say(settings.iconUrl), attachments: [attachment] });
  });
}

/** Upstream leaves out what is empty. */
const said = (fields: Readonly<Record<string, string | readonly object[]>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length > 0));
