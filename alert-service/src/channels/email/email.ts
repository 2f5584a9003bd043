import type { EmailSettings } from '#config/settings';
import type { Channel, Edge, Message, Outcome } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { messageOf } from '../outcome.ts';
import { oneLine } from '#lib/plain-text';
import { scrubber } from '../secrets.ts';
import { type Addresses, addressesOf } from './addresses.ts';
import { codeHtml, codeWords } from './code-html.ts';
import { letterOf, letterText } from './letter.ts';
import { letterHtml } from './letter-html.ts';
import { ofSmtpError } from './smtp-outcome.ts';
import { subjectOf } from './subject.ts';
import { conversationOf, type Conversation } from './conversation.ts';
import { loginOf, loginSecrets, transportOptions } from './transport.ts';

/** Mail over SMTP, with upstream's fields. */
export const email: Channel<EmailSettings> = {
  type: 'email',
  nature: 'mail',
  updatesInPlace: false,
  timeoutMs: () => 30_000,
  async send(message, settings, edge) {
    const secrets: string[] = [];
    try {
      const login = loginOf(settings);
      secrets.push(...loginSecrets(login));
      const { createTransport } = await import('nodemailer');
      const mail = await composed(message, { settings, edge });
      const transport = createTransport(transportOptions(settings, { login, edge }));
      const info = await transport.sendMail({ ...mail, signal: edge.signal });
      const rejected = info.rejected.map(String);
      return delivered(mail.messageId, rejected.map(scrubber(secrets)));
    } catch (error) {
      const who = `the mail server ${settings.smarthost.host}:${settings.smarthost.port}`;
      return ofSmtpError(error, { who, scrub: scrubber(secrets), signal: edge.signal });
    }
  },
};

/** Some addresses refused, some accepted: sending again would reach the accepted ones twice. */
const delivered = (messageId: string, rejected: readonly string[]): Outcome => ({
  kind: 'done',
  receipt: { messageId },
  ...(rejected.length > 0 ? { note: oneLine(`not accepted for ${rejected.join(', ')}`, 400) } : {}),
});

export interface Mail extends Conversation {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly envelope: { readonly from: string; readonly to: string[] };
  readonly headers: Record<string, string>;
  readonly text: string;
  readonly html?: string;
}

interface Composing {
  readonly settings: EmailSettings;
  readonly edge: Pick<Edge, 'expand' | 'log'>;
}

export async function composed(message: Message, { settings, edge }: Composing): Promise<Mail> {
  const addresses = await addressesOf(message, { settings, edge });
  const { sender, recipients, from, to } = addresses;
  const code = message.notice.page?.code;
  if (code !== undefined) return codeMail(message, { code, addresses });
  const texts = textsOf(message, { settings, edge });
  const facts = factsOf(message);
  const letter = letterOf(message, { facts, fault: texts.fault });
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const { headers, ...conversation } = conversationOf(message, {
    domain,
    threading: settings.threading,
    headers: texts.headers,
  });
  const { Subject, From, To, ...others } = headers;
  return {
    from: From ?? from,
    to: To ?? to,
    subject: Subject ?? subjectOf(facts, message.notice),
    envelope: { from: sender, to: recipients },
    ...conversation,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Tocsin-Group': oneLine(message.notice.group, 500),
      ...others,
    },
    text: texts.text ?? letterText(letter),
    ...(settings.html === false ? {} : { html: texts.html ?? letterHtml(letter) }),
  };
}

interface Proving {
  readonly code: string;
  readonly addresses: Addresses;
}

/** The code that proves the address to be theirs, and nothing beside it. */
function codeMail(message: Message, { code, addresses }: Proving): Mail {
  const { from, to, sender, recipients } = addresses;
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const { headers: _none, ...conversation } = conversationOf(message, {
    ...{ domain, threading: undefined, headers: {} },
  });
  return {
    ...{ from, to, subject: `${code} is your code for Tocsin` },
    envelope: { from: sender, to: recipients },
    ...conversation,
    headers: { 'Auto-Submitted': 'auto-generated' },
    text: `${code}\n\n${codeWords}\n`,
    html: codeHtml(code),
  };
}

interface Texts {
  readonly headers: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly html?: string;
  readonly fault?: string;
}

/** The user's own headers, text and HTML; when one fails, ours throughout, and the reason in the mail. */
function textsOf(message: Message, { settings, edge }: Composing): Texts {
  const say = (template: string): string =>
    template.includes('{{') ? edge.expand(template, message) : template;
  try {
    const headers = Object.entries(settings.headers).map(([name, template]): [string, string] => [
      name,
      oneLine(say(template), 900),
    ]);
    return {
      headers: Object.fromEntries(headers),
      ...(settings.text ? { text: say(settings.text) } : {}),
      ...(typeof settings.html === 'string' ? { html: edge.expand(settings.html, message, 'html') } : {}),
    };
  } catch (error) {
    edge.log.warn('an email template fails', { receiver: message.notice.receiver, err: messageOf(error) });
    return { headers: {}, fault: oneLine(messageOf(error), 300) };
  }
}
