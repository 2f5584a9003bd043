import type { AnswerLinks } from '#channels/answer-links';
import type { Send } from '#core/turn';
import { pushed } from './push/pressed.ts';
import type { AnswerToken, Tokens } from './tokens.ts';

interface LinkParts {
  readonly tokens: Pick<Tokens, 'write' | 'sign'>;
  /** Without a slash at the end. */
  readonly externalUrl: string;
}

/** The addresses in a message to a person; none in a message to anybody else, whose reader is not known. */
export function createAnswerLinks({
  tokens,
  externalUrl,
}: LinkParts): (send: Pick<Send, 'notice' | 'contact'>) => AnswerLinks | undefined {
  return ({ notice: { page }, contact }) => {
    const { person, contactId } = ownerOf(contact?.integration ?? '') ?? {};
    if (!page || !contact?.kind || person === undefined || contactId === undefined) return undefined;
    const to = (does: AnswerToken['does']): string =>
      tokens.write({ does, incident: page.incident, person, contact: contactId, page: page.id });
    const press = (does: AnswerToken['does']): string => pushed(tokens, to(does));
    const link = (does: AnswerToken['does']): string => `${externalUrl}/answers/link/${to(does)}`;
    return {
      acknowledge: link('acknowledge'),
      resolve: link('resolve'),
      snooze: link('snooze'),
      awake: link('awake'),
      voice: `${externalUrl}/answers/twilio/voice/${to('voice')}`,
      push: { acknowledge: press('acknowledge'), snooze: press('snooze') },
      report: `${externalUrl}/answers/twilio/report/${to('report')}`,
    };
  };
}

/** `@mia/phone`; `@mia/phone#2` where their rules use it a second time. */
function ownerOf(integration: string): { person: string; contactId: string } | undefined {
  const [, person, contactId] = /^@([^/]+)\/(.+?)(?:#\d+)?$/u.exec(integration) ?? [];
  return person !== undefined && contactId !== undefined ? { person, contactId } : undefined;
}
