import type { DiscordSettings } from '#config/discord-config';
import { answerButtons } from '../answer-buttons.ts';
import { bodyOf, faultLine } from '../body.ts';
import type { Channel, Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { overHttp } from '../http-line.ts';
import { cappedCharacters } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { markdownStyle as style } from '../text-style.ts';
import { worded } from '../wording.ts';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits; all of an embed may have 6,000. */
const longest = { title: 256, description: 4096, content: 2000, username: 80 };
const red = 0x992d22;
const green = 0x2ecc71;

/** Discord by the webhook of a channel. */
export const discord: Channel<DiscordSettings> = {
  type: 'discord',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Discord', edge, async (line) => {
      const url = line.address(settings.webhookUrl);
      const components = componentsOf(message);
      const { outcome } = await line.ask({
        url: components ? withComponents(url) : url,
        json: { ...post(message, { settings, edge }), ...components },
        http: settings.http,
      });
      return outcome;
    }),
};

/** https://discord.com/developers/docs/components/reference#button: buttons that open an address, of 512 at most. */
function componentsOf(message: Message): { readonly components: readonly object[] } | undefined {
  const buttons = answerButtons(message)
    .filter(({ url }) => url.length <= 512)
    .map(({ text, url }) => ({ type: 2, style: 5, label: text, url }));
  return buttons.length > 0 ? { components: [{ type: 1, components: buttons }] } : undefined;
}

/** Else the webhook of a channel drops them: https://discord.com/developers/docs/resources/webhook#execute-webhook */
function withComponents(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.searchParams.set('with_components', 'true');
  return url.href;
}

function post(message: Message, { settings, edge }: { settings: DiscordSettings; edge: Edge }): object {
  const facts = factsOf(message);
  const fits = (body: string): boolean => body.length <= longest.description - 500;
  const { username, avatarUrl } = settings;
  const texts = worded(message, edge, (say, fault) => ({
    title: cappedCharacters(say(settings.title, style.text(titleWords(facts))), longest.title),
    description: cappedCharacters(
      say(settings.message, faultLine(fault, style) + bodyOf(facts, { style, fits })),
      longest.description,
    ),
    content: cappedCharacters(say(settings.content), longest.content),
  }));
  const { content, ...embed } = texts;
  return {
    content,
    embeds: [{ ...embed, color: message.notice.firing.length > 0 ? red : green }],
    ...(username && { username: cappedCharacters(username, longest.username) }),
    ...(avatarUrl && URL.canParse(avatarUrl) && { avatar_url: avatarUrl }),
    ...mentionsOf(content, { settings, message }),
  };
}

const everybody = /@(?:everyone|here)\b/u;

/** Calling everybody must have been meant: written in the template or an annotation, not smuggled in by a label of a target. */
function mentionsOf(
  content: string,
  { settings, message }: { settings: DiscordSettings; message: Message },
): object {
  if (!everybody.test(content)) return {};
  const { firing, resolved } = message.notice;
  const meant = [
    settings.content ?? '',
    ...[...firing, ...resolved].flatMap(({ annotations }) => Object.values(annotations)),
  ].some((text) => everybody.test(text));
  return meant ? {} : { allowed_mentions: { parse: ['users', 'roles'] } };
}
