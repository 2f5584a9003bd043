import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { LogLevel, WebClient } from '@slack/web-api';
import { type SlackStandIn, startSlackStandIn } from '../src/slack/slack-stand-in.ts';

/** The client warns of what the tests do on purpose. */
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

let slack: SlackStandIn;
let client: WebClient;

beforeAll(async () => {
  slack = await startSlackStandIn();
  client = new WebClient('demo-token', {
    slackApiUrl: slack.apiUrl,
    logger: silent,
    retryConfig: { retries: 0 },
  });
});
afterAll(() => slack.close());
beforeEach(() => {
  slack.accept();
  slack.clear();
});

const pageOf = async (channel: string): Promise<string> =>
  (await fetch(`${slack.url}/?channel=${channel}`)).text();

test('the real client proves its token, posts to a channel by name and updates by the id it was given', async () => {
  expect(await client.auth.test()).toMatchObject({ ok: true, bot_id: 'B00000001' });
  const posted = await client.chat.postMessage({ channel: '#alerts', text: 'API fails' });
  await client.chat.update({ channel: posted.channel!, ts: posted.ts!, text: 'API fails, Sam has it' });
  const [message] = slack.messages();
  expect(message).toMatchObject({ channel: 'alerts', text: 'API fails, Sam has it', ts: posted.ts });
  expect(message?.edits.map(({ text }) => text)).toEqual(['API fails']);
});

test('an update by channel name is refused, as Slack refuses it', async () => {
  const posted = await client.chat.postMessage({ channel: '#alerts', text: 'x' });
  await expect(client.chat.update({ channel: '#alerts', ts: posted.ts!, text: 'y' })).rejects.toThrow(
    'channel_not_found',
  );
});

test('replies stand in their thread, a broadcast one in the channel too', async () => {
  const { ts } = await client.chat.postMessage({ channel: '#alerts', text: 'parent' });
  await client.chat.postMessage({ channel: '#alerts', text: 'quiet reply', thread_ts: ts! });
  await client.chat.postMessage({
    channel: '#alerts',
    text: 'loud reply',
    thread_ts: ts!,
    reply_broadcast: true,
  });
  const page = await pageOf('alerts');
  expect(page).toContain('2 replies');
  expect(page.match(/loud reply/g)).toHaveLength(2);
  expect(page.match(/quiet reply/g)).toHaveLength(1);
});

test('blocks and attachments arrive as the client sent them', async () => {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*8.4 %*, limit 5 %' } }];
  await client.chat.postMessage({
    channel: '#alerts',
    text: 'x',
    attachments: [{ color: '#e01e5a', blocks }],
  });
  expect(slack.messages()[0]?.attachments).toEqual([{ color: '#e01e5a', blocks }]);
  const page = await pageOf('alerts');
  expect(page).toContain('<b>8.4 %</b>, limit 5 %');
  expect(page).toContain('fill="#e01e5a"');
});

test('what Slack would refuse is refused: no text, a header that is too long, mrkdwn in a header', async () => {
  const post = (blocks: object[]) =>
    client.apiCall('chat.postMessage', { channel: '#alerts', text: '', blocks: JSON.stringify(blocks) });
  await expect(client.apiCall('chat.postMessage', { channel: '#alerts' })).rejects.toThrow('no_text');
  const header = (type: string, text: string) => [{ type: 'header', text: { type, text } }];
  await expect(post(header('plain_text', 'x'.repeat(151)))).rejects.toThrow('invalid_blocks');
  await expect(post(header('mrkdwn', 'x'))).rejects.toThrow('invalid_blocks');
  expect((await post(header('plain_text', 'x'.repeat(150)))).ok).toBe(true);
});

test('a request without a token is refused', async () => {
  const response = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
  expect(await response.json()).toEqual({ ok: false, error: 'not_authed' });
});

test('told to limit the rate once, it answers 429 with Retry-After and then takes the message', async () => {
  slack.refuse({ kind: 'rate-limited', retryAfterSeconds: 7, times: 1 });
  const patient = new WebClient('demo-token', {
    slackApiUrl: slack.apiUrl,
    logger: silent,
    rejectRateLimitedCalls: true,
  });
  const message = { channel: '#alerts', text: 'x' };
  await expect(patient.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 7 });
  expect((await patient.chat.postMessage(message)).ok).toBe(true);
  expect(slack.requests().slice(-2)).toMatchObject([
    { refusedBy: 'rate-limited' },
    { method: 'chat.postMessage' },
  ]);
});

test('told to fail, it answers 500; told that the token is bad, invalid_auth', async () => {
  slack.refuse({ kind: 'server-error' });
  await expect(client.chat.postMessage({ channel: '#alerts', text: 'x' })).rejects.toThrow();
  slack.refuse({ kind: 'invalid-auth' });
  await expect(client.chat.postMessage({ channel: '#alerts', text: 'x' })).rejects.toThrow('invalid_auth');
  expect(slack.messages()).toEqual([]);
});

test('an incoming webhook answers ok', async () => {
  const response = await fetch(slack.webhookUrl, {
    method: 'POST',
    body: JSON.stringify({ text: 'hello' }),
    headers: { 'content-type': 'application/json' },
  });
  expect(await response.text()).toBe('ok');
  expect(slack.messages()).toMatchObject([{ text: 'hello', channel: 'alerts', via: 'incoming-webhook' }]);
});

test('the page shows hostile text as text', async () => {
  const bad = '<script>alert(1)</script> &lt;img src=x onerror=alert(1)&gt; <javascript:alert(1)|click>';
  const attachment = {
    color: '"><script>',
    title: bad,
    title_link: 'javascript:alert(1)',
    text: bad,
    image_url: 'javascript:x',
  };
  const fields = [{ title: bad, value: bad, short: true }];
  await client.chat.postMessage({
    channel: '#alerts',
    text: bad,
    username: bad,
    icon_url: 'javascript:x',
    attachments: [{ ...attachment, fields }],
  });
  const page = await pageOf('alerts');
  expect(page.match(/<script(?! src="\/(?:live|press).js")/g)).toBeNull();
  expect(page).not.toMatch(/<img src="?x|(?:href|src)="javascript/);
});

test('a page of another site cannot switch its refusals', async () => {
  const response = await fetch(`${slack.url}/api/refuse`, { method: 'PUT', body: '{"kind":"server-error"}' });
  expect(response.status).toBe(415);
});
