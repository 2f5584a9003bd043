import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RouteDefinition, routes } from '@tocsin/api';
import { createLog } from '#lib/log';
import { eventually } from './kit/eventually.ts';
import { createGrafanaSigner } from './kit/grafana-signer.ts';
import { type Service, startService } from './kit/service.ts';

/** One for each place, so that what is found says where it came from. */
const planted = new Map<string, string>();
const secret = (place: string): string => {
  const value = `planted-${place}-5e1f0c`;
  planted.set(place, value);
  return value;
};

/** Refuses everything, and says back what it was told: so errors are made of secrets too. */
let peer: Server;
let service: Service;
let said = '';
let entered: Response;
const port = (): number => {
  const address = peer.address();
  return typeof address === 'object' && address ? address.port : 0;
};

const alertmanager = (): string => `
global:
  smtp_smarthost: 127.0.0.1:9
  smtp_from: tocsin@example.org
  smtp_auth_username: tocsin
  smtp_auth_password: ${secret('smtp')}
route:
  receiver: team
  group_by: [alertname]
  group_wait: 50ms
  group_interval: 100ms
receivers:
  - name: team
    email_configs: [{to: team@example.org}]
    webhook_configs:
      - url: http://127.0.0.1:${port()}/${secret('webhook-url')}
        http_config: {authorization: {credentials: ${secret('webhook-bearer')}}}
    slack_configs:
      - {api_url: "http://127.0.0.1:${port()}/${secret('slack-url')}", channel: '#alerts'}
    pagerduty_configs:
      - {routing_key: ${secret('pagerduty')}, url: "http://127.0.0.1:${port()}/"}
    opsgenie_configs:
      - {api_key: ${secret('opsgenie')}, api_url: "http://127.0.0.1:${port()}/"}
    telegram_configs:
      - {bot_token: "1:${secret('telegram')}", chat_id: 1, api_url: "http://127.0.0.1:${port()}"}
  - name: app
    slack_configs: [{api_url: "http://127.0.0.1:${port()}/x", channel: '#alerts'}]
`;

const tocsin = (): string => `
api:
  tokens:
    - {name: grafana, token: ${secret('proxy-token')}, kind: proxy}
    - {name: robot, token: ${secret('client-token')}, kind: client, role: admin}
grafana: {jwks_url: "http://127.0.0.1:${port()}/keys", issuer: "http://localhost:3000/"}
slack_app:
  token: xoxb-${secret('slack-bot')}
  signing_secret: ${secret('slack-signing')}
  app_token: xapp-${secret('slack-app')}
  api_url: http://127.0.0.1:${port()}/api/
  receivers: [app]
twilio:
  account_sid: AC0123456789abcdef0123456789abcdef
  auth_token: ${secret('twilio')}
  from: "+15005550006"
  api_url: http://127.0.0.1:${port()}/
telegram: {bot_token: "2:${secret('telegram-bot')}", webhook_secret: ${secret('telegram-webhook')}, api_url: "http://127.0.0.1:${port()}"}
webhooks: {signing_secret: ${secret('webhooks-signing')}}
pagerduty: {webhook_secret: ${secret('pagerduty-webhook')}, acknowledge: true}
opsgenie: {webhook_token: ${secret('opsgenie-webhook')}, acknowledge: true}
receivers: [{name: team, webhook_signature: {secret: ${secret('webhook-signature')}}}]
watchdog: {url: "http://127.0.0.1:${port()}/${secret('watchdog')}", interval: 1s}
data_sources:
  - name: metrics
    url: http://127.0.0.1:${port()}/
    basic_auth: {username: tocsin, password: ${secret('data-source')}}
    remote_write: [{url: "http://127.0.0.1:${port()}/write", authorization: {credentials: ${secret('remote-write')}}}]
`;

beforeAll(async () => {
  peer = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.statusCode = 400;
      response.end(
        `refused ${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString()}`,
      );
    });
  });
  await new Promise<void>((resolve) => void peer.listen(0, '127.0.0.1', resolve));
  const log = createLog({
    level: 'debug',
    format: 'json',
    now: () => 0,
    write: (line) => void (said += line),
  });
  service = await startService({ alertmanager: alertmanager(), tocsin: tocsin(), log });
  entered = await fetch(`${service.url}/api/tocsin/v1/automations/restart`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'once' },
    body: JSON.stringify({
      value: {
        id: 'restart',
        name: 'Restart',
        url: 'https://example.org/hook',
        secret: secret('automation'),
      },
    }),
  });
  await service.post('/api/v2/alerts', [{ labels: { alertname: 'Planted', severity: 'critical' } }]);
  await eventually('each integration was refused', async () => {
    const answer = await service.get('/api/tocsin/v1/overview');
    const { receivers } = (await answer.json()) as { receivers: { lastError?: string }[] };
    return receivers.filter(({ lastError }) => lastError !== undefined).length >= 6;
  });
  await eventually('the watchdog was refused', async () => said.includes('watchdog'));
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await new Promise((resolve) => peer.close(resolve));
});

/** Which secrets a text holds, as they are or as base64 or an address would write them. */
const found = (text: string): string[] =>
  [...planted]
    .filter(([, value]) =>
      [value, Buffer.from(value).toString('base64').slice(4, -4), encodeURIComponent(value)].some((form) =>
        text.includes(form),
      ),
    )
    .map(([place]) => place);

const reads = Object.values(routes).filter(
  (route: RouteDefinition) => route.method === 'get' && !route.path.includes('{'),
);

test('no answer of any API holds a secret', async () => {
  const paths = [
    ...reads.map((route: RouteDefinition) => `/api/tocsin/v1${route.path}`),
    ...['/api/tocsin/v1/openapi.json', '/api/v2/status', '/api/v2/receivers', '/api/v2/alerts/groups'],
    ...['/api/v1/rules', '/api/v1/alerts', '/metrics', '/-/ready', '/api/tocsin/v1/incidents/INC-1'],
  ];
  for (const at of paths) {
    const answer = await service.get(at);
    expect([at, found(await answer.text())]).toEqual([at, []]);
  }
});

test('a secret entered in the app is taken, and not given back', async () => {
  expect(entered.status).toBe(200);
  expect(found(await entered.text())).toEqual([]);
  const kept = await service.get('/api/tocsin/v1/automations');
  const text = await kept.text();
  expect(text).toContain('example.org/hook');
  expect(found(text)).toEqual([]);
});

test('no refusal repeats what was presented', async () => {
  const signer = await createGrafanaSigner();
  const identity = await signer.sign(Date.now());
  const tried = [
    await service.get('/api/tocsin/v1/me', { Authorization: `Bearer ${planted.get('proxy-token')}x` }),
    await service.post(
      '/api/tocsin/v1/silences',
      {},
      { Authorization: `Bearer ${planted.get('proxy-token')}`, 'X-Grafana-Id': identity },
    ),
    await service.post('/answers/slack/actions', 'payload=x', { 'X-Slack-Signature': 'v0=00' }),
    await service.post('/answers/telegram', {}, { 'X-Telegram-Bot-Api-Secret-Token': 'wrong' }),
    await service.post('/answers/twilio/sms', {}, { 'X-Twilio-Signature': 'wrong' }),
    await service.post('/answers/pagerduty', {}, { 'X-PagerDuty-Signature': 'v1=00' }),
    await service.post('/answers/opsgenie', {}, { 'X-Tocsin-Token': 'wrong' }),
  ];
  for (const answer of tried) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const text = await answer.text();
    expect(found(text)).toEqual([]);
    expect(text).not.toContain(identity.slice(-20));
  }
});

test('a configuration that is wrong is refused without repeating the secrets beside the fault', async () => {
  const file = path.join(service.folder, 'tocsin.yml');
  const good = readFileSync(file, 'utf8');
  const broken = [
    good.replace('kind: proxy', 'kind: proxies'),
    good.replace('signing_secret:', 'signing_secrt:'),
    good.replace(/auth_token: (\S+)/, 'auth_token: [$1]'),
    good.replace(/bot_token: "2:(\S+)",/, 'bot_token: $1: x,'),
    good.replace('jwks_url', 'jwks_uri'),
  ];
  for (const text of broken) {
    writeFileSync(file, text);
    const answer = await service.post('/-/reload', '');
    expect([answer.status, found(await answer.text())]).toEqual([500, []]);
  }
  writeFileSync(file, good);
  expect((await service.post('/-/reload', '')).status).toBe(200);
});

test('the log, at its most talkative, holds none', () => {
  expect(said.length).toBeGreaterThan(500);
  expect(found(said)).toEqual([]);
});

test('the database holds none: neither in a table nor in its packed rows nor in the files beside it', async () => {
  await service.app.stop();
  const folder = path.join(service.folder, 'data');
  const text = databaseText(path.join(folder, 'tocsin.db'));
  expect(text).toMatch(/"sealedSecret":"s1\.[0-9a-f]{8}\./);
  expect(found(text)).toEqual([]);
  for (const name of readdirSync(folder))
    expect([name, found(readFileSync(path.join(folder, name), 'latin1'))]).toEqual([name, []]);
});

test('the key file’s key stands nowhere else', async () => {
  await service.app.stop();
  const folder = path.join(service.folder, 'data');
  const key = readFileSync(path.join(folder, 'secrets.key'), 'utf8')
    .split('\n')
    .find((line) => /^[^#]/.test(line));
  expect(key).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(said).not.toContain(key);
  expect(databaseText(path.join(folder, 'tocsin.db'))).not.toContain(key);
});

/** Everything in all tables, with what is packed unpacked. */
function databaseText(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true });
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const text = tables.flatMap(({ name }) =>
    db
      .prepare(`SELECT * FROM "${String(name)}"`)
      .all()
      .flatMap((row) => Object.values(row).map(plain)),
  );
  db.close();
  expect(text.join('')).toContain('Planted');
  return text.join('\n');
}

function plain(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value);
  try {
    return zstdDecompressSync(value).toString('utf8');
  } catch {
    return Buffer.from(value).toString('latin1');
  }
}
