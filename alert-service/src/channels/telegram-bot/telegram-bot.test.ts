import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { NoticePage } from '@tocsin/model';
import { Secret } from '#lib/secret';
import { edgeOf } from '../kit/edge.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { acknowledged, messageOf, resolved, triggered } from '../kit/messages.ts';
import { keyboardOf, pressedKey } from './keyboard.ts';
import { telegramBot } from './telegram-bot.ts';

const page: NoticePage = { id: 'PG-1', incident: 'INC-2481', why: 'policy-step', person: 'Mia' };
const paged = messageOf({ incident: triggered, notice: { page } });
const taken = messageOf({
  incident: acknowledged,
  receipt: { message: '77', incident: 'INC-2481' },
  notice: { page, why: 'incident-acknowledged' },
});

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200));
});
beforeEach(() => {
  server.answer = say(200, { ok: true, result: { message_id: 77 } });
  server.received.length = 0;
});
afterAll(() => server.close());

const settings = () => ({
  botToken: Secret.of('7:AAA'),
  chatId: '7001',
  apiUrl: server.origin,
  http: { followRedirects: true },
});
const sent = () => JSON.parse(server.received.at(-1)!.body) as Record<string, unknown>;

test('a page has keys for what can be done, and its receipt is the message', async () => {
  expect(await telegramBot.send(paged, settings(), edgeOf())).toEqual({
    kind: 'done',
    receipt: { message: '77', incident: 'INC-2481' },
  });
  expect(server.received[0]!.url).toBe('/bot7:AAA/sendMessage');
  expect(sent()).toMatchObject({
    chat_id: 7001,
    parse_mode: 'HTML',
    text: expect.stringContaining('One in 12 card payments fails'),
    reply_markup: keyboardOf('INC-2481', 'triggered'),
  });
});

test('once somebody has it the message says so, in place, and offers what can be done then', async () => {
  await telegramBot.send(taken, settings(), edgeOf());
  expect(server.received[0]!.url).toBe('/bot7:AAA/editMessageText');
  expect(sent()).toMatchObject({ message_id: 77, reply_markup: keyboardOf('INC-2481', 'acknowledged') });
});

test('that it is over is said in place too: nobody is woken to hear it', async () => {
  const over = messageOf({
    incident: resolved,
    receipt: { message: '77', incident: 'INC-2481' },
    notice: { page, why: 'all-resolved', firing: [], resolved: paged.notice.firing },
  });
  await telegramBot.send(over, settings(), edgeOf());
  expect(server.received.map(({ url }) => url)).toEqual(['/bot7:AAA/editMessageText']);
});

test('a message that cannot be edited is left as it is: no second sound', async () => {
  server.answer = say(400, { ok: false, error_code: 400, description: 'message to edit not found' });
  expect(await telegramBot.send(taken, settings(), edgeOf())).toMatchObject({
    kind: 'done',
    receipt: { message: '77' },
    note: expect.stringContaining('message to edit not found'),
  });
  expect(server.received).toHaveLength(1);
});

test('a code comes alone', async () => {
  const asking = messageOf({ notice: { page: { ...page, code: '042137' } } });
  await telegramBot.send(asking, settings(), edgeOf());
  expect(sent().text).toMatch(/^<b>042137<\/b> is your code/u);
  expect(sent()).not.toHaveProperty('reply_markup');
});

test('a chat that is none is refused with what to do', async () => {
  const outcome = await telegramBot.send(paged, { ...settings(), chatId: '@mia' }, edgeOf());
  expect(outcome).toMatchObject({ kind: 'refused', error: expect.stringContaining('/start') });
});

test('every key is known again, and nothing else is a key', () => {
  for (const stage of ['triggered', 'acknowledged', 'snoozed', 'resolved'] as const)
    for (const { callback_data: data } of keyboardOf('INC-12', stage).inline_keyboard.flat())
      expect(pressedKey(data)).toEqual({ word: data.split(' ')[0], incident: 'INC-12' });
  for (const data of ['', 'ack', 'ack INC-1; drop', 'constructor INC-1', 'ack inc-1', 'ack INC-1 '])
    expect(pressedKey(data)).toBeUndefined();
});
