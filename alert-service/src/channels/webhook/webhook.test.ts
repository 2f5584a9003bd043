import { afterAll, beforeEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '#lib/secret';
import { anyCharacter } from '../../../../packages/model/test/any-character.ts';
import { createExpand } from '../expand.ts';
import { groupData } from '../group-data.ts';
import { edgeOf } from '../kit/edge.ts';
import { webhookSettings } from '../kit/harnesses.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, ended, messageOf, night, paymentsFailing, slowCheckout } from '../kit/messages.ts';
import { goTime, webhookJson } from './go-json.ts';
import { webhook } from './webhook.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200));
});
beforeEach(() => {
  server.answer = say(200);
  server.received.length = 0;
});
afterAll(() => server.close());

const bodyOf = (message = messageOf(), maxAlerts = 0) =>
  webhookJson(groupData(message, maxAlerts), message.notice.group);

test('fields stand in the order of Alertmanager, and a firing alert ends at Go’s zero time', () => {
  expect(Object.keys(JSON.parse(bodyOf()) as object)).toEqual([
    'receiver',
    'status',
    'alerts',
    'notification_reason',
    'groupLabels',
    'commonLabels',
    'commonAnnotations',
    'routeLabels',
    'externalURL',
    'version',
    'groupKey',
    'truncatedAlerts',
  ]);
  expect(bodyOf()).toMatch('"startsAt":"2026-10-20T01:05:00Z","endsAt":"0001-01-01T00:00:00Z"');
});

test.each([
  [Date.UTC(2026, 0, 1), '2026-01-01T00:00:00Z'],
  [Date.UTC(2026, 0, 1, 10, 20, 30, 500), '2026-01-01T10:20:30.5Z'],
  [Date.UTC(2026, 0, 1, 10, 20, 30, 45), '2026-01-01T10:20:30.045Z'],
  [Date.UTC(2026, 0, 1, 10, 20, 0, 0), '2026-01-01T10:20:00Z'],
  [undefined, '0001-01-01T00:00:00Z'],
])('%p is printed as Go prints it', (at, text) => {
  expect(goTime(at)).toBe(text);
});

test('label names that look like numbers stay in the order of bytes, and HTML is escaped as Go does', () => {
  const firing = [another(paymentsFailing, { with: { 10: 'ten', 9: '<b>&\u2028' } })];
  expect(bodyOf(messageOf({ notice: { firing } }))).toMatch(
    '"labels":{"10":"ten","9":"\\u003cb\\u003e\\u0026\\u2028","alertname"',
  );
});

test('a receiver’s name is quoted as for a regular expression, as upstream has it', () => {
  expect(bodyOf(messageOf({ notice: { receiver: 'a.b+c' } }))).toMatch('{"receiver":"a\\\\.b\\\\+c"');
});

test('max_alerts cuts the list, says by how many, and common labels are those of what is left', () => {
  const firing = [paymentsFailing, ...slowCheckout];
  const cut = JSON.parse(bodyOf(messageOf({ notice: { firing } }), 2)) as Record<string, unknown> & {
    alerts: unknown[];
    commonLabels: object;
  };
  expect([cut.alerts.length, cut.truncatedAlerts]).toEqual([2, 1]);
  expect(cut.commonLabels).toHaveProperty('alertname', 'SlowCheckout');
});

test('firing and resolved stand together in one order', () => {
  const message = messageOf({
    notice: { firing: [paymentsFailing], resolved: slowCheckout.map((alert) => ended(alert, night)) },
  });
  const { alerts, status } = JSON.parse(bodyOf(message)) as { alerts: { status: string }[]; status: string };
  expect([status, alerts.map((alert) => alert.status)]).toEqual([
    'firing',
    ['resolved', 'resolved', 'firing'],
  ]);
});

test('any label set makes JSON that reads back as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: anyCharacter })), (labels) => {
      const body = JSON.parse(
        bodyOf(messageOf({ notice: { firing: [{ ...paymentsFailing, labels }] } })),
      ) as { alerts: { labels: object }[] };
      expect(Object.entries(body.alerts[0]!.labels).toSorted()).toEqual(Object.entries(labels).toSorted());
    }),
  );
});

describe('the request', () => {
  test('says who sends it, what it is, and the same id through all attempts', async () => {
    await webhook.send(messageOf(), webhookSettings(`${server.origin}/hook`), edgeOf());
    await webhook.send(messageOf(), webhookSettings(`${server.origin}/hook`), edgeOf());
    for (const { method, headers } of server.received) {
      expect(method).toBe('POST');
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'user-agent': 'Tocsin/0.0.0-test',
        'idempotency-key': 'n-0001-payments',
      });
    }
  });

  test('carries a bearer token or a login', async () => {
    const bearer = {
      followRedirects: true,
      authorization: { type: 'Bearer', credentials: Secret.of('token-1') },
    };
    const basic = {
      followRedirects: true,
      basicAuth: { username: Secret.of('u'), password: Secret.of('p:w') },
    };
    for (const http of [bearer, basic])
      await webhook.send(messageOf(), webhookSettings(server.origin, { http }), edgeOf());
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      `Basic ${btoa('u:p:w')}`,
    ]);
  });

  test('goes to an address made by a template; one that fails is refused with the remedy', async () => {
    const edge = edgeOf({ expand: createExpand(() => night) });
    await webhook.send(
      messageOf(),
      webhookSettings(`${server.origin}/{{ .GroupLabels.alertname | toLower }}`),
      edge,
    );
    expect(server.received[0]?.url).toBe('/paymentsfailing');
    const outcome = await webhook.send(messageOf(), webhookSettings(`${server.origin}/{{ .Nope.x }}`), edge);
    expect(outcome).toMatchObject({ kind: 'refused', error: expect.stringContaining('template in its url') });
  });

  test('is done at 2xx, even when the body never ends', async () => {
    server.answer = (response) => void response.writeHead(200).write('…');
    expect(await webhook.send(messageOf(), webhookSettings(server.origin), edgeOf())).toEqual({
      kind: 'done',
    });
  });

  test('a redirect that cannot carry the alerts along is refused, not counted as told', async () => {
    server.answer = say(302, '', { location: '/login' });
    const outcome = await webhook.send(messageOf(), webhookSettings(server.origin), edgeOf());
    expect(outcome).toMatchObject({
      kind: 'refused',
      status: 302,
      error: expect.stringContaining('configure the final address'),
    });
  });

  test('a secret file that is gone is named, and what to do', async () => {
    const url = Secret.fromFile('/etc/tocsin/url', () => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    });
    expect(await webhook.send(messageOf(), { ...webhookSettings(''), url }, edgeOf())).toMatchObject({
      kind: 'refused',
      failure: 'authError',
      error: expect.stringMatching(/\/etc\/tocsin\/url .*ENOENT.*check/u),
    });
  });

  test('its timeout is the user’s, within ours', () => {
    expect(webhook.timeoutMs(webhookSettings('x', { timeoutMs: 500 }))).toBe(500);
    expect(webhook.timeoutMs(webhookSettings('x', { timeoutMs: 0 }))).toBe(30_000);
    expect(webhook.timeoutMs(webhookSettings('x', { timeoutMs: 90_000 }))).toBe(90_000);
    expect(webhook.timeoutMs(webhookSettings('x', { timeoutMs: 3_600_000 }))).toBe(300_000);
  });
});

describe('a payload of the user’s own', () => {
  const edge = () => edgeOf({ expand: createExpand(() => night) });
  const sent = async (payload: unknown, maxAlerts = 0) => {
    const settings = webhookSettings(`${server.origin}/hook`, { payload, maxAlerts });
    return webhook.send(
      messageOf({ notice: { firing: [paymentsFailing, ...slowCheckout] } }),
      settings,
      edge(),
    );
  };

  test('has its texts expanded, read as YAML and written as Go writes JSON', async () => {
    const payload = {
      z: '{{ len .Alerts }}',
      'a-{{ .Status }}': ['<{{ .Receiver }}>', 5, true, null],
      list: '{{ .GroupLabels | toJson }}',
    };
    expect(await sent(payload)).toEqual({ kind: 'done' });
    expect(server.received[0]!.body).toBe(
      '{"a-firing":["\\u003cpayments-team\\u003e",5,true,null],"list":{"alertname":"PaymentsFailing"},"z":3}\n',
    );
  });

  test('sees max_alerts alerts', async () => {
    expect(await sent('{{ len .Alerts }}', 2)).toEqual({ kind: 'done' });
    expect(server.received[0]!.body).toBe('2\n');
  });

  test('is not sent where a template in it fails', async () => {
    expect(await sent({ a: '{{ template "gone" . }}' })).toMatchObject({
      kind: 'refused',
      error: expect.stringMatching(/a template in its payload fails.*gone/u),
    });
    expect(server.received).toEqual([]);
  });
});

test('a receiver’s name in the address goes as Alertmanager sends it', async () => {
  const settings = webhookSettings(`${server.origin}/{{ .Receiver }}`);
  const message = messageOf({ notice: { receiver: 'team.full' } });
  await webhook.send(message, settings, edgeOf({ expand: createExpand(() => night) }));
  expect(server.received[0]!.url).toBe('/team%5C.full');
});

test('without webhook_signature there is no header of ours, and an empty secret signs nothing', async () => {
  const sent = (more: object = {}) =>
    webhook.send(messageOf(), { ...webhookSettings(server.origin), ...more }, edgeOf());
  expect(await sent()).toEqual({ kind: 'done' });
  expect(server.received[0]?.headers).not.toHaveProperty('x-tocsin-signature');
  expect(await sent({ signedWith: Secret.of('') })).toMatchObject({
    ...{ kind: 'refused', error: expect.stringContaining('webhook_signature is empty') },
  });
  expect(server.received).toHaveLength(1);
});
