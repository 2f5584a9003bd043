import type { AnswerLinks } from '#channels/answer-links';
import type { Send } from '#core/turn';
import { type PressUse, pressOf } from './pressed.ts';
import { readerId } from './reader.ts';
import type { AnswerToken, Tokens } from './tokens.ts';

interface LinkParts {
  readonly tokens: Pick<Tokens, 'write' | 'sign'>;
  /** Without a slash at the end. */
  readonly externalUrl: string;
  /** Receivers whose readers may answer; absent: none. */
  readonly answersIn?: () => ReadonlySet<string>;
}

type Sent = Pick<Send, 'notice' | 'contact' | 'incident' | 'integration'>;
type About = Omit<AnswerToken, 'does' | 'expiresAt'>;

/** The addresses in a message to a person, or to a receiver whose readers may answer; none in any other. */
export function createAnswerLinks(parts: LinkParts): (send: Sent) => AnswerLinks | undefined {
  return (send) => {
    const about = send.contact?.kind ? ofPerson(send) : ofReceiver(send, parts);
    return about && linksAbout(about, parts);
  };
}

function ofPerson({ notice: { page }, contact }: Sent): About | undefined {
  const { person, contactId } = ownerOf(contact?.integration ?? '') ?? {};
  if (!page || person === undefined || contactId === undefined) return undefined;
  return { incident: page.incident, person, contact: contactId, page: page.id };
}

function ofReceiver(
  { notice: { page }, incident, integration }: Sent,
  { answersIn }: LinkParts,
): About | undefined {
  const receiver = integration.slice(0, integration.lastIndexOf('/'));
  const id = incident?.id ?? page?.incident;
  if (id === undefined || !answersIn?.().has(receiver)) return undefined;
  return { incident: id, person: readerId(receiver), contact: '', page: page?.id ?? '' };
}

function linksAbout(about: About, { tokens, externalUrl }: LinkParts): AnswerLinks {
  const to = (does: AnswerToken['does']): string => tokens.write({ does, ...about });
  const link = (does: AnswerToken['does']): string => `${externalUrl}/answers/link/${to(does)}`;
  const presses = (use: PressUse) => ({
    acknowledge: pressOf(tokens, use, to('acknowledge')),
    snooze: pressOf(tokens, use, to('snooze')),
  });
  return {
    acknowledge: link('acknowledge'),
    resolve: link('resolve'),
    snooze: link('snooze'),
    awake: link('awake'),
    push: presses('push'),
    mattermost: { url: `${externalUrl}/answers/mattermost`, ...presses('mattermost') },
    voice: `${externalUrl}/answers/twilio/voice/${to('voice')}`,
    report: `${externalUrl}/answers/twilio/report/${to('report')}`,
  };
}

/** `@mia/phone`; `@mia/phone#2` where their rules use it a second time. */
function ownerOf(integration: string): { person: string; contactId: string } | undefined {
  const [, person, contactId] = /^@([^/]+)\/(.+?)(?:#\d+)?$/u.exec(integration) ?? [];
  return person !== undefined && contactId !== undefined ? { person, contactId } : undefined;
}
