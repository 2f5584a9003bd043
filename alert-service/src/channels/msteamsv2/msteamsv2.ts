import type { Msteamsv2Settings } from '#config/msteamsv2-config';
import { answerButtons } from '../answer-buttons.ts';
import { bodyOf, faultLine } from '../body.ts';
import type { Channel, Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { overHttp } from '../http-line.ts';
import { cappedBytes } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { longestTeamsText, longestTeamsTitle, teamsStyle } from '../teams-style.ts';
import { worded } from '../wording.ts';

/** Microsoft Teams by a workflow of Power Automate: an adaptive card. */
export const msteamsv2: Channel<Msteamsv2Settings> = {
  type: 'msteamsv2',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Microsoft Teams', edge, async (line) => {
      const url = line.address(settings.webhookUrl);
      const { outcome } = await line.ask({
        url,
        json: card(message, { settings, edge }),
        http: settings.http,
      });
      return outcome;
    }),
};

function card(message: Message, { settings, edge }: { settings: Msteamsv2Settings; edge: Edge }): object {
  const { title, text } = textsOf(message, { settings, edge });
  const color = message.notice.firing.length > 0 ? 'Attention' : 'Good';
  const heading = { weight: 'Bolder', size: 'Medium', wrap: true, style: 'heading', color };
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.2',
    body: [
      { type: 'TextBlock', text: title, ...heading },
      { type: 'TextBlock', text, wrap: true },
    ],
    ...actionsOf(message),
    msteams: { width: 'full' },
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

function actionsOf(message: Message): object {
  const actions = answerButtons(message).map(({ text, url }) => ({
    type: 'Action.OpenUrl',
    title: text,
    url,
  }));
  return actions.length > 0 ? { actions } : {};
}

function textsOf(
  message: Message,
  { settings, edge }: { settings: Msteamsv2Settings; edge: Edge },
): { title: string; text: string } {
  const facts = factsOf(message);
  const style = teamsStyle;
  const fits = (body: string): boolean => Buffer.byteLength(body) <= longestTeamsText - 1000;
  return worded(message, edge, (say, fault) => ({
    title: cappedBytes(say(settings.title, style.text(titleWords(facts))), longestTeamsTitle),
    text: cappedBytes(
      say(settings.text, faultLine(fault, style) + bodyOf(facts, { style, fits })),
      longestTeamsText,
    ),
  }));
}
