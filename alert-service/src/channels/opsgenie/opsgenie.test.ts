import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { OpsgenieSettings } from '#config/opsgenie-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { groupHash } from '../group-hash.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { ended, groupKey, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { opsgenie } from './opsgenie.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(202));
});
beforeEach(() => {
  server.answer = say(202);
  server.received.length = 0;
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<OpsgenieSettings>): OpsgenieSettings => ({
  apiKey: Secret.of('gen1e'),
  apiUrl: `${server.origin}/x/`,
  details: {},
  responders: [],
  updateAlerts: false,
  http: { followRedirects: true },
  ...changes,
});

interface Created {
  message: string;
  description: string;
  details: Record<string, string>;
  source: string;
}

async function sent(changes: Partial<OpsgenieSettings> = {}, message = messageOf()) {
  server.received.length = 0;
  expect(await opsgenie.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  return server.received.map(({ method, url, body, headers }) => ({
    call: `${method} ${url}`,
    key: headers.authorization,
    body: JSON.parse(body) as Created,
  }));
}

const alias = groupHash(groupKey);

test('a group is an alert by its alias, and its end closes it', async () => {
  const resolved = [ended(paymentsFailing, night)];
  expect([
    ...(await sent()),
    ...(await sent({}, messageOf({ notice: { firing: [], resolved } }))),
  ]).toMatchObject([
    { call: 'POST /x/v2/alerts', key: 'GenieKey gen1e', body: { alias, details: paymentsFailing.labels } },
    { call: `POST /x/v2/alerts/${alias}/close?identifierType=alias`, body: { source: expect.any(String) } },
  ]);
});

test('each text of the user’s is a template', async () => {
  const [created] = await sent({
    apiKey: Secret.of('key-{{ .CommonLabels.service }}'),
    message: '{{ .CommonAnnotations.summary }}',
    description: 'D {{ .Status }}',
    source: 'S {{ .Receiver }}',
    details: { extra: '{{ .Status }}', region: 'mine' },
    entity: '{{ .CommonLabels.instance }}',
    actions: 'restart,,stop',
    tags: '{{ .CommonLabels.severity }},b',
    note: 'N',
    priority: '{{ if eq .CommonLabels.severity "critical" }}P1{{ end }}',
    responders: [
      { id: '', name: 'a,b', username: '', type: 'teams' },
      { id: '', name: '', username: '{{ .CommonLabels.service }}@example.com', type: 'user' },
      { id: '', name: '{{ .CommonLabels.nothing }}', username: '', type: '{{ .CommonLabels.nothing }}' },
    ],
  });
  expect(created).toMatchObject({
    key: 'GenieKey key-payments',
    body: {
      message: 'One in 12 card payments fails',
      description: 'D firing',
      source: 'S payments-team',
      details: { extra: 'firing', region: 'mine', service: 'payments' },
      entity: 'payments-1:8080',
      actions: ['restart', 'stop'],
      tags: ['critical', 'b'],
      note: 'N',
      priority: 'P1',
      responders: [
        { name: 'a', type: 'team' },
        { name: 'b', type: 'team' },
        { username: 'payments@example.com', type: 'user' },
      ],
    },
  });
});

test('update_alerts sets message and description anew, and stops where one call is not taken', async () => {
  const calls = await sent({ updateAlerts: true, description: 'D' });
  expect(calls.map(({ call, body }) => [call, Object.keys(body).length])).toEqual([
    ['POST /x/v2/alerts', 5],
    [`PUT /x/v2/alerts/${alias}/message?identifierType=alias`, 1],
    [`PUT /x/v2/alerts/${alias}/description?identifierType=alias`, 1],
  ]);
  server.answer = (response, request) =>
    (request.method === 'PUT' ? say(429, '', { 'retry-after': '9' }) : say(202))(response, request);
  server.received.length = 0;
  expect(await opsgenie.send(messageOf(), settingsOf({ updateAlerts: true }), edge())).toMatchObject({
    kind: 'retry',
    retryAfterMs: 9000,
  });
  expect(server.received).toHaveLength(2);
});

test('a template that fails sends our own text, with the error in it', async () => {
  const [created] = await sent({ message: '{{ template "gone" . }}', note: 'kept' });
  expect(created!.body).toMatchObject({
    message: 'Critical: One in 12 card payments fails',
    note: 'kept',
    description: expect.stringMatching(/^A template .* fails.*gone/u),
  });
});

test('hostile values keep Opsgenie’s limits', async () => {
  for (const value of hostileValues) {
    const [created] = await sent(
      { details: { mine: '{{ .CommonLabels.alertname }}' } },
      messageOf({ notice: { firing: [hostileAlert(value)] } }),
    );
    const { message, description, details, source } = created!.body;
    expect([...message].length).toBeLessThanOrEqual(130);
    expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(description.length).toBeLessThanOrEqual(15_000);
    expect(source.length).toBeLessThanOrEqual(100);
    expect(Object.entries(details).flat().join('').length).toBeLessThanOrEqual(8000);
  }
});
