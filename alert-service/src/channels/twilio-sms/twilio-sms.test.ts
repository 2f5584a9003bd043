import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NoticePage } from '@tocsin/model';
import { Secret } from '#lib/secret';
import { edgeOf } from '../kit/edge.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { messageOf, paymentsFailing, triggered } from '../kit/messages.ts';
import { fitted, plain, segmentsOf } from './gsm7.ts';
import { smsText } from './text.ts';
import { twilioSms } from './twilio-sms.ts';

const page: NoticePage = { id: 'PG-1', incident: 'INC-2481', why: 'policy-step', person: 'Mia' };
const paged = (changes: Partial<NoticePage> = {}) =>
  messageOf({ incident: triggered, notice: { page: { ...page, ...changes } } });

const accepted = say(201, { sid: 'SM1', status: 'queued' });
let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(accepted);
});
beforeEach(() => {
  server.answer = accepted;
  server.received.length = 0;
});
afterAll(() => server.close());

const settings = () => ({
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: Secret.of('t0ken-of-the-account'),
  from: '+15005550006',
  to: '+4915112345678',
  apiUrl: server.origin,
  http: { followRedirects: true },
});

describe('the text', () => {
  test('says what is wrong and how to answer', () => {
    expect(smsText(paged())).toBe(
      'Critical: One in 12 card payments fails: 8.4 %, limit 5 %, since 03:05 CEST. INC-2481. ' +
        'Reply 1 acknowledge, 2 resolve, 3 snooze 1 h, 4 awake; of several, 1 2481',
    );
  });

  test('says of a test that nothing is wrong, and of a code what it is for', () => {
    expect(smsText(paged({ why: 'test' }))).toMatch(/^Test, nothing is wrong\. Critical: /u);
    expect(smsText(paged({ code: '042137' }))).toBe(
      '042137 is your code for Tocsin. It proves that this number is yours, for 10 minutes.',
    );
  });

  test.each([
    ['a long title', 'Payments fail '.repeat(40)],
    ['a title in another script', 'Платежи не проходят '.repeat(20)],
    ['pictures', '🔥'.repeat(100)],
    ['what costs two', '{}[]~^|€'.repeat(30)],
  ])('of %s is two SMS at most, and keeps the reply codes', (_what, summary) => {
    const firing = [{ ...paymentsFailing, annotations: { summary } }];
    const text = smsText(messageOf({ incident: triggered, notice: { page, firing } }));
    expect(segmentsOf(text)).toBeLessThanOrEqual(2);
    expect(text).toMatch(/INC-2481\. Reply 1 acknowledge.*1 2481$/u);
  });

  test('is well formed and fits, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (middle) => {
        const text = fitted({ before: 'a', middle, after: '. INC-1' });
        expect(segmentsOf(text)).toBeLessThanOrEqual(2);
        expect(text.endsWith('. INC-1')).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['я'.repeat(70), 1],
    ['я'.repeat(71), 2],
    ['я'.repeat(135), 3],
  ])('%# counts SMS as networks do', (text, segments) => {
    expect(segmentsOf(text)).toBe(segments);
  });

  test('typography becomes plain, letters stay', () => {
    expect(plain('8.4\u00a0% – “Größe” … ≥ 5\u202fµs')).toBe('8.4 % - "Größe" ... >= 5 us');
  });
});

test('goes out as Twilio’s API wants it, with where to report', async () => {
  const answers = {
    acknowledge: 'a',
    resolve: 'r',
    snooze: 's',
    awake: 'w',
    voice: 'v',
    report: 'https://tocsin.example.com/answers/twilio/report/x',
  };
  expect(await twilioSms.send({ ...paged(), answers }, settings(), edgeOf())).toEqual({
    kind: 'done',
    receipt: { sid: 'SM1' },
  });
  const [request] = server.received;
  expect(request!.url).toBe(`/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json`);
  expect(request!.headers.authorization).toBe(
    `Basic ${Buffer.from(`AC${'0'.repeat(32)}:t0ken-of-the-account`).toString('base64')}`,
  );
  expect(Object.fromEntries(new URLSearchParams(request!.body))).toEqual({
    To: '+4915112345678',
    From: '+15005550006',
    Body: smsText(paged()),
    StatusCallback: 'https://tocsin.example.com/answers/twilio/report/x',
  });
});

test('a messaging service picks the number', async () => {
  await twilioSms.send(paged(), { ...settings(), messagingServiceSid: 'MG1' }, edgeOf());
  const form = new URLSearchParams(server.received[0]!.body);
  expect([form.get('MessagingServiceSid'), form.get('From')]).toEqual(['MG1', null]);
});

test.each([
  [400, 21211, "The 'To' number is not a valid phone number.", 'refused', /check the number/u],
  [400, 21610, 'Attempt to send to unsubscribed recipient', 'refused', /START/u],
  [401, 20003, 'Authenticate', 'refused', /auth_token of twilio/u],
  [400, 99999, 'Something new', 'refused', /Something new \(99999\)/u],
  [429, 20429, 'Too Many Requests', 'retry', /429/u],
  [503, 20503, 'Service unavailable', 'retry', /503/u],
])('%i %i is what a person can do something about', async (...row) => {
  const [status, code, message, kind, words] = row;
  server.answer = say(status, { code, message, more_info: 'https://www.twilio.com/docs', status });
  const outcome = await twilioSms.send(paged(), settings(), edgeOf());
  expect(outcome).toMatchObject({ kind, status, error: expect.stringMatching(words) });
  expect(JSON.stringify(outcome)).not.toContain('t0ken');
});
