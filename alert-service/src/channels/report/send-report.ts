import type { EmailSettings, SlackSettings } from '#config/settings';
import { addressesOf } from '../email/addresses.ts';
import { ofSmtpError } from '../email/smtp-outcome.ts';
import { loginOf, loginSecrets, transportOptions } from '../email/transport.ts';
import type { Edge, Message, Outcome } from '../channel.ts';
import { revealed } from '../credentials.ts';
import { edgeOver } from '../edge-over.ts';
import { ofAnswer, ofException } from '../outcome.ts';
import { oneLine } from '#lib/plain-text';
import type { Integration } from '../registry.ts';
import { addressSecrets, scrubber } from '../secrets.ts';
import { callSlack } from '../slack/web-api.ts';
import type { SlackAppSettings } from '../slack-app/settings.ts';

/** A text that is no alert, in the words of each channel that can carry it. */
export interface ReportLetter {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** In Slack's markup. */
  readonly slack: string;
  readonly attachment: { readonly name: string; readonly text: string };
}

export interface ReportSending {
  readonly letter: ReportLetter;
  /** Nothing but whom it is from and when: for addresses that are templates. */
  readonly about: Message;
  readonly edge: Edge;
}

/** Whether a report can go this way. */
export const carriesReports = ({ type }: Integration): boolean =>
  type === 'email' || type === 'slack' || type === 'slack-app';

/** One attempt. Never throws: whatever happens is an outcome. */
export function sendReport(integration: Integration, sending: ReportSending): Promise<Outcome> {
  switch (integration.type) {
    case 'email':
      return byMail(integration.settings, sending);
    case 'slack':
      return bySlack(integration.settings, sending);
    case 'slack-app':
      return byApp(integration.settings, sending);
    default:
      return Promise.resolve({
        kind: 'refused',
        error: 'reports go out by email and Slack only: name another receiver',
        failure: 'other',
      });
  }
}

async function byMail(settings: EmailSettings, { letter, about, edge }: ReportSending): Promise<Outcome> {
  const secrets: string[] = [];
  try {
    const login = loginOf(settings);
    secrets.push(...loginSecrets(login));
    const { createTransport } = await import('nodemailer');
    const { sender, recipients, from, to } = await addressesOf(about, { settings, edge });
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    const { attachment } = letter;
    const transport = createTransport(transportOptions(settings, { login, edge }));
    const mail = {
      ...{ from, to, subject: oneLine(letter.subject, 200), text: letter.text },
      ...(settings.html !== false && { html: letter.html }),
      messageId: `<tocsin-report-${letter.id}-${about.now}@${domain}>`,
      envelope: { from: sender, to: recipients },
      headers: { 'Auto-Submitted': 'auto-generated' },
      attachments: [{ filename: attachment.name, content: attachment.text, contentType: 'text/csv' }],
    };
    const info = await transport.sendMail({ ...mail, signal: edge.signal });
    const rejected = info.rejected.map(String);
    return {
      kind: 'done',
      ...(rejected.length > 0 && { note: oneLine(`not accepted for ${rejected.join(', ')}`, 400) }),
    };
  } catch (error) {
    const who = `the mail server ${settings.smarthost.host}:${settings.smarthost.port}`;
    return ofSmtpError(error, { who, scrub: scrubber(secrets), signal: edge.signal });
  }
}

async function bySlack(settings: SlackSettings, sending: ReportSending): Promise<Outcome> {
  const secrets: string[] = [];
  const edge = edgeOver(settings.http, sending.edge, secrets);
  const url = revealed(settings.url);
  const channel = channelIn(settings.channel, sending);
  if (settings.token) return byToken({ token: revealed(settings.token), url, channel, edge }, sending);
  secrets.push(...addressSecrets(url));
  const told = { who: 'Slack', scrub: scrubber(secrets) };
  try {
    const response = await edge.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': `Tocsin/${edge.version}` },
      body: JSON.stringify({ ...(channel !== undefined && { channel }), text: sending.letter.slack }),
      signal: edge.signal,
    });
    const retryAfter = response.headers.get('retry-after');
    return ofAnswer(
      { status: response.status, retryAfter, body: await response.text(), now: edge.clock.now() },
      told,
    );
  } catch (error) {
    return ofException(error, { ...told, signal: edge.signal });
  }
}

const byApp = (settings: SlackAppSettings, sending: ReportSending): Promise<Outcome> =>
  byToken(
    {
      token: revealed(settings.token),
      url: settings.apiUrl,
      channel: channelIn(settings.channel, sending),
      edge: edgeOver(settings.http, sending.edge, []),
    },
    sending,
  );

interface ByToken {
  readonly token: string;
  readonly url: string | undefined;
  readonly channel: string | undefined;
  readonly edge: Edge;
}

async function byToken({ token, url, channel, edge }: ByToken, { letter }: ReportSending): Promise<Outcome> {
  const post = { text: letter.slack, ...(channel !== undefined && { channel }), unfurl_links: false };
  const answer = await callSlack('chat.postMessage', post, {
    ...{ token, edge },
    ...(url !== undefined && { apiUrl: url }),
  });
  return answer.ok ? { kind: 'done' } : answer.outcome;
}

const channelIn = (channel: string | undefined, { about, edge }: ReportSending): string | undefined =>
  channel?.includes('{{') ? edge.expand(channel, about) : channel;
