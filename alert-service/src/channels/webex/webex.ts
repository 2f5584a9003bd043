import type { WebexSettings } from '#config/webex-config';
import { answerButtons } from '../answer-buttons.ts';
import { bodyOf, faultLine } from '../body.ts';
import type { Channel, Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { aimed, overHttp } from '../http-line.ts';
import { cappedBytes } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { markdownStyle, type TextStyle } from '../text-style.ts';
import { worded } from '../wording.ts';

/** https://developer.webex.com/docs/api/v1/messages/create-a-message */
const longestMarkdown = 7439;

/** In Webex a single line break is none. */
const style: TextStyle = { ...markdownStyle, newLine: '  \n' };

/** Webex by a bot: one message in a room. */
export const webex: Channel<WebexSettings> = {
  type: 'webex',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Webex', edge, async (line) => {
      const roomId = aimed(settings.roomId, { what: 'room_id', message, edge });
      const markdown = markdownOf(message, { settings, edge });
      const { outcome } = await line.ask({
        url: settings.apiUrl,
        json: { markdown, ...(roomId !== '' && { roomId }) },
        http: settings.http,
      });
      return outcome;
    }),
};

function markdownOf(message: Message, { settings, edge }: { settings: WebexSettings; edge: Edge }): string {
  const facts = factsOf(message);
  const title = `${style.strong(style.text(titleWords(facts)))}${style.newLine}`;
  const fits = (body: string): boolean => Buffer.byteLength(title + body) <= longestMarkdown - 1000;
  const links = answerButtons(message).map(({ text, url }) => style.link(url, text));
  const answers = links.length > 0 ? `${style.newLine}${links.join(style.between)}` : '';
  return worded(
    message,
    edge,
    (say, fault) =>
      cappedBytes(
        say(settings.message, faultLine(fault, style) + title + bodyOf(facts, { style, fits })),
        longestMarkdown - Buffer.byteLength(answers),
      ) + answers,
  );
}
