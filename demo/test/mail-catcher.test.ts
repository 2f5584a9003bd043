import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { type MailCatcher, startMailCatcher } from '../src/mail/mail-catcher.ts';

let catcher: MailCatcher;

beforeAll(async () => {
  catcher = await startMailCatcher();
});
afterAll(() => catcher.close());
beforeEach(() => {
  catcher.accept();
  catcher.clear();
});

const send = (
  mail: { subject: string; html?: string; text?: string; bcc?: string },
  auth?: { user: string; pass: string },
) =>
  createTransport({ host: '127.0.0.1', port: catcher.smtpPort, ...(auth ? { auth } : {}) }).sendMail({
    from: 'Tocsin <tocsin@example.org>',
    to: 'on-call@example.org',
    ...mail,
  });

test('a mail by the real client is kept with subject, both bodies, headers and all recipients', async () => {
  const { messageId } = await send({
    subject: 'Müller: 8.4 % fail',
    text: 'plain',
    html: '<p>rich</p>',
    bcc: 'quiet@example.org',
  });
  expect(catcher.mails()).toMatchObject([
    {
      from: 'tocsin@example.org',
      to: ['on-call@example.org', 'quiet@example.org'],
      subject: 'Müller: 8.4 % fail',
      html: '<p>rich</p>',
      messageId,
    },
  ]);
  expect(catcher.mails()[0]?.text.trim()).toBe('plain');
  expect(await (await fetch(`${catcher.url}/api/mails`)).json()).toHaveLength(1);
});

test('a login is taken, whoever it is', async () => {
  await send({ subject: 'x', text: 'x' }, { user: 'any', pass: 'thing' });
  expect(catcher.mails()).toHaveLength(1);
});

test.each([
  ['temporary', 451],
  ['permanent', 550],
] as const)(
  'told to refuse (%s), it answers %i and keeps nothing, then takes the next',
  async (kind, responseCode) => {
    catcher.refuse({ kind, times: 1 });
    const before = catcher.attempts();
    await expect(send({ subject: 'x', text: 'x' })).rejects.toMatchObject({ responseCode });
    expect(catcher.mails()).toEqual([]);
    await send({ subject: 'x', text: 'x' });
    expect(catcher.attempts() - before).toBe(2);
  },
);

test('the page shows hostile mail in a frame without scripts, and its subject as text', async () => {
  await send({ subject: '<script>alert(1)</script>', html: '<script>alert(1)</script><b>hi</b>' });
  const page = await (await fetch(catcher.url)).text();
  expect(page.match(/<script(?! src="\/live.js")/g)).toBeNull();
  expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  const frame = await fetch(`${catcher.url}/mails/${catcher.mails()[0]?.id}/html`);
  expect(frame.headers.get('content-security-policy')).toMatch(
    /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'/,
  );
});
