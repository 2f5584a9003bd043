import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NoticePage } from '@tocsin/model';
import { Secret } from '#lib/secret';
import { edgeOf } from '../kit/edge.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { messageOf, paymentsFailing, triggered } from '../kit/messages.ts';
import { spoken } from './spoken.ts';
import { twilioCall } from './twilio-call.ts';

const page: NoticePage = { id: 'PG-1', incident: 'INC-2481', why: 'policy-step', person: 'Mia' };
const at = 'https://tocsin.example.com/answers';
const answers = {
  acknowledge: `${at}/link/a`,
  resolve: `${at}/link/r`,
  snooze: `${at}/link/s`,
  awake: `${at}/link/w`,
  voice: `${at}/twilio/voice/v`,
  report: `${at}/twilio/report/x`,
};
const paged = (changes: Partial<NoticePage> = {}, firing = [paymentsFailing]) =>
  messageOf({ incident: triggered, answers, notice: { page: { ...page, ...changes }, firing } });

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(201, { sid: 'CA1', status: 'queued' }));
});
afterAll(() => server.close());

test('a call says it twice, and sends the key to us', () => {
  const once =
    '<Say>Tocsin calls Mia. Critical: One in 12 card payments fails. Since 03:05 CEST.</Say>' +
    '<Say>Press 4 to acknowledge, 6 to resolve, 5 to snooze for an hour, 7 to say that you are awake.</Say>';
  expect(spoken(paged())).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response>' +
      `<Gather input="dtmf" numDigits="1" timeout="10" method="POST" action="${answers.voice}">${once}<Pause length="1"/>${once}</Gather>` +
      '<Say>No key was pressed. Goodbye.</Say><Hangup/></Response>',
  );
});

test('a code is spoken digit by digit, and nothing else', () => {
  expect(spoken(paged({ code: '042137' }))).toContain(
    '<Say>Your code for Tocsin is: 0, 4, 2, 1, 3, 7.</Say>',
  );
  expect(spoken(paged({ code: '042137' }))).not.toContain('Gather');
});

test('a title is text, whatever it says, and of a length that Twilio takes', () => {
  const summary = `</Say><Dial>+1900</Dial>\u0000\ud800${'x'.repeat(9000)}`;
  const twiml = spoken(paged({}, [{ ...paymentsFailing, annotations: { summary } }]));
  expect(twiml).toContain('&lt;/Say&gt;&lt;Dial&gt;');
  expect(twiml).not.toContain('<Dial>');
  expect(twiml).not.toMatch(/[\u0000\ud800]/u);
  expect(twiml.length).toBeLessThan(4000);
});

test('goes out as Twilio’s API wants it', async () => {
  const settings = {
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: Secret.of('t0ken'),
    from: '+15005550006',
    to: '+4915112345678',
    apiUrl: server.origin,
    http: { followRedirects: true },
  };
  expect(await twilioCall.send(paged(), settings, edgeOf())).toEqual({
    kind: 'done',
    receipt: { sid: 'CA1' },
  });
  expect(Object.fromEntries(new URLSearchParams(server.received[0]!.body))).toEqual({
    To: '+4915112345678',
    From: '+15005550006',
    Twiml: spoken(paged()),
    Timeout: '40',
    StatusCallback: answers.report,
    StatusCallbackEvent: 'completed',
  });
});
