import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { VictoropsSettings } from '#config/victorops-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { groupHash } from '../group-hash.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { ended, groupKey, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { victorops } from './victorops.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, { result: 'success' }));
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<VictoropsSettings>): VictoropsSettings => ({
  apiUrl: `${server.origin}/alert/`,
  apiKey: Secret.of('v1ctor'),
  routingKey: 'team-{{ .CommonLabels.service }}',
  messageType: 'CRITICAL',
  customFields: {},
  http: { followRedirects: true },
  ...changes,
});

async function sent(changes: Partial<VictoropsSettings> = {}, message = messageOf()) {
  expect(await victorops.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  const { url, body } = server.received.at(-1)!;
  return { url, body: JSON.parse(body) as Record<string, string> };
}

test('each text is a template, and the route is one too', async () => {
  expect(
    await sent({
      messageType: '{{ if eq .CommonLabels.severity "critical" }}WARNING{{ end }}',
      stateMessage: '{{ .CommonAnnotations.summary }}',
      entityDisplayName: 'E {{ .Receiver }}',
      monitoringTool: 'M',
      customFields: { own: '{{ .Status }}' },
    }),
  ).toEqual({
    url: '/alert/v1ctor/team-payments',
    body: {
      message_type: 'WARNING',
      entity_id: groupHash(groupKey),
      entity_display_name: 'E payments-team',
      state_message: 'One in 12 card payments fails',
      monitoring_tool: 'M',
      own: 'firing',
    },
  });
});

test('an unknown type is critical while anything fires; the end is a recovery', async () => {
  const over = messageOf({ notice: { firing: [], resolved: [ended(paymentsFailing, night)] } });
  expect((await sent({ messageType: 'PANIC' })).body.message_type).toBe('CRITICAL');
  expect((await sent({ messageType: 'INFO' }, over)).body).toMatchObject({
    message_type: 'RECOVERY',
    entity_id: groupHash(groupKey),
  });
});

test('a template that fails sends our own text, with the error in it; a failing route is refused', async () => {
  expect((await sent({ entityDisplayName: '{{ template "gone" . }}' })).body).toMatchObject({
    entity_display_name: 'Critical: One in 12 card payments fails',
    state_message: expect.stringMatching(/^A template .* fails.*gone/u),
  });
  const settings = settingsOf({ routingKey: '{{ template "gone" . }}' });
  expect(await victorops.send(messageOf(), settings, edge())).toMatchObject({ kind: 'refused' });
});

test('hostile values stay text within the limit, and in the path of the route', async () => {
  for (const value of hostileValues) {
    const message = messageOf({ notice: { firing: [hostileAlert(value)] } });
    const { url, body } = await sent({ routingKey: 'x{{ .CommonLabels.team }}' }, message);
    expect(url).toBe('/alert/v1ctor/x');
    expect(body.state_message!.length).toBeLessThanOrEqual(20_480);
    expect(body.entity_display_name).not.toMatch(/[\p{Cc}\u202e]/u);
  }
  const { url } = await sent({ routingKey: '../../a?b#c' });
  expect(url).toBe('/alert/v1ctor/..%2F..%2Fa%3Fb%23c');
});
