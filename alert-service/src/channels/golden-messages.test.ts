import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '#lib/secret';
import { composed } from './email/email.ts';
import { edgeOf } from './kit/edge.ts';
import { golden } from './kit/golden.ts';
import { emailSettings, plainSlack, webhookSettings } from './kit/harnesses.ts';
import { acceptedAnswers } from './kit/integration-answers.ts';
import { type HttpServer, say, startHttpServer } from './kit/http-server.ts';
import { stories } from './kit/messages.ts';
import { integrationSettings } from './kit/integration-settings.ts';
import { type Integration, sendThrough } from './registry.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(
    say(200, { ok: true, success: true, channel: 'C0PAYMENTS', ts: '1792458306.000100' }),
  );
});
afterAll(() => server.close());

/** What really went over the wire. */
async function requests(name: string, integration: Integration): Promise<{ path: string; body: string }[]> {
  server.received.length = 0;
  const outcome = await sendThrough(integration, stories[name]!, edgeOf());
  expect(outcome.kind).toBe('done');
  return server.received.map(({ url, body }) => ({ path: url, body }));
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll('\u00a0', ' ') + '\n';

/** Slack's client sends forms with JSON in them. */
const slackCall = ({ path, body }: { path: string; body: string }): unknown => {
  const form = Object.entries(Object.fromEntries(new URLSearchParams(body)));
  return {
    call: path,
    ...Object.fromEntries(
      form.map(([name, value]) => [name, /^[[{]/u.test(value) ? JSON.parse(value) : value]),
    ),
  };
};

const read = (body: string): unknown =>
  body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));

describe.each(Object.keys(stories))('%s', (name) => {
  test('the Slack app says it as kept', async () => {
    const settings = { token: Secret.of('xoxb-1'), apiUrl: `${server.origin}/api/`, channel: '#payments' };
    const calls = await requests(name, { type: 'slack-app', settings });
    const actual = pretty(calls.map(slackCall));
    expect(actual).toBe(golden(new URL(`slack-app/__golden__/${name}.json`, import.meta.url), actual));
  });

  test('plain Slack says it as kept', async () => {
    const settings = {
      ...plainSlack,
      url: Secret.of(`${server.origin}/services/T/B/X`),
      channel: '#payments',
    };
    const [request] = await requests(name, { type: 'slack', settings });
    const actual = pretty(JSON.parse(request!.body));
    expect(actual).toBe(golden(new URL(`slack/__golden__/${name}.json`, import.meta.url), actual));
  });

  test('the webhook says it as kept, byte for byte', async () => {
    const [request] = await requests(name, {
      type: 'webhook',
      settings: webhookSettings(`${server.origin}/hook`),
    });
    expect(request!.body).toBe(
      golden(new URL(`webhook/__golden__/${name}.json`, import.meta.url), request!.body),
    );
  });

  test.each(Object.keys(integrationSettings))('%s says it as kept', async (kind) => {
    const usual = server.answer;
    server.answer = acceptedAnswers[kind] ?? usual;
    const calls = await requests(name, integrationSettings[kind]!(server.origin));
    server.answer = usual;
    const actual = pretty(calls.map(({ path, body }) => ({ call: path, body: read(body) })));
    expect(actual).toBe(golden(new URL(`${kind}/__golden__/${name}.json`, import.meta.url), actual));
  });

  test('the mail says it as kept', async () => {
    const {
      html = '',
      text,
      ...head
    } = await composed(stories[name]!, { settings: emailSettings(25), edge: edgeOf() });
    const plain = `${pretty(head)}\n${text}`;
    expect(plain).toBe(golden(new URL(`email/__golden__/${name}.txt`, import.meta.url), plain));
    expect(html).toBe(golden(new URL(`email/__golden__/${name}.html`, import.meta.url), html));
  });
});
