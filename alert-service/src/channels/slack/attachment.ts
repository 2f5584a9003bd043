import type { SlackAction, SlackSettings } from '#config/settings';
import type { Message } from '../channel.ts';
import type { Facts } from '../facts.ts';
import { capped, oneLine } from '#lib/plain-text';
import { linkWords, oneSentence, onlyAlertWords, overWords, sinceWords, titleWords } from '../sentences.ts';
import { colourOf } from './colours.ts';
import { bullets, code, escaped, escapedWithin, link, withoutForeignBroadcasts } from './mrkdwn.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The fields of one text each; absent ones are ours to write, empty ones were emptied on purpose. */
type TextName = Exclude<
  {
    [K in keyof SlackSettings]-?: SlackSettings[K] extends string | undefined ? K : never;
  }[keyof SlackSettings],
  undefined
>;

const longestTitle = 1024;
const longestText = 3000;

/** Expands one template of the user's. */
type Render = (template: string) => string;

/** What is posted but for channel and place: upstream's fields, in our words where the user gave none. */
export function postOf(settings: SlackSettings, { facts, render }: { facts: Facts; render: Render }): Json {
  const given = (template: string | undefined): string | undefined =>
    (template ? render(template) : '') || undefined;
  return defined({
    username: settings.username === undefined ? 'Tocsin' : given(settings.username),
    icon_emoji: given(settings.iconEmoji),
    icon_url: given(settings.iconUrl),
    link_names: settings.linkNames ? true : undefined,
    text: given(settings.messageText),
    attachments: [attachmentOf(settings, { facts, render })],
  });
}

/** Our own words throughout, and why: better a plain message than none. */
export function builtInPost(
  settings: SlackSettings,
  { facts, error }: { facts: Facts; error: string },
): Json {
  const { url, mrkdwnIn, shortFields, linkNames, updateMessage } = settings;
  const pretext = `A template of this receiver fails, so this is the built-in text. ${code(oneLine(error, 300))}`;
  const bare = { url, mrkdwnIn, shortFields, linkNames, updateMessage, fields: [], actions: [], pretext };
  return postOf(bare, { facts, render: (text) => text });
}

export const renderer =
  (message: Message, expand: (template: string) => string): Render =>
  (template) => {
    const { firing, resolved } = message.notice;
    const expanded = template.includes('{{') ? expand(template) : template;
    return withoutForeignBroadcasts(expanded, { template, alerts: [...firing, ...resolved] });
  };

function attachmentOf(settings: SlackSettings, { facts, render }: { facts: Facts; render: Render }): Json {
  const own = ownTexts(facts);
  const say = (name: TextName): string | undefined => {
    const template = settings[name];
    return template === undefined ? own[name] : render(template);
  };
  return defined({
    color: say('color') || undefined,
    title: capped(say('title') ?? '', longestTitle) || undefined,
    title_link: say('titleLink') || undefined,
    pretext: say('pretext') || undefined,
    text: say('text') ?? '',
    fallback: say('fallback') ?? '',
    callback_id: say('callbackId'),
    fields: settings.fields.map(({ title, value, short }) => ({
      title: render(title),
      value: render(value),
      short: short ?? settings.shortFields,
    })),
    actions: settings.actions.map((action) => actionOf(action, render)),
    image_url: say('imageUrl') || undefined,
    thumb_url: say('thumbUrl') || undefined,
    footer: say('footer'),
    mrkdwn_in: settings.mrkdwnIn.length > 0 ? settings.mrkdwnIn : ['fallback', 'pretext', 'text'],
  });
}

function actionOf(action: SlackAction, render: Render): Json {
  const say = (template: string | undefined): string | undefined => (template ? render(template) : undefined);
  const { confirm } = action;
  return defined({
    type: say(action.type),
    text: say(action.text),
    url: say(action.url),
    style: say(action.style),
    name: say(action.name),
    value: say(action.value),
    confirm: confirm
      ? defined({
          title: say(confirm.title),
          text: say(confirm.text),
          ok_text: say(confirm.okText),
          dismiss_text: say(confirm.dismissText),
        })
      : undefined,
  });
}

function ownTexts(facts: Facts): Partial<Record<TextName, string>> {
  return {
    color: colourOf(facts),
    title: escaped(titleWords(facts)),
    titleLink: facts.links.main,
    text: [
      facts.preface && escaped(facts.preface),
      facts.state === 'resolved' ? resolvedText(facts) : firingText(facts),
    ]
      .filter(Boolean)
      .join('\n'),
    fallback: escaped(oneSentence(facts)),
  };
}

function firingText(facts: Facts): string {
  const { reading } = facts;
  const only = onlyAlertWords(facts);
  const [first = '', rest = ''] = reading
    ? [`*${reading.value}*`, reading.limit ? `, limit ${reading.limit}` : '']
    : [];
  const parts = [
    `${reading ? `${first}${rest}. ` : ''}${escaped(`${sinceWords(facts)} ${facts.who ?? ''}`.trim())}`,
    facts.description ? escapedWithin(facts.description, 900) : '',
    only
      ? `${code(only.name)}${only.on ? ` on ${escaped(only.on)}` : ''}`
      : bullets(facts, longestText - 1700),
    placeAndLinks(facts),
  ];
  return parts.filter(Boolean).join('\n');
}

const resolvedText = (facts: Facts): string =>
  [
    escaped(
      [...(facts.incident ? [facts.incident] : []), ...facts.where.slice(0, 2), overWords(facts)].join(' · '),
    ),
  ].join('');

const placeAndLinks = (facts: Facts): string =>
  [
    ...facts.where.map(code),
    ...linkWords(facts)
      .slice(0, 5)
      .map(({ text, url }) => link(url, text)),
  ].join(' · ');

/** Upstream leaves out what is empty. */
const defined = (fields: Json): Json =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && !isEmptyList(value)),
  );

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
