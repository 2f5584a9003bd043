import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Secret } from '#lib/secret';
import { edgeOf } from '../kit/edge.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { messageOf, night, triggered } from '../kit/messages.ts';
import { signedWebhook } from './signed-webhook.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, 'restarted 3 of 3 pods\nall healthy'));
});
beforeEach(() => {
  server.answer = say(200, 'restarted 3 of 3 pods\nall healthy');
  server.received.length = 0;
});
afterAll(() => server.close());

const page = { id: 'PG-7', incident: 'INC-2481', why: 'policy-step', person: 'Mia', level: 1 } as const;
const settings = (awaited = false) => ({
  url: Secret.of(`${server.origin}/hook`),
  secret: Secret.of('s3cret'),
  timeoutMs: 15_000,
  awaited,
});
const send = (awaited?: boolean) =>
  signedWebhook.send(messageOf({ incident: triggered, notice: { page } }), settings(awaited), edgeOf());

test('who knows the secret can prove that it is ours, and when it was sent', async () => {
  expect(await send()).toEqual({ kind: 'done' });
  const [{ headers, body }] = server.received as [(typeof server.received)[number]];
  const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/u.exec(String(headers['x-tocsin-signature'])) ?? [];
  expect(Number(seconds) * 1_000).toBeLessThanOrEqual(night);
  expect(mac).toBe(createHmac('sha256', 's3cret').update(`${seconds}.${body}`).digest('hex'));
  expect(JSON.parse(body)).toMatchObject({
    version: 1,
    kind: 'page',
    page: { id: 'PG-7', why: 'policy-step', person: 'Mia', level: 1 },
    incident: { id: 'INC-2481', severity: 'critical' },
  });
});

test('what an automation answers is handed on, as lines of text; of a person’s webhook it is nobody’s business', async () => {
  expect(await send(true)).toEqual({ kind: 'done', note: 'restarted 3 of 3 pods\nall healthy' });
  expect(await send(false)).toEqual({ kind: 'done' });
});

test('a long answer is cut', async () => {
  server.answer = say(200, 'x'.repeat(10_000));
  const outcome = await send(true);
  expect(outcome.kind === 'done' && outcome.note?.length).toBe(4_000);
});

test('a code is told, and nothing else', async () => {
  const notice = { page: { ...page, why: 'asked', code: '123456' } } as const;
  await signedWebhook.send(messageOf({ notice }), settings(), edgeOf());
  expect(JSON.parse(server.received[0]!.body)).toMatchObject({ kind: 'proof', code: '123456' });
});

test('a redirect is refused: the page would end up where nobody put it', async () => {
  server.answer = say(307, '', { location: 'https://elsewhere.example.com/' });
  expect(await send()).toMatchObject({ kind: 'refused', status: 307 });
});
