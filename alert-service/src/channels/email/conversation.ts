import { createHash } from 'node:crypto';
import type { EmailSettings } from '#config/settings';
import type { Message } from '../channel.ts';
import { groupHash } from '../group-hash.ts';

export interface Conversation {
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references?: string[];
}

type Headers = Readonly<Record<string, string>>;

interface Writing {
  readonly domain: string;
  readonly threading: EmailSettings['threading'];
  readonly headers: Headers;
}

/** Which mails belong together. The user's own headers go before ours; those that are left are handed back. */
export function conversationOf(
  message: Message,
  { domain, threading, headers }: Writing,
): Conversation & { readonly headers: Headers } {
  const { 'Message-Id': own, ...others } = headers;
  const messageId = own || `<notice.${digest(message.notice.id)}@${domain}>`;
  if (others['References'] !== undefined || others['In-Reply-To'] !== undefined)
    return { messageId, headers: others };
  const thread = threading ? [upstreamRoot(message, threading)] : incidentThread(message, domain);
  return { messageId, inReplyTo: thread.at(-1) ?? '', references: thread, headers: others };
}

/** Stable through retries, so that a mail that arrives twice is shown once; all mails of an incident make one conversation. */
function incidentThread({ notice, incident, receipt }: Message, domain: string): string[] {
  // Each page of an incident belongs to the same conversation, whatever step sent it.
  const about = notice.page ? `incident ${notice.page.incident}` : `${notice.group}\n${incident?.id ?? ''}`;
  const root = `<group.${digest(about)}@${domain}>`;
  const last = receipt?.messageId;
  return last && last !== root ? [root, last] : [root];
}

/** Upstream's own name of a conversation, so that one goes on when the service behind it changes. */
function upstreamRoot({ notice, now, timeZone = 'UTC' }: Message, by: 'none' | 'daily'): string {
  const day =
    by === 'daily' ? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now) : '';
  return `<alert-${groupHash(notice.group).slice(0, 16)}-${day}@alertmanager>`;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
