import { describe, expect, test } from '@jest/globals';
import type { AnswerToken } from '#answers/tokens';
import { twilioSignature } from '#answers/twilio/signature';
import { twilioAnswers } from '#answers/twilio/twilio-answers';
import { Secret } from '#lib/secret';
import { openIncidents, startAnswering } from '../kit/answering.ts';
import { startTwilio } from '../kit/twilio-stand-in.ts';

const externalUrl = 'https://tocsin.example.com/under';
/** As the people of the test kit have it. */
const mia = '+4915112345678';

async function begun(incidents = 1) {
  const answering = await startAnswering({ kinds: ['sms', 'call'], externalUrl });
  await openIncidents(answering, incidents);
  const settings = {
    accountSid: 'AC1',
    authToken: Secret.of('t0ken-of-the-account'),
    from: '+15005550006',
    apiUrl: 'http://127.0.0.1:9',
    http: { followRedirects: true },
  };
  const at = await answering.serve('twilio', twilioAnswers({ ...answering, settings: () => settings }));
  const twilio = await startTwilio({
    authToken: 't0ken-of-the-account',
    externalUrl,
    at: () => at.replace(/\/answers$/u, ''),
  });
  const token = (does: AnswerToken['does'], more: Partial<AnswerToken> = {}): string =>
    answering.tokens.write({
      ...{ does, incident: 'INC-1', person: 'mia', contact: 'sms', page: 'PG-1' },
      ...more,
    });
  return {
    ...answering,
    twilio,
    incident: (id = 'INC-1') => answering.world.engine.state().incidents.get(id),
    seq: () => answering.world.engine.state().seq,
    voice: `${externalUrl}/answers/twilio/voice/${token('voice')}`,
    report: `${externalUrl}/answers/twilio/report/${token('report')}`,
    token,
    async [Symbol.asyncDispose]() {
      await twilio[Symbol.asyncDispose]();
      await answering[Symbol.asyncDispose]();
    },
  };
}

describe('an SMS', () => {
  test.each([
    ['1', 'acknowledged', 'You have INC-1. Nobody else is paged.'],
    ['2', 'resolved', 'INC-1 is resolved.'],
    ['3', 'snoozed', 'INC-1 is put off until'],
    ['4', 'triggered', 'Your other channels are left alone. Nobody has INC-1 yet. Next: pages Jonas'],
    ['ack inc-1', 'acknowledged', 'You have INC-1.'],
  ])('%s makes it %s, and is answered in words', async (...row) => {
    const [body, status, words] = row;
    await using it = await begun();
    const answer = await it.twilio.reply(mia, body);
    expect([answer.status, answer.words]).toEqual([200, expect.stringContaining(words)]);
    expect(it.incident()?.status).toBe(status);
    if (status === 'acknowledged') expect(it.incident()).toMatchObject({ assigneeId: 'mia' });
  });

  test('of several, a bare 1 is asked back, and the number says which', async () => {
    await using it = await begun(2);
    const asked = await it.twilio.reply(mia, '1');
    expect(asked.words).toMatch(/^Nothing was done\. 2 are open: INC-1 .*; INC-2 .*Say which: 1 [12]$/u);
    expect([it.incident('INC-1')?.status, it.incident('INC-2')?.status]).toEqual(['triggered', 'triggered']);
    expect((await it.twilio.reply(mia, '1 2')).words).toBe('You have INC-2. Nobody else is paged.');
    expect((await it.twilio.reply(mia, '1')).words).toBe('You have INC-1. Nobody else is paged.');
    expect((await it.twilio.reply(mia, '2')).words).toMatch(/^Nothing was done\. 2 are open/u);
  });

  test('what is not understood does nothing, and says how to answer', async () => {
    await using it = await begun();
    const seq = it.seq();
    expect((await it.twilio.reply(mia, '1 sec, on my way')).words).toMatch(/^Nothing was done\. Reply 1/u);
    expect((await it.twilio.reply(mia, '0')).words).toMatch(/^INC-1 is open: shop-1 is down\. Reply 1/u);
    expect((await it.twilio.reply(mia, '1 77')).words).toBe('INC-77 is not known here any more.');
    expect(it.seq()).toBe(seq);
  });

  test('from a number that is nobody’s does nothing; it is told so once an hour', async () => {
    await using it = await begun();
    const seq = it.seq();
    expect((await it.twilio.reply('+4900000', '1')).words).toContain('not one that Tocsin knows');
    expect((await it.twilio.reply('+4900000', '1')).words).toBe('');
    it.world.clock.set(it.world.clock.now() + 3_600_001);
    expect((await it.twilio.reply('+4900000', '1')).words).toContain('nothing was done');
    expect(it.seq()).toBe(seq);
  });

  test('that comes twice counts once and is answered alike', async () => {
    await using it = await begun();
    const first = await it.twilio.reply(mia, '1', 'SM-same');
    await it.world.engine.submit({ kind: 'command', command: 'hand-back', incident: 'INC-1', by: 'Mia' });
    expect(await it.twilio.reply(mia, '1', 'SM-same')).toEqual(first);
    expect(it.incident()?.status).toBe('triggered');
  });

  test('to what another has, or what is over, says so', async () => {
    await using it = await begun();
    await it.world.acknowledge('INC-1', 'Jonas');
    expect((await it.twilio.reply(mia, '1')).words).toBe('Jonas already has INC-1.');
    await it.twilio.reply(mia, '2 1');
    expect((await it.twilio.reply(mia, '1 1')).words).toMatch(/^INC-1 is over since/u);
    expect((await it.twilio.reply(mia, '1')).words).toMatch(/^Nothing is open/u);
  });
});

describe('a call', () => {
  test.each([
    ['4', 'acknowledged', 'You have INC-1. Nobody else is paged.'],
    ['6', 'resolved', 'INC-1 is resolved.'],
    ['5', 'snoozed', 'INC-1 is put off until'],
    ['7', 'triggered', 'Your other channels are left alone.'],
  ])('key %s makes it %s, and is told so', async (...row) => {
    const [digits, status, words] = row;
    await using it = await begun();
    const answer = await it.twilio.ask(it.voice, { CallSid: 'CA1', Digits: digits });
    expect(answer.words).toContain(words);
    expect(answer.body).toMatch(/<Hangup\/><\/Response>$/u);
    expect(it.incident()?.status).toBe(status);
  });

  test('another key does nothing, and the keys are said again', async () => {
    await using it = await begun();
    for (const digits of ['1', '#', '']) {
      const answer = await it.twilio.ask(it.voice, { CallSid: 'CA1', Digits: digits });
      expect(answer.body).toContain(`action="${it.voice}"`);
      expect(answer.words).toContain('Nobody has INC-1 yet.');
      expect(answer.words.includes('That key does nothing.')).toBe(digits !== '');
    }
    expect(it.incident()?.status).toBe('triggered');
  });

  test('with a link that is forged, too old, or for something else does nothing', async () => {
    await using it = await begun();
    const others = [it.token('acknowledge'), it.token('report'), 'forged', `${it.token('voice')}x`];
    for (const token of others) {
      const url = `${externalUrl}/answers/twilio/voice/${token}`;
      const answer = await it.twilio.ask(url, { CallSid: 'CA1', Digits: '4' });
      expect(answer.words).toContain('not valid any more');
    }
    it.world.clock.set(it.world.clock.now() + 7 * 86_400_001);
    const late = await it.twilio.ask(it.voice, { CallSid: 'CA1', Digits: '4' });
    expect(late.words).toContain('not valid any more');
    expect(it.incident()?.status).toBe('triggered');
  });
});

test('with an empty auth token nobody is let in: everybody could sign with it', async () => {
  await using answering = await startAnswering({ kinds: ['sms'], externalUrl });
  const settings = {
    ...{ accountSid: 'AC1', authToken: Secret.of(''), from: '+15005550006', apiUrl: 'http://127.0.0.1:9' },
    http: { followRedirects: true },
  };
  const at = await answering.serve('twilio', twilioAnswers({ ...answering, settings: () => settings }));
  const form = new URLSearchParams({ From: mia, Body: '1', MessageSid: 'SM1' });
  const signature = twilioSignature('', `${externalUrl}/answers/twilio/sms`, form).toString('base64');
  const headers = { 'x-twilio-signature': signature };
  const answer = await fetch(`${at}/twilio/sms`, { method: 'POST', body: form, headers });
  expect(answer.status).toBe(503);
});

test('what is not signed by Twilio is refused, and the log says what to check', async () => {
  await using it = await begun();
  const sms = `${externalUrl}/answers/twilio/sms`;
  const form = { From: mia, Body: '1', MessageSid: 'SM1' };
  const seq = it.seq();
  const refused = [
    await it.twilio.ask(sms, form, { unsigned: true }),
    await it.twilio.ask(sms, form, { authToken: 'another' }),
    await it.twilio.ask(sms, form, { arrives: { ...form, Body: '2' } }),
    await it.twilio.ask(sms, form, { arrives: { ...form, From: '+4900000' } }),
    await it.twilio.ask(it.voice, { CallSid: 'CA1', Digits: '4' }, { unsigned: true }),
    await it.twilio.ask(it.report, { CallSid: 'CA1', CallStatus: 'busy' }, { unsigned: true }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
  expect(it.seq()).toBe(seq);
  expect(it.logged.join('\n')).toContain('--web.external-url');
  expect(it.logged.join('\n')).not.toContain('t0ken-of-the-account');
});

test('without twilio in tocsin.yml there is nothing to ask', async () => {
  await using it = await startAnswering();
  const at = await it.serve('twilio', twilioAnswers({ ...it, settings: () => undefined }));
  expect((await fetch(`${at}/twilio/sms`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${at}/twilio/sms`)).status).toBe(405);
});

describe('what became of it', () => {
  test.each([
    [{ CallSid: 'CA1', CallStatus: 'busy' }, 'The call to Mia: it was busy.'],
    [{ CallSid: 'CA1', CallStatus: 'no-answer' }, 'The call to Mia: nobody picked up.'],
    [
      { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' },
      'The SMS to Mia: it did not arrive (30003).',
    ],
    [
      { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: '30005' },
      'The SMS to Mia: the network does not know the number (30005).',
    ],
  ])('%j is noted once', async (form, text) => {
    await using it = await begun();
    for (let index = 0; index < 2; index += 1)
      expect((await it.twilio.ask(it.report, form)).status).toBe(204);
    expect(it.incident()?.notes?.map((note) => note.text)).toEqual([text]);
  });

  test('that all went well is no news', async () => {
    await using it = await begun();
    const seq = it.seq();
    await it.twilio.ask(it.report, { CallSid: 'CA1', CallStatus: 'completed' });
    await it.twilio.ask(it.report, { MessageSid: 'SM1', MessageStatus: 'delivered' });
    expect(it.seq()).toBe(seq);
  });
});
