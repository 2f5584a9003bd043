import type { MattermostAttachment, MattermostPriority, MattermostSettings } from '#config/mattermost-config';
import { answerButtons } from '../answer-buttons.ts';
import { bodyOf, faultLine } from '../body.ts';
import type { Edge, Message } from '../channel.ts';
import { type Facts, factsOf } from '../facts.ts';
import { cappedCharacters } from '#lib/plain-text';
import { oneSentence, titleWords } from '../sentences.ts';
import { markdownStyle as style } from '../text-style.ts';
import { type Say, worded } from '../wording.ts';

/** https://developers.mattermost.com/integrate/webhooks/incoming/#tips-and-best-practices */
const longestText = 16_383;

interface Own {
  readonly facts: Facts;
  readonly body: string;
  readonly firing: boolean;
}

/** What is posted: upstream's fields, in our words where the user gave none. */
export function postOf(
  message: Message,
  { settings, edge }: { readonly settings: MattermostSettings; readonly edge: Edge },
): object {
  const facts = factsOf(message);
  const fits = (body: string): boolean => body.length <= longestText - 500;
  return worded(message, edge, (say, fault) => {
    const body = faultLine(fault, style) + bodyOf(facts, { style, fits });
    const own = { facts, body, firing: message.notice.firing.length > 0 };
    const several = settings.attachments.length > 0;
    const attachments = several ? settings.attachments : [withOwn(settings, own)];
    return said({
      text: several ? cappedCharacters(say(settings.text, body), longestText) : '',
      channel: say(settings.channel),
      username: say(settings.username, 'Tocsin'),
      icon_url: say(settings.iconUrl),
      icon_emoji: say(settings.iconEmoji),
      attachments: attachments.map((attachment, index) => ({
        ...attachmentOf(attachment, say),
        ...(index === attachments.length - 1 && actionsOf(message)),
      })),
      type: say(settings.type),
      props: settings.card ? { card: say(settings.card) } : undefined,
      priority: settings.priority?.priority ? priorityOf(settings.priority, say) : undefined,
    });
  });
}

/** Mattermost keeps the context to itself, and sends it with each press. */
function actionsOf(message: Message): object {
  const press = message.answers?.mattermost;
  const actions = answerButtons(message).map(({ does, text }) => ({
    ...{ id: does, type: 'button', name: text },
    ...(does === 'acknowledge' && { style: 'primary' }),
    integration: { url: press?.url, context: { answer: press?.[does] } },
  }));
  return press && actions.length > 0 ? { actions } : {};
}

/** What is said where the user gave no words: no template, so that nothing in it is expanded. */
type Worded = { readonly [K in keyof MattermostAttachment]: MattermostAttachment[K] } & {
  readonly own?: Partial<Record<'text' | 'fallback' | 'color' | 'title' | 'titleLink', string>>;
};

const withOwn = (settings: MattermostAttachment, { facts, body, firing }: Own): Worded => ({
  ...settings,
  own: {
    text: body,
    fallback: oneSentence(facts),
    color: firing ? 'danger' : 'good',
    // With a link it is shown as it is.
    title: titleWords(facts),
    titleLink: facts.links.main,
  },
});

const attachmentOf = (attachment: Worded, say: Say): object => {
  const { own = {} } = attachment;
  return said({
    fallback: say(attachment.fallback, own.fallback),
    color: say(attachment.color, own.color),
    pretext: say(attachment.pretext),
    text: say(attachment.text, own.text),
    author_name: say(attachment.authorName),
    author_link: say(attachment.authorLink),
    author_icon: say(attachment.authorIcon),
    title: say(attachment.title, own.title),
    title_link: say(attachment.titleLink, own.titleLink),
    fields: attachment.fields.map(({ title, value, short }) =>
      said({ title: say(title), value: say(value), short }),
    ),
    thumb_url: say(attachment.thumbUrl),
    footer: say(attachment.footer),
    footer_icon: say(attachment.footerIcon),
    image_url: say(attachment.imageUrl),
  });
};

/** Mattermost refuses what does not go together: acknowledgements of standard posts, persistence of all but urgent ones. */
function priorityOf(
  { priority, requestedAck, persistentNotifications }: MattermostPriority,
  say: Say,
): object {
  const written = say(priority).toLowerCase();
  const known = written === 'urgent' || written === 'important' ? written : 'standard';
  return {
    priority: known,
    ...(requestedAck && known !== 'standard' && { requested_ack: true }),
    ...(persistentNotifications && known === 'urgent' && { persistent_notifications: true }),
  };
}

/** Upstream leaves out what is empty. */
const said = (fields: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
