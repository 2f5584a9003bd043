import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '#lib/secret';
import type { Message } from '../channel.ts';
import { edgeOf } from '../kit/edge.ts';
import { golden } from '../kit/golden.ts';
import { type Answer, type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import {
  acknowledged,
  ended,
  messageOf,
  minute,
  night,
  paymentsFailing,
  resolved,
  stories,
  triggered,
} from '../kit/messages.ts';
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
const said = (index: number): string | null =>
  new URLSearchParams(server.received[index]?.body ?? '').get('text');
interface Shown {
  readonly type: string;
  readonly elements?: readonly {
    readonly style?: string;
    readonly text?: { readonly text: string };
    readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[];
  }[];
}
const blocksIn = (body: string): readonly Shown[] =>
  (JSON.parse(new URLSearchParams(body).get('attachments') ?? '[]') as { blocks: Shown[] }[]).flatMap(
    ({ blocks }) => blocks,
  );
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
  ['incident-acknowledged', acknowledged, 'Jonas took it 03:16 CEST.'],
  ['newly-resolved', acknowledged, undefined],
  ['all-resolved', resolved, 'Resolved 03:17 CEST, after 12 min.'],
] as const)('%s is silent: the first message is updated in place', async (why, incident, line) => {
  const over = why === 'all-resolved' ? { firing: [], resolved: [ended(paymentsFailing, night)] } : {};
  expect(await send(messageOf({ incident, receipt: root, notice: { why, ...over } }))).toEqual({
    kind: 'done',
    receipt: root,
  });
  expect(calls()).toEqual(['update C1 1.1', ...(line ? ['postMessage C1 1.1'] : [])]);
  if (line) expect(said(1)).toBe(line);
});

test('the thread is told once what happened since, with its time, and never aloud', async () => {
  const happened = [
    { at: night - 3 * minute, text: 'Pages Jonas: level 1.' },
    { at: night - minute, text: 'Jonas <!channel> acknowledged it (Slack).' },
  ];
  const incident = { ...acknowledged, happened };
  const why = 'incident-acknowledged';
  const outcome = await send(messageOf({ incident, receipt: root, notice: { why } }));
  expect(calls()).toEqual(['update C1 1.1', 'postMessage C1 1.1']);
  expect(said(1)).toBe(
    '03:14 CEST Pages Jonas: level 1.\n03:16 CEST Jonas &lt;!channel&gt; acknowledged it (Slack).',
  );
  const receipt = { ...root, said: String(night - minute) };
  expect(outcome).toEqual({ kind: 'done', receipt });
  await send(messageOf({ incident, receipt, notice: { why } }));
  expect(calls().slice(2)).toEqual(['update C1 1.1']);
});

test('a thread that cannot be told is a note: the message itself is true', async () => {
  server.answer = failing('chat.postMessage', 'ratelimited');
  expect(
    await send(
      messageOf({ incident: acknowledged, receipt: root, notice: { why: 'incident-acknowledged' } }),
    ),
  ).toMatchObject({ kind: 'done', note: expect.stringContaining('the thread does not say') });
});

describe('where somebody listens to what is pressed', () => {
  const answered = async (message: Message) => {
    await slackApp.send(message, { ...settings(), answered: true }, edgeOf());
    return server.received[0]!.body;
  };
  const buttonsIn = (body: string): string[] =>
    blocksIn(body).flatMap(({ type, elements = [] }) =>
      type === 'actions'
        ? elements.flatMap((each) => [
            `${each.text?.text ?? 'menu'}${each.style ? `!` : ''}`,
            ...(each.options ?? []).map(({ text, value }) => `${text.text}=${value}`),
          ])
        : [],
    );

  test('one takes it, and once somebody has it, ends it; over is over', async () => {
    expect(buttonsIn(await answered(messageOf({ incident: triggered })))).toEqual([
      'Acknowledge!',
      'Snooze 1 h',
      'Why this page?',
      'Open',
      'menu',
      'Snooze until 09:00=snooze-morning INC-2481',
      'Assign…=assign INC-2481',
      'Silence…=silence INC-2481',
      'Add a note…=note INC-2481',
      'Resolve=resolve INC-2481',
    ]);
    server.received.length = 0;
    const taken = messageOf({ incident: { ...acknowledged, next: 'stopped: Jonas has it' }, receipt: root });
    expect(
      buttonsIn(
        await answered({ ...taken, notice: { ...taken.notice, why: 'incident-acknowledged' } }),
      ).slice(0, 5),
    ).toEqual(['Resolve!', 'Hand back', 'Why this page?', 'Open', 'menu']);
    expect(JSON.stringify(blocksIn(server.received[0]!.body))).toContain('stopped: Jonas has it');
    server.received.length = 0;
    expect(buttonsIn(await answered({ ...stories.resolved!, receipt: root }))).toEqual([]);
  });

  test.each([
    ['answered-triggered', messageOf({ incident: { ...triggered, next: 'pages Mia at 03:22' } })],
    ['answered-acknowledged', stories.acknowledged!],
    [
      'answered-snoozed',
      messageOf({
        incident: { ...triggered, status: 'snoozed', snoozed: { by: 'Jonas', until: night + 60 * minute } },
      }),
    ],
  ])('%s is posted as kept', async (name, message) => {
    const actual = `${JSON.stringify(blocksIn(await answered(message)), null, 2)}\n`.replaceAll(
      '\u00a0',
      ' ',
    );
    expect(actual).toBe(golden(new URL(`__golden__/${name}.json`, import.meta.url), actual));
  });

  test('what belongs to no incident has none', async () => {
    expect(buttonsIn(await answered(stories['group-of-two']!))).toEqual(['Open the alert']);
  });

  test('a page mentions whom it is for, and says with its buttons which page it is', async () => {
    const page = { id: 'PG-7', incident: 'INC-2481', why: 'policy-step', person: 'Mia' } as const;
    await slackApp.send(
      messageOf({ incident: triggered, notice: { page } }),
      { ...settings(), channel: 'U0MIA', answered: true },
      edgeOf(),
    );
    const form = new URLSearchParams(server.received[0]!.body);
    const blocks = JSON.stringify(blocksIn(server.received[0]!.body));
    expect(form.get('channel')).toBe('U0MIA');
    expect(blocks).toContain('<@U0MIA>');
    expect(blocks).toContain('"action_id":"awake","value":"INC-2481 PG-7"');
  });

  test('the code that proves a contact method is one short line', async () => {
    const page = { id: 'PG-8', incident: '', why: 'test', person: 'Mia', code: '482913' } as const;
    await send(messageOf({ notice: { page, firing: [] } }));
    expect(said(0)).toBe('Your code is *482913*. Type it on your page in Tocsin: then pages reach you here.');
  });
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
