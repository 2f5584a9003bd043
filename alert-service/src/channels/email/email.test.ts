import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EmailSettings } from '#config/settings';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { emailSettings } from '../kit/harnesses.ts';
import { type MailServer, reply, startMailServer } from '../kit/mail-server.ts';
import { messageOf, night, paymentsFailing, stories, triggered } from '../kit/messages.ts';
import { email } from './email.ts';

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
beforeEach(() => {
  server.mails.length = 0;
  server.logins.length = 0;
});
afterAll(() => server.close());

const others: MailServer[] = [];
const anotherServer = async (options: Parameters<typeof startMailServer>[0]): Promise<MailServer> => {
  const started = await startMailServer(options);
  others.push(started);
  return started;
};
afterEach(async () => {
  for (const other of others.splice(0)) await other.close();
});

const edge = () => edgeOf({ expand: createExpand(() => night) });
const send = (message = messageOf({ incident: triggered }), changes: Partial<EmailSettings> = {}) =>
  email.send(message, emailSettings(server.port, changes), edge());
const last = () => server.mails.at(-1)!;

test('the mail arrives with text and HTML, and says the same in both', async () => {
  expect(await send()).toMatchObject({
    kind: 'done',
    receipt: { messageId: expect.stringMatching(/^<notice\.[0-9a-f]{32}@example\.com>$/u) },
  });
  const { subject, text = '', html, from, to } = last().parsed;
  expect([subject, from?.text, JSON.stringify(to)]).toEqual([
    '[Critical] One in 12 card payments fails: 8.4 % (limit 5 %), since 03:05 CEST',
    '"Tocsin" <alerts@example.com>',
    expect.stringContaining('sam@example.com'),
  ]);
  for (const fact of [
    'One in 12 card payments fails',
    '03:05 CEST',
    'Nobody yet.',
    'INC-2481',
    'https://runbooks.example.com/payments-failing',
  ]) {
    expect(text).toContain(fact);
    expect(html).toContain(fact.replace('03:05 CEST', '03:05'));
  }
  expect(html).not.toMatch(/<img|url\(|@import|<link|<script/u);
});

test('a retry carries the same Message-ID, another notice another one, and all of an incident one conversation', async () => {
  await send();
  await send();
  await send(
    messageOf({
      incident: triggered,
      receipt: { messageId: '<notice.1@example.com>' },
      notice: { id: 'n-2', why: 'new-alerts' },
    }),
  );
  const [first, again, later] = server.mails.map(({ parsed }) => parsed);
  expect(again!.messageId).toBe(first!.messageId);
  expect(later!.messageId).not.toBe(first!.messageId);
  expect([first!.inReplyTo, later!.inReplyTo]).toEqual([first!.references, '<notice.1@example.com>']);
  expect(later!.references).toEqual([first!.references, '<notice.1@example.com>']);
});

describe('the user’s own fields', () => {
  test('headers and text are templates, and win over ours', async () => {
    await send(messageOf(), {
      to: '{{ .CommonLabels.service }}@example.com, Mia <mia@example.com>',
      headers: {
        Subject: '{{ .Status | toUpper }} {{ .GroupLabels.alertname }}',
        'Reply-To': 'noc@example.com',
      },
      text: 'plain {{ len .Alerts }}',
      html: false,
    });
    expect(last().to).toEqual(['payments@example.com', 'mia@example.com']);
    expect(last().parsed).toMatchObject({
      subject: 'FIRING PaymentsFailing',
      html: false,
      replyTo: { text: 'noc@example.com' },
    });
    expect(last().parsed.text?.trim()).toBe('plain 1');
  });

  test('html is a template that escapes each value for its place; our text stands beside it', async () => {
    const summary = '<img src=x onerror=alert(1)>';
    const firing = [{ ...paymentsFailing, annotations: { summary, link: 'javascript:alert(1)' } }];
    await send(messageOf({ notice: { firing } }), {
      html: '{{ range .Alerts }}<a href="{{ .Annotations.link }}">{{ .Annotations.summary }}</a>{{ .Annotations.none }}{{ end }}',
    });
    const { html, text } = last().parsed;
    expect(String(html).trim()).toBe('<a href="#ZgotmplZ">&lt;img src=x onerror=alert(1)&gt;</a>');
    expect(text).toContain('Since: 03:05 CEST');
  });

  test.each(['{{ template "nope" . }}', '<a href="{{ .Status }}', '{{ .Nope }}'])(
    'html %s fails, and ours is sent with the error in it',
    async (html) => {
      await send(messageOf(), { html });
      expect(last().parsed.html).toContain('One in 12');
      expect(last().parsed.text).toMatch(/template of this receiver fails/u);
    },
  );

  test('a template that fails costs nobody the mail: ours is sent, with the error in it', async () => {
    await send(messageOf(), { headers: { Subject: '{{ template "nope" . }}' } });
    expect(last().parsed.subject).toMatch(/^\[Critical\] One in 12/u);
    expect(last().parsed.text).toMatch(/template of this receiver fails.*nope/su);
  });

  test.each([
    ['to', 'nobody', '"nobody" is not an email address'],
    ['to', '', 'check to of this receiver'],
    ['to', '{{ .Nope.x }}', 'template of its to address'],
    ['from', 'a@example.com, b@example.com', 'one from address'],
  ])('%s: %s is refused with the remedy', async (field, value, words) => {
    expect(await send(messageOf(), { [field]: value })).toMatchObject({
      kind: 'refused',
      failure: 'clientError',
      error: expect.stringContaining(words),
    });
  });

  test('a label cannot add recipients by line breaks', async () => {
    const firing = [
      { ...paymentsFailing, labels: { ...paymentsFailing.labels, service: 'x\r\nBcc: evil@example.com' } },
    ];
    await send(messageOf({ notice: { firing } }), {
      headers: { 'X-Service': '{{ .CommonLabels.service }}' },
    });
    expect(last().to).toEqual(['sam@example.com']);
    expect(last().parsed.headers.get('x-service')).toBe('x Bcc: evil@example.com');
  });
});

describe('logins', () => {
  test.each([
    ['PLAIN', { authPassword: Secret.of('pw') }],
    ['LOGIN', { authPassword: Secret.of('pw') }],
    ['CRAM-MD5', { authSecret: Secret.of('pw') }],
    ['PLAIN', { authPassword: Secret.of('pw'), authIdentity: 'boss' }],
  ])('%s works with %p', async (method, auth) => {
    const logins: string[] = [];
    const strict = await anotherServer({
      authOptional: false,
      authMethods: [method],
      onAuth: (login, _session, done) => {
        logins.push(`${login.method} ${login.username}`);
        const right = login.method === 'CRAM-MD5' ? login.validatePassword('pw') : login.password === 'pw';
        done(right ? null : reply(535, 'no'), { user: 'tocsin' });
      },
    });
    const outcome = await email.send(
      messageOf(),
      emailSettings(strict.port, { authUsername: 'tocsin', ...auth }),
      edge(),
    );
    expect([outcome.kind, logins]).toEqual(['done', [`${method} tocsin`]]);
  });

  test('a server that wants a login and gets none says what to set', async () => {
    const strict = await anotherServer({ authOptional: false });
    const outcome = await email.send(messageOf(), emailSettings(strict.port), edge());
    expect(outcome).toMatchObject({
      kind: 'refused',
      failure: 'authError',
      status: 530,
      error: expect.stringContaining('auth_username'),
    });
  });
});

describe('TLS', () => {
  test('required and not offered is never sent in the clear', async () => {
    expect(await send(messageOf(), { requireTls: true })).toMatchObject({
      kind: 'retry',
      error: expect.stringContaining('require_tls'),
    });
    expect(server.mails).toEqual([]);
  });

  test('a certificate that nobody signed is refused, and taken when the user says so', async () => {
    const tls = await anotherServer({ disabledCommands: [] });
    const settings = (insecureSkipVerify: boolean) =>
      emailSettings(tls.port, { requireTls: true, tls: { insecureSkipVerify } });
    expect(await email.send(messageOf(), settings(false), edge())).toMatchObject({
      kind: 'retry',
      error: expect.stringContaining('tls_config'),
    });
    expect(await email.send(messageOf(), settings(true), edge())).toMatchObject({ kind: 'done' });
  });

  test('an authority or a certificate that cannot be used is told of, and nothing is sent', async () => {
    const tls = await anotherServer({ disabledCommands: [] });
    const settings = (ca: Secret) =>
      emailSettings(tls.port, { requireTls: true, tls: { insecureSkipVerify: false, ca } });
    const missing = Secret.fromFile('ca.pem', () => {
      throw new Error('gone');
    });
    expect(await email.send(messageOf(), settings(missing), edge())).toMatchObject({
      error: expect.stringContaining('ca.pem cannot be read'),
    });
    expect(tls.mails).toEqual([]);
  });

  test('from the first byte works too', async () => {
    const secure = await anotherServer({ secure: true });
    const settings = emailSettings(secure.port, { implicitTls: true, tls: { insecureSkipVerify: true } });
    expect(await email.send(messageOf(), settings, edge())).toMatchObject({ kind: 'done' });
    expect(secure.mails.length).toBe(1);
  });
});

test('one address of two refused is done with a note: the other must not get it twice', async () => {
  const picky = await anotherServer({
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('gone') ? reply(550, 'no such user') : null),
  });
  const outcome = await email.send(
    messageOf(),
    emailSettings(picky.port, { to: 'sam@example.com, gone@example.com' }),
    edge(),
  );
  expect(outcome).toMatchObject({ kind: 'done', note: 'not accepted for gone@example.com' });
});

test('a cloud’s metadata address is no mail server', async () => {
  const settings = emailSettings(25, { smarthost: { host: '169.254.169.254', port: 25 } });
  expect(await email.send(messageOf(), settings, edge())).toMatchObject({
    kind: 'refused',
    error: expect.stringContaining('metadata'),
  });
});

test('resolved says how long it lasted', async () => {
  await send(stories.resolved);
  expect(last().parsed.subject).toBe('[Resolved] One in 12 card payments fails, after 42 min');
});
