import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IncidentioSettings } from '#config/incidentio-config';
import { Secret } from '#lib/secret';
import { groupData } from '../group-data.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { messageOf, paymentsFailing, slowCheckout } from '../kit/messages.ts';
import { webhookJson } from '../webhook/go-json.ts';
import { incidentio } from './incidentio.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(202));
});
afterAll(() => server.close());

async function sent(message = messageOf(), maxAlerts = 0) {
  const settings: IncidentioSettings = {
    url: Secret.of(`${server.origin}/v2/alert_events/alertmanager/x`),
    maxAlerts,
    http: { followRedirects: true, authorization: { type: 'Bearer', credentials: Secret.of('s0urce') } },
  };
  expect(await incidentio.send(message, settings, edgeOf())).toEqual({ kind: 'done' });
  return server.received.at(-1)!;
}

test('the body is the webhook’s to the byte but for its version', async () => {
  const message = messageOf();
  const { body, headers } = await sent(message);
  const webhook = webhookJson(groupData(message), message.notice.group);
  expect(body).toBe(webhook.replace('"version":"4"', '"version":"1"'));
  expect(headers).toMatchObject({ authorization: 'Bearer s0urce', 'idempotency-key': message.notice.id });
});

test('max_alerts cuts the list and says so', async () => {
  const firing = [paymentsFailing, ...slowCheckout];
  const { body } = await sent(messageOf({ notice: { firing } }), 2);
  expect(JSON.parse(body)).toMatchObject({ alerts: { length: 2 }, truncatedAlerts: 1 });
});

test('of a group that is too large the first alert goes alone', async () => {
  const firing = Array.from({ length: 2000 }, () => paymentsFailing);
  const { body } = await sent(messageOf({ notice: { firing } }));
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(512 * 1024);
  expect(JSON.parse(body)).toMatchObject({ alerts: { length: 1 }, status: 'firing' });
});

test('hostile values arrive as they are', async () => {
  for (const value of hostileValues) {
    const { body } = await sent(messageOf({ notice: { firing: [hostileAlert(value)] } }));
    expect(JSON.parse(body)).toMatchObject({ alerts: [{ labels: { alertname: value.toWellFormed() } }] });
  }
});
