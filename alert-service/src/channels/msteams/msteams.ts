import type { MsteamsSettings } from '#config/msteams-config';
import { bodyOf, faultLine } from '../body.ts';
import type { Channel, Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { overHttp } from '../http-line.ts';
import { cappedBytes } from '#lib/plain-text';
import { oneSentence, titleWords } from '../sentences.ts';
import { longestTeamsText, longestTeamsTitle, teamsStyle } from '../teams-style.ts';
import { worded } from '../wording.ts';

/** Microsoft Teams by a connector of Office 365: a message card. */
export const msteams: Channel<MsteamsSettings> = {
  type: 'msteams',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Microsoft Teams', edge, async (line) => {
      const url = line.address(settings.webhookUrl);
      const json = card(message, { settings, edge });
      const { outcome, body } = await line.ask({ url, json, http: settings.http });
      const inner = outcome.kind === 'done' ? innerStatus(body) : undefined;
      return inner === undefined ? outcome : line.judged({ status: inner, body });
    }),
};

/** A connector answers 200 also where Teams did not take the message, and says so in words. */
function innerStatus(body: string): number | undefined {
  const status = /HTTP error (\d{3})/u.exec(body)?.[1];
  return status === undefined ? undefined : Number(status);
}

function card(message: Message, { settings, edge }: { settings: MsteamsSettings; edge: Edge }): object {
  const facts = factsOf(message);
  const style = teamsStyle;
  const fits = (body: string): boolean => Buffer.byteLength(body) <= longestTeamsText - 1000;
  return worded(message, edge, (say, fault) => ({
    '@context': 'http://schema.org/extensions',
    type: 'MessageCard',
    title: cappedBytes(say(settings.title, style.text(titleWords(facts))), longestTeamsTitle),
    summary: cappedBytes(say(settings.summary, oneSentence(facts)), longestTeamsTitle),
    text: cappedBytes(
      say(settings.text, faultLine(fault, style) + bodyOf(facts, { style, fits })),
      longestTeamsText,
    ),
    themeColor: message.notice.firing.length > 0 ? '8C1A1A' : '2DC72D',
  }));
}
