import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '#lib/secret';
import { anyCharacter } from '../../../packages/model/test/any-character.ts';
import { composed } from './email/email.ts';
import { type Facts, factsOf } from './facts.ts';
import { edgeOf } from './kit/edge.ts';
import { emailSettings, plainSlack, webhookSettings } from './kit/harnesses.ts';
import { hostileAlert, hostileValues } from './kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from './kit/http-server.ts';
import { type MailServer, startMailServer } from './kit/mail-server.ts';
import { messageOf, triggered } from './kit/messages.ts';
import { outwardLink } from './links.ts';
import { type Integration, sendThrough } from './registry.ts';
import { rootPost, threadPost } from './slack-app/blocks.ts';

const messageWith = (value: string) =>
  messageOf({
    incident: {
      ...triggered,
      id: value,
      assignee: value,
      next: value,
      handedBack: { by: value, tookAt: 0, at: 0 },
    },
    notice: {
      receiver: value,
      group: value,
      firing: [hostileAlert(value), hostileAlert(value, { fingerprint: value })],
    },
  });
const named = hostileValues.map((value) => [JSON.stringify(value.slice(0, 30)), value] as const);

/** Every string in it, however deep. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** Slack's limits, for all that is in a post; https://docs.slack.dev/reference/block-kit/blocks */
function expectWithinSlackLimits(blocks: readonly Readonly<Record<string, unknown>>[]): void {
  expect(blocks.length).toBeLessThanOrEqual(50);
  for (const block of blocks) {
    const {
      type,
      text,
      fields = [],
      elements = [],
    } = block as {
      type: string;
      text?: { text: string };
      fields?: { text: string }[];
      elements?: { text: string | { text: string }; url?: string }[];
    };
    if (text) expect(text.text.length).toBeGreaterThan(0);
    expect(text?.text.length ?? 0).toBeLessThanOrEqual(type === 'header' ? 150 : 3000);
    expect(fields.length).toBeLessThanOrEqual(10);
    for (const field of fields) expect(field.text.length).toBeLessThanOrEqual(2000);
    for (const element of elements) {
      const words = typeof element.text === 'string' ? element.text : element.text.text;
      expect(words.length).toBeLessThanOrEqual(type === 'actions' ? 75 : 3000);
      expect(element.url?.length ?? 0).toBeLessThanOrEqual(3000);
    }
  }
}

const slackPosts = (facts: Facts) => [
  rootPost(facts),
  threadPost(facts, 'new-alerts'),
  threadPost(facts, 'repeat-interval'),
];

/** What Slack would read as a mention, a link to elsewhere or a call to everybody: any `<` of ours is a link to our hosts. */
const strangeMarkup = /<(?!https:\/\/tocsin\.example\.com\/)/u;

describe.each(named)('%s', (_name, value) => {
  const facts = factsOf(messageWith(value));

  test('is one printable line wherever a line is meant, and of bounded length', () => {
    const { links, description = '', alerts, ...words } = facts;
    for (const text of textsIn(words)) {
      expect(text).toMatch(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]*$/u);
      expect(text.length).toBeLessThanOrEqual(300);
      expect(text.isWellFormed()).toBe(true);
    }
    expect([description.length <= 600, textsIn(alerts).every((text) => text.length < 65 * 1024 * 3)]).toEqual(
      [true, true],
    );
    for (const url of Object.values(links)) expect(url).toMatch(/^https:\/\/tocsin\.example\.com\//u);
  });

  test('is mere text in Slack, within its limits', () => {
    for (const post of slackPosts(facts)) {
      const [{ blocks, fallback }] = post.attachments;
      expectWithinSlackLimits(blocks);
      expect(fallback).not.toMatch(strangeMarkup);
      const markup = JSON.stringify(blocks).match(/"type":"mrkdwn","text":"(?:[^"\\]|\\.)*"/gu) ?? [];
      for (const text of markup) expect(text).not.toMatch(strangeMarkup);
    }
  });

  test('is mere text in a mail: no markup, no header, no other recipient', async () => {
    const settings = emailSettings(25, { headers: { 'X-Service': '{{ .Receiver }}' } });
    const mail = await composed(messageWith(value), {
      settings,
      edge: edgeOf({ expand: () => value }),
    }).catch(() => undefined);
    const html = mail?.html ?? '';
    for (const tag of html.match(/<[^>]*>/gu) ?? [])
      expect(tag.replace(/"[^"]*"/gu, '')).not.toMatch(/onerror|onmouseover|<script|<img/u);
    expect(html.match(/href="(?!https:\/\/tocsin\.example\.com\/)/gu)).toBeNull();
    expect(html.length).toBeLessThan(100_000);
    expect(mail?.subject.length).toBeLessThanOrEqual(190);
    for (const text of [mail?.subject ?? '', ...Object.values(mail?.headers ?? {})])
      expect(text).not.toMatch(/[\r\n]/u);
    expect(mail?.envelope.to).toEqual(['sam@example.com']);
  });
});

test('any text at all keeps Slack’s limits and never becomes markup', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: anyCharacter, maxLength: 400 }),
      fc.string({
        unit: fc.constantFrom('<', '&', '>', '|', '`', '*', '\n', '!', 'a', '🔥'),
        maxLength: 4000,
      }),
      (a, b) => {
        for (const value of [a, b]) {
          for (const post of slackPosts(factsOf(messageWith(value)))) {
            const [{ blocks, fallback }] = post.attachments;
            expectWithinSlackLimits(blocks);
            expect(fallback).not.toMatch(strangeMarkup);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example/x',
  '/\\evil.example',
  'https://user:pw@evil.example/',
  'ftp://x/',
  `https://x/${'a'.repeat(3000)}`,
  ' ',
  'no url',
])('%s is no link', (text) => {
  expect(outwardLink(text, 'https://tocsin.example.com')).toBeUndefined();
});

describe('on the wire', () => {
  let http: HttpServer;
  let smtp: MailServer;
  beforeAll(async () => {
    http = await startHttpServer(say(200, { ok: true, channel: 'C1', ts: '1.2' }));
    smtp = await startMailServer();
  });
  afterAll(async () => {
    await http.close();
    await smtp.close();
  });

  test('a mail that carries every hostile value arrives whole, at the one recipient, with one subject', async () => {
    for (const value of hostileValues)
      await sendThrough({ type: 'email', settings: emailSettings(smtp.port) }, messageWith(value), edgeOf());
    expect(smtp.mails.length).toBe(hostileValues.length);
    for (const { raw, parsed, to } of smtp.mails) {
      expect(to).toEqual(['sam@example.com']);
      expect(parsed.headers.has('bcc')).toBe(false);
      expect(raw.match(/^subject:/gimu)?.length).toBe(1);
      expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    }
  });

  test('webhook and Slack get every hostile value as valid JSON, exactly as it is in the webhook', async () => {
    const integrations: Integration[] = [
      { type: 'webhook', settings: webhookSettings(`${http.origin}/hook`) },
      { type: 'slack', settings: { ...plainSlack, url: Secret.of(`${http.origin}/services/x`) } },
    ];
    for (const value of hostileValues) {
      for (const integration of integrations) {
        expect(await sendThrough(integration, messageWith(value), edgeOf())).toEqual({ kind: 'done' });
        const body = JSON.parse(http.received.at(-1)!.body) as {
          alerts?: { labels: Record<string, string> }[];
        };
        if (integration.type === 'webhook')
          expect(body.alerts?.[0]?.labels.alertname).toBe(value.toWellFormed());
        else
          expect(
            textsIn(body)
              .filter((text) => text !== http.origin)
              .join(),
          ).not.toMatch(strangeMarkup);
      }
    }
  });
});
