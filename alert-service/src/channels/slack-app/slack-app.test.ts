import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '#lib/secret';
import type { Message } from '../channel.ts';
import { edgeOf } from '../kit/edge.ts';
import { type Answer, type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { acknowledged, messageOf, resolved, stories, triggered } from '../kit/messages.ts';
import { slackApp } from './slack-app.ts';

let server: HttpServer;
const accepts = say(200, { ok: true, channel: 'C1', ts: '9.9' });
const settings = () => ({
  token: Secret.of('xoxb-1'),
  apiUrl: `${server.origin}/api/`,
  channel: '#payments',
});
beforeAll(async () => {
  server = await startHttpServer(accepts);
});
beforeEach(() => {
  server.answer = accepts;
  server.received.length = 0;
});
afterAll(() => server.close());

const root = { channel: 'C1', ts: '1.1', incident: 'INC-2481' };
const send = (message: Message) => slackApp.send(message, settings(), edgeOf());
/** Each call as method, thread and broadcast. */
const calls = () =>
  server.received.map(({ url, body }) => {
    const form = Object.fromEntries(new URLSearchParams(body));
    return [url.replace('/api/chat.', ''), form.channel, form.ts ?? form.thread_ts, form.reply_broadcast]
      .filter(Boolean)
      .join(' ');
  });
/** `method` fails with `error`, all else is accepted. */
const failing =
  (method: string, error: string): Answer =>
  (response, request) =>
    (request.url.endsWith(method) ? say(200, { ok: false, error }) : accepts)(response, request);

test('the first message is posted, and its receipt carries the incident', async () => {
  expect(await send(messageOf({ incident: triggered }))).toEqual({
    kind: 'done',
    receipt: { channel: 'C1', ts: '9.9', incident: 'INC-2481' },
  });
  expect(calls()).toEqual(['postMessage #payments']);
});

test.each([
  ['new-alerts', triggered],
  ['repeat-interval', triggered],
] as const)(
  '%s makes a sound: below the first message, shown in the channel, which is then brought up to date',
  async (why, incident) => {
    expect(await send(messageOf({ incident, receipt: root, notice: { why } }))).toEqual({
      kind: 'done',
      receipt: root,
    });
    expect(calls()).toEqual(['postMessage C1 1.1 true', 'update C1 1.1']);
  },
);

test.each([
  ['incident-acknowledged', acknowledged],
  ['incident-handed-back', triggered],
  ['newly-resolved', acknowledged],
  ['all-resolved', resolved],
] as const)('%s is silent: the first message is updated in place', async (why, incident) => {
  expect(await send(messageOf({ incident, receipt: root, notice: { why } }))).toEqual({
    kind: 'done',
    receipt: root,
  });
  expect(calls()).toEqual(['update C1 1.1']);
});

test('a new incident of the group is a new message; one that was reopened stays one', async () => {
  await send(
    messageOf({ incident: { ...triggered, id: 'INC-2500' }, receipt: root, notice: { why: 'first' } }),
  );
  await send(messageOf({ incident: triggered, receipt: root, notice: { why: 'first' } }));
  expect(calls()).toEqual(['postMessage #payments', 'postMessage C1 1.1 true', 'update C1 1.1']);
});

test('without a receipt it is posted, whatever the reason', async () => {
  const { receipt: _, ...forgotten } = stories.resolved!;
  expect(await send(forgotten)).toMatchObject({ kind: 'done', receipt: { ts: '9.9' } });
  expect(calls()).toEqual(['postMessage #payments']);
});

describe('when Slack has lost the message', () => {
  test.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    '%s: it is posted anew',
    async (error) => {
      server.answer = failing('chat.update', error);
      expect(
        await send(messageOf({ incident: acknowledged, receipt: root, notice: { why: 'all-resolved' } })),
      ).toMatchObject({ kind: 'done', receipt: { ts: '9.9' } });
      expect(calls()).toEqual(['update C1 1.1', 'postMessage #payments']);
    },
  );

  test('a failed update after the sound is a note, not a second sound', async () => {
    server.answer = failing('chat.update', 'ratelimited');
    const outcome = await send(
      messageOf({ incident: triggered, receipt: root, notice: { why: 'new-alerts' } }),
    );
    expect(outcome).toMatchObject({
      kind: 'done',
      receipt: root,
      note: expect.stringContaining('not up to date'),
    });
  });
});

test('blocks that Slack refuses are sent as one line of text', async () => {
  server.answer = (response, request) =>
    (request.body.includes('blocks') ? say(200, { ok: false, error: 'invalid_blocks' }) : accepts)(
      response,
      request,
    );
  expect(await send(messageOf({ incident: triggered }))).toMatchObject({ kind: 'done' });
  expect(new URLSearchParams(server.received[1]!.body).get('text')?.replaceAll('\u00a0', ' ')).toMatch(
    'Critical: One in 12 card payments fails. 8.4 %, limit 5 %.',
  );
});

test('resolved folds to two lines and says how long it lasted', async () => {
  await send({ ...stories.resolved!, receipt: root });
  const attachments = JSON.parse(
    new URLSearchParams(server.received[0]!.body).get('attachments') ?? '[]',
  ) as [{ color: string; blocks: unknown[] }];
  expect([attachments[0].blocks.length, attachments[0].color]).toEqual([2, '#37872d']);
  expect(JSON.stringify(attachments)).toMatch('42 min, Jonas had it');
});
