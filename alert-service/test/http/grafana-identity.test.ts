import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { createGrafanaSigner, type GrafanaSigner, grafanaUrl } from '../kit/grafana-signer.ts';
import { type Service, startService } from '../kit/service.ts';

/** Grafana as far as we ask it: where its keys stand. */
let grafana: Server;
let keys: readonly Record<string, unknown>[];
let asked = 0;
let signer: GrafanaSigner;
let service: Service;

const port = (): number => {
  const address = grafana.address();
  return typeof address === 'object' && address ? address.port : 0;
};
const tocsin = (lines: string): string => `
${lines}
api:
  tokens:
    - {name: grafana, token: proxy-token-aaaa, kind: proxy}
    - {name: robot, token: client-token-bbbb, kind: client, role: operator}
    - {name: boss, token: client-token-cccc, kind: client, role: admin}
`;

beforeAll(async () => {
  signer = await createGrafanaSigner();
  keys = signer.jwks.keys;
  grafana = createServer((request, response) => {
    asked += 1;
    response.statusCode = request.url === '/api/signing-keys/keys' ? 200 : 404;
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => void grafana.listen(0, '127.0.0.1', resolve));
  service = await startService({
    tocsin: tocsin(
      `grafana: {jwks_url: "http://127.0.0.1:${port()}/api/signing-keys/keys", issuer: "${grafanaUrl}"}`,
    ),
  });
  await service.post('/api/v2/alerts', [{ labels: { alertname: 'Door', severity: 'critical' } }]);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await new Promise((resolve) => grafana.close(resolve));
});

const proxied = (identity?: string): Record<string, string> => ({
  Authorization: 'Bearer proxy-token-aaaa',
  ...(identity !== undefined && { 'X-Grafana-Id': identity }),
});
const signed = (claims: JWTPayload = {}): Promise<string> => signer.sign(Date.now(), claims);
const me = async (headers: Record<string, string>): Promise<unknown> =>
  (await service.get('/api/tocsin/v1/me', headers)).json();
const silence = {
  matchers: [{ name: 'alertname', value: 'Door', isRegex: false, isEqual: true }],
  startsAt: '2030-01-01T00:00:00Z',
  endsAt: '2030-01-01T01:00:00Z',
  comment: 'planned',
};
const write = (headers: Record<string, string>) => service.post('/api/tocsin/v1/silences', silence, headers);

test('an Editor whom Grafana signed is a known operator, and may write', async () => {
  const headers = proxied(await signed());
  expect(await me(headers)).toMatchObject({
    person: { name: 'Mia Novak', login: 'mia', known: true },
    role: 'operator',
  });
  expect((await write(headers)).status).not.toBe(403);
});

test('a Viewer may look; writing says which role it needs, and whom to ask', async () => {
  const headers = proxied(await signed({ role: 'Viewer' }));
  expect((await service.get('/api/tocsin/v1/incidents', headers)).status).toBe(200);
  const refused = await write(headers);
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({
    title: 'A viewer may not do this',
    detail: expect.stringMatching(/needs the role operator. Your role in Grafana is Viewer/),
  });
});

test('Grafana’s token alone may look and not write, and says what is missing', async () => {
  expect(await me(proxied())).toMatchObject({
    person: { known: false },
    role: 'viewer',
    remedy: expect.stringContaining('X-Grafana-Id'),
  });
  const refused = await write(proxied());
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('X-Grafana-Id') });
});

test('a signed identity is nothing without Grafana’s token, and changes nothing of a client’s', async () => {
  const identity = await signed({ role: 'Admin' });
  const outside = { 'X-Grafana-Id': identity, 'X-Forwarded-For': '10.0.0.1' };
  expect((await service.get('/api/tocsin/v1/me', outside)).status).toBe(401);
  const client = { Authorization: 'Bearer client-token-bbbb', 'X-Grafana-Id': identity };
  expect(await me(client)).toMatchObject({ person: { name: 'robot' }, role: 'operator' });
  expect(await me({ Authorization: 'Bearer client-token-cccc' })).toMatchObject({ role: 'admin' });
});

test('keys are asked for once, not with each request', async () => {
  await me(proxied(await signed()));
  const before = asked;
  for (let index = 0; index < 5; index += 1) await me(proxied(await signed()));
  expect(asked).toBe(before);
});

test('the header that Grafana sets from its own session names the person where the operator says so', async () => {
  await using other = await startService({
    tocsin: tocsin('grafana: {trusted_header: X-Grafana-User, role: operator}'),
  });
  const who = async (headers: Record<string, string>) =>
    (await other.get('/api/tocsin/v1/me', headers)).json();
  expect(await who({ ...proxied(), 'X-Grafana-User': 'mia' })).toMatchObject({
    person: { name: 'mia', login: 'mia', known: true },
    role: 'operator',
  });
  expect(await who(proxied())).toMatchObject({ person: { known: false }, role: 'viewer' });
  expect(await who({ 'X-Grafana-User': 'mia' })).toMatchObject({ person: { name: 'local' } });
});
