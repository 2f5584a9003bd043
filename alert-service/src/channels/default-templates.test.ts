import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createExpand } from './expand.ts';
import { edgeOf } from './kit/edge.ts';
import { acceptedAnswers } from './kit/integration-answers.ts';
import { type HttpServer, say, startHttpServer } from './kit/http-server.ts';
import { integrationSettings } from './kit/integration-settings.ts';
import { messageOf, night, triggered } from './kit/messages.ts';
import { type Integration, sendThrough } from './registry.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, { ok: true }));
});
afterAll(() => server.close());

const withTexts = (kind: string, texts: object): Integration => {
  const integration = integrationSettings[kind]!(server.origin);
  return { ...integration, settings: { ...integration.settings, ...texts } } as Integration;
};

/** Upstream's own lines, as people copied them out of its documentation. */
test.each([
  ['pagerduty', { description: '{{ template "pagerduty.default.description" . }}' }],
  ['opsgenie', { message: '{{ template "opsgenie.default.message" . }}' }],
  ['msteamsv2', { text: '{{ template "msteamsv2.default.text" . }}' }],
  ['msteams', { summary: '{{ template "msteams.default.summary" . }}' }],
  ['discord', { title: '{{ template "discord.default.title" . }}' }],
  ['telegram', { message: '{{ template "telegram.default.message" . }}' }],
  ['victorops', { stateMessage: '{{ template "victorops.default.state_message" . }}' }],
  ['webex', { message: '{{ template "webex.default.message" . }}' }],
  ['pushover', { html: true, message: '{{ template "pushover.default.message" . }}' }],
  ['rocketchat', { title: '{{ template "rocketchat.default.title" . }}' }],
  ['mattermost', { text: '{{ template "mattermost.default.text" . }}' }],
  ['wechat', { message: '{{ template "wechat.default.message" . }}' }],
  ['sns', { message: '{{ template "sns.default.message" . }}' }],
  ['jira', { priority: '{{ template "jira.default.priority" . }}' }],
])('%s takes upstream’s default templates by name', async (kind, texts) => {
  const edge = edgeOf({ expand: createExpand(() => night) });
  server.answer = acceptedAnswers[kind] ?? say(200, { ok: true });
  expect(await sendThrough(withTexts(kind, texts), messageOf(), edge)).toEqual({ kind: 'done' });
  const { body } = server.received.at(-1)!;
  expect(body).not.toMatch(/A(?: |\+|%20)template(?: |\+|%20)of/u);
});

/** Heard, or of two SMS at most: how to answer goes first. */
const withoutLinks = ['twilio-sms', 'twilio-call'];
const linking = Object.keys(integrationSettings).filter((kind) => !withoutLinks.includes(kind));

test.each(linking)('%s links to our own page of what it tells', async (kind) => {
  server.answer = acceptedAnswers[kind] ?? say(200, { ok: true });
  const told = [
    [messageOf(), '/alerts/9f86d081884c7d65'],
    [messageOf({ incident: triggered }), '/incidents/INC-2481'],
  ] as const;
  for (const [message, path] of told) {
    await sendThrough(withTexts(kind, {}), message, edgeOf());
    const { body } = server.received.at(-1)!;
    // incident.io is told what the webhook tells: it has links of its own.
    const expected = kind === 'incidentio' ? '"externalURL":"https://tocsin.example.com"' : path;
    expect(body.replaceAll('%2F', '/')).toContain(expected);
  }
});
