import { expect, test } from '@jest/globals';
import type { NoticePage } from '@tocsin/model';
import { readPushSubscription } from '#config/on-call/push-subscription';
import { Secret } from '#lib/secret';
import { startPushService } from '../../../test/kit/push-service-stand-in.ts';
import { createSafeFetch } from '../safe-fetch.ts';
import { edgeOf } from '../kit/edge.ts';
import { acknowledged, messageOf, night, triggered } from '../kit/messages.ts';
import { encrypted } from './encrypt.ts';
import { createPushIdentity, newPushKey } from './identity.ts';
import { webPush } from './web-push.ts';

const page: NoticePage = { id: 'PG-1', incident: 'INC-2481', why: 'policy-step', person: 'Mia' };
const answers = {
  ...{ acknowledge: 'a', resolve: 'r', snooze: 's', awake: 'w', voice: 'v', report: 'p' },
  push: { acknowledge: 'ack-token', snooze: 'snooze-token' },
};
const paged = { ...messageOf({ incident: triggered, notice: { page } }), answers };
const identity = createPushIdentity(newPushKey(), 'https://tocsin.example.com');

async function begin() {
  const service = await startPushService(() => identity.publicKey);
  const settings = { subscription: Secret.of(service.subscription), identity };
  return {
    service,
    send: (message = paged, edge = edgeOf()) => webPush.send(message, settings, edge),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

test('it is encrypted as in the example of RFC 8291', () => {
  const to = {
    p256dh: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
    auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
  };
  const chance = {
    salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
    privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
  };
  const text = Buffer.from('When I grow up, I want to be a watermelon');
  expect(encrypted(text, to, chance).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('the phone reads what is wrong, since when and why it comes to them, and can answer', async () => {
  await using it = await begin();
  expect(await it.send()).toEqual({ kind: 'done', receipt: { incident: 'INC-2481' } });
  const [{ headers, claims, read } = {}] = it.service.pushed;
  expect(read).toEqual({
    title: 'Critical: One in 12 card payments fails',
    body: expect.stringMatching(/Since 03:05 CEST.*Nobody has it\./u),
    tag: 'INC-2481',
    path: 'a/tocsin-tocsin-app/incidents/INC-2481',
    actions: [
      { does: 'acknowledge', title: 'Acknowledge', answer: 'ack-token' },
      { does: 'snooze', title: 'Snooze 1 h', answer: 'snooze-token' },
    ],
  });
  expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '14400' });
  expect(String(headers?.topic)).toMatch(/^[\w-]{32}$/u);
  expect(claims?.exp).toBe(night / 1_000 + 12 * 3_600);
  expect(claims?.sub).toBe('https://tocsin.example.com');
});

test('once somebody has it the same notification says so, without a sound and with nothing to press', async () => {
  await using it = await begin();
  await it.send({
    ...messageOf({ incident: acknowledged, notice: { page, why: 'incident-acknowledged' } }),
    answers,
  });
  expect(it.service.pushed[0]?.read).toMatchObject({ tag: 'INC-2481', silent: true });
  expect(it.service.pushed[0]?.read).not.toHaveProperty('actions');
});

test('a code comes alone', async () => {
  await using it = await begin();
  await it.send({ ...messageOf({ notice: { page: { ...page, code: '042137' } } }), answers });
  expect(it.service.pushed[0]?.read).toEqual({
    ...{ title: '042137 is your code for Tocsin', tag: 'code', path: 'console/phone', code: '042137' },
    body: 'It proves that this phone is yours, for 10 minutes.',
  });
});

test.each([404, 410])('a phone that has taken its subscription back (%d) is dead', async (status) => {
  await using it = await begin();
  it.service.status = status;
  expect(await it.send()).toMatchObject({ kind: 'refused', error: expect.stringContaining('add it anew') });
});

test('whom the phone does not know is refused, and a service that limits is asked again', async () => {
  await using it = await begin();
  it.service.status = 429;
  expect(await it.send()).toMatchObject({ kind: 'retry' });
  it.service.status = 403;
  expect(await it.send()).toMatchObject({ kind: 'refused', failure: 'authError' });
});

test('an address within our own network is not connected to', async () => {
  await using it = await begin();
  const fetch = createSafeFetch({ trust: 'api' });
  expect(await it.send(paged, edgeOf({ fetch }))).toMatchObject({ kind: 'refused' });
  expect(it.service.pushed).toHaveLength(0);
});

test('however long the words and names, one push holds it', async () => {
  await using it = await begin();
  const answer = 'x'.repeat(1_100);
  const summary = '🔥'.repeat(3_000);
  const firing = paged.notice.firing.map((alert) => ({ ...alert, annotations: { summary } }));
  const push = { acknowledge: answer, snooze: answer };
  const long = { ...paged, notice: { ...paged.notice, firing }, answers: { ...answers, push } };
  expect(await it.send(long)).toMatchObject({ kind: 'done' });
  expect(it.service.pushed[0]?.read).toMatchObject({ actions: [{ answer }, { answer }] });
  const tooLong = { ...long, answers: { ...answers, push: { ...push, snooze: 'x'.repeat(4_000) } } };
  expect(await it.send(tooLong)).toMatchObject({ kind: 'done' });
  expect(it.service.pushed[1]?.read).toMatchObject({ body: '' });
});

test('what is no subscription is known as such', () => {
  const good = JSON.stringify({
    endpoint: 'https://push.example.com/1',
    keys: { p256dh: identity.publicKey, auth: 'AAAAAAAAAAAAAAAAAAAAAA' },
  });
  expect(readPushSubscription(good)?.endpoint).toBe('https://push.example.com/1');
  for (const bad of [
    '',
    '{}',
    'null',
    good.replace('https:', 'file:'),
    good.replace('AAAA', ''),
    good.replace(identity.publicKey, identity.publicKey.replace(/^..../u, 'AAAA')),
    good.replace(identity.publicKey, `B${'A'.repeat(86)}`),
  ])
    expect(readPushSubscription(bad)).toBeUndefined();
});
