import { expect, test } from '@jest/globals';
import { createTelegramApi } from '#answers/telegram/api';
import { createTelegramPoll } from '#answers/telegram/poll';
import { telegramAnswers } from '#answers/telegram/telegram-answers';
import { createUpdates } from '#answers/telegram/updates';
import { createSafeFetch } from '#channels/safe-fetch';
import { keyboardOf } from '#channels/telegram-bot/keyboard';
import type { TelegramBotSettings } from '#config/telegram-bot-config';
import { systemClock } from '#lib/clock';
import { Secret } from '#lib/secret';
import { openIncidents, startAnswering } from '../kit/answering.ts';
import { eventually } from '../kit/eventually.ts';
import { startTelegram } from '../kit/telegram-stand-in.ts';

/** As the people of the test kit have it. */
const mia = 4711;
const token = '7:AAA-secret-of-the-bot';
const webhookSecret = 'secret-of-the-webhook';

async function begun(incidents = 1, webhook = false) {
  const answering = await startAnswering({ kinds: ['telegram'] });
  await openIncidents(answering, incidents);
  const telegram = await startTelegram(token);
  const fetch = createSafeFetch({ trust: 'operator' });
  const settings = (): TelegramBotSettings => ({
    botToken: Secret.of(token),
    apiUrl: telegram.origin,
    http: { followRedirects: true },
    ...(webhook && { webhookSecret: Secret.of(webhookSecret) }),
  });
  const { door } = answering;
  const call = createTelegramApi({ settings, fetch, clock: systemClock });
  const take = createUpdates({ door, call });
  const { log } = door;
  const poll = createTelegramPoll({
    ...{ settings, call, take, externalUrl: door.externalUrl, log },
    clock: systemClock,
  });
  const at = await answering.serve('telegram', telegramAnswers({ settings, take }));
  poll.start();
  return {
    ...answering,
    telegram,
    at,
    incident: (id = 'INC-1') => answering.world.engine.state().incidents.get(id),
    /** Waits for so many requests of a method, and gives the last. */
    last: (method: string, count = 1) =>
      eventually(`${count} of ${method}`, () => {
        const all = telegram.of(method);
        return all.length >= count && all[count - 1];
      }),
    async [Symbol.asyncDispose]() {
      await poll.stop();
      fetch.close();
      await telegram[Symbol.asyncDispose]();
      await answering[Symbol.asyncDispose]();
    },
  };
}

test.each([
  ['ack', 'acknowledged', 'You have INC-1. Nobody else is paged.'],
  ['resolve', 'resolved', 'INC-1 is resolved.'],
  ['snooze', 'snoozed', 'INC-1 is put off until'],
  ['awake', 'triggered', 'Your other channels are left alone.'],
] as const)('the key %s makes it %s, is told so, and the message says what is true', async (...row) => {
  const [key, status, words] = row;
  await using it = await begun();
  it.telegram.press(mia, `${key} INC-1`);
  expect(await it.last('answerCallbackQuery')).toMatchObject({
    text: expect.stringContaining(words),
    show_alert: false,
  });
  expect(it.incident()?.status).toBe(status);
  expect(await it.last('editMessageText')).toMatchObject({
    ...{ chat_id: mia, message_id: 77, entities: [{ type: 'bold', offset: 0, length: 8 }] },
    text: expect.stringMatching(new RegExp(`^Critical: shop-1 is down\n\n${words}`, 'u')),
    reply_markup: keyboardOf('INC-1', status),
  });
});

test('what is handed back can be taken again; a press that Telegram sends twice counts once', async () => {
  await using it = await begun();
  const pressed = it.telegram.press(mia, 'ack INC-1');
  await it.last('answerCallbackQuery');
  it.telegram.press(mia, 'back INC-1');
  await it.last('answerCallbackQuery', 2);
  it.telegram.again(pressed);
  it.telegram.press(mia, 'awake INC-1');
  await it.last('answerCallbackQuery', 3);
  expect(it.incident()?.status).toBe('triggered');
});

test('who is not known, a key that is none, and what another has: an alert in words, and nothing else', async () => {
  await using it = await begun();
  const { seq } = it.world.engine.state();
  it.telegram.press(666, 'ack INC-1');
  expect(await it.last('answerCallbackQuery')).toMatchObject({
    text: expect.stringContaining('does not know this account'),
    show_alert: true,
  });
  it.telegram.press(mia, 'ack INC-1; drop');
  expect(await it.last('answerCallbackQuery', 2)).toMatchObject({ show_alert: true });
  expect(it.world.engine.state().seq).toBe(seq);
  await it.world.acknowledge('INC-1', 'Jonas');
  it.telegram.press(mia, 'ack INC-1');
  expect(await it.last('answerCallbackQuery', 3)).toMatchObject({
    text: 'Jonas already has INC-1.',
    show_alert: true,
  });
});

test('/start says the chat, so that it can be added; a stranger is answered once an hour', async () => {
  await using it = await begun();
  it.telegram.write(666, '/start');
  expect(await it.last('sendMessage')).toEqual({
    chat_id: 666,
    text: expect.stringContaining('Your chat is 666.'),
  });
  it.telegram.write(666, '1');
  it.telegram.write(mia, '/start');
  expect(await it.last('sendMessage', 2)).toEqual({
    chat_id: mia,
    text: expect.stringContaining('You are Mia in Tocsin'),
  });
});

test('people may write what they would reply to an SMS; groups are left alone', async () => {
  await using it = await begun(2);
  it.telegram.write(mia, '1', { id: -100, type: 'group' });
  it.telegram.write(mia, '1');
  expect(await it.last('sendMessage')).toMatchObject({ text: expect.stringContaining('2 are open') });
  it.telegram.write(mia, '/ack 2');
  expect(await it.last('sendMessage', 2)).toMatchObject({ text: 'You have INC-2. Nobody else is paged.' });
});

test('a failure is asked again, and the token of the bot stands in no log', async () => {
  await using it = await begun();
  it.telegram.refuse('getUpdates', 1, { ok: false, error_code: 500, description: `oops` });
  it.telegram.press(mia, 'ack INC-1');
  await it.last('answerCallbackQuery');
  it.telegram.press(mia, 'resolve INC-1');
  await it.last('answerCallbackQuery', 2);
  expect(it.incident()?.status).toBe('resolved');
  expect(it.logged.join('\n')).not.toContain(token);
});

test('with a webhook Telegram is told where to call, and must prove itself', async () => {
  await using it = await begun(1, true);
  expect(await it.last('setWebhook')).toMatchObject({
    url: 'https://tocsin.example.com/answers/telegram',
    secret_token: webhookSecret,
  });
  const update = {
    update_id: 9,
    callback_query: { id: 'cb', from: { id: mia }, data: 'ack INC-1' },
  };
  const post = (secret: string | undefined, body: unknown) =>
    fetch(`${it.at}/telegram`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
      },
    }).then(({ status }) => status);
  for (const secret of [undefined, '', 'wrong', `${webhookSecret}x`])
    expect(await post(secret, update)).toBe(403);
  expect(await post(webhookSecret, { hello: 1 })).toBe(400);
  expect(it.incident()?.status).toBe('triggered');
  expect([await post(webhookSecret, update), await post(webhookSecret, update)]).toEqual([200, 200]);
  expect(it.incident()?.status).toBe('acknowledged');
  expect(it.telegram.of('answerCallbackQuery')).toHaveLength(1);
  expect(it.telegram.of('getUpdates')).toEqual([]);
});

test('without a webhook_secret nobody may call', async () => {
  await using it = await begun();
  const answer = await fetch(`${it.at}/telegram`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(404);
});
