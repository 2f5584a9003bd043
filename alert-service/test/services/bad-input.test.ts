import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HttpServer, say, startHttpServer } from '#channels/kit/http-server';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

const many = 4_900;
/** Names as no program would give them, and some people do. */
const odd = [
  ...['a/b', '%41', '100%', '__proto__', 'constructor', 'ünï 🚀', 'a"b', "it's", '<b>x</b>'],
  ...['=1+1', 'a\\b', 'x?y#z', '*_`|', '.*+?^${}()|[]'],
];

let api: HttpServer;
let service: Service;
beforeAll(async () => {
  api = await startHttpServer(
    say(200, 'ok', {
      ...{ 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '70', 'X-RateLimit-Reset': '9'.repeat(20) },
    }),
  );
  const chain = Array.from({ length: many }, (_, n) => ({
    name: `s${n}`,
    depends_on: [`s${(n + 1) % many}`],
  }));
  const strange = odd.map((name, at) => ({ name, depends_on: [odd[(at + 1) % odd.length], 'nobody'] }));
  const probes = [{ type: 'api', url: `${api.origin}/`, interval: '1s' }];
  // JSON is YAML.
  service = await startService({
    tocsin: JSON.stringify({ services: [...chain, ...strange, { name: 'provider', probes }] }),
  });
}, 30_000);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await api.close();
});

const v1 = '/api/tocsin/v1';
async function get(path: string): Promise<{ status: number; text: string; detail?: string }> {
  const response = await service.get(path);
  const text = await response.text();
  const body = JSON.parse(text) as { detail?: string };
  return { status: response.status, text, ...(body.detail !== undefined && { detail: body.detail }) };
}
const well = async <Body>(path: string): Promise<Body> => {
  const { status, text } = await get(path);
  expect([path, status]).toEqual([path, 200]);
  return JSON.parse(text) as Body;
};

test('5,000 services are listed, searched and drawn, in one circle of dependencies too', async () => {
  const { total } = await well<{ total: number }>(`${v1}/services?limit=10&strips=1`);
  expect(total).toBeGreaterThanOrEqual(many + odd.length + 1);
  const found = await well<{ services: { name: string }[] }>(`${v1}/services?search=s4711`);
  expect(found.services.map(({ name }) => name)).toEqual(['s4711']);
  const around = await well<{ nodes: unknown[]; edges: { inCycle?: boolean }[] }>(
    `${v1}/dependencies?around=s7&depth=2`,
  );
  expect(around.nodes).toHaveLength(5);
  expect(around.edges.every(({ inCycle }) => inCycle)).toBe(true);
  const { hit } = await well<{ hit: unknown[] }>(`${v1}/services/s7/impact`);
  expect(hit).toHaveLength(many - 1);
  const whole = await well<{ cycles: string[][] }>(`${v1}/dependencies`);
  expect(whole.cycles.map(({ length }) => length).sort((a, b) => a - b)).toEqual([odd.length, many]);
});

test('a history of a year, in steps of a millisecond or of too many services at once is refused with what to ask', async () => {
  const history = (query: string) => get(`/api/metrics/history?${query}`);
  expect((await history('range=1y')).detail).toContain('ask for 90d at most');
  expect((await history('range=1h&resolution=1ms')).detail).toContain('ask for 1s or more');
  expect(await history('range=24h&resolution=1m')).toMatchObject({
    status: 400,
    detail: expect.stringMatching(
      /^24h in steps of 1m are 1440 points of each of \d+ services: ask for at most \d\d, with a resolution of \S+ or more, or for one service with \?service=\.$/,
    ),
  });
  expect((await history('range=24h&resolution=1m&service=s7')).status).toBe(200);
  expect((await history('range=1h')).status).toBe(200);
});

test('an odd name is a name: in addresses, in searches and in answers', async () => {
  for (const name of odd) {
    const path = encodeURIComponent(name);
    expect(await well(`${v1}/services/${path}`)).toMatchObject({ name });
    expect(await well(`${v1}/services/${path}/impact`)).toMatchObject({ service: name });
    expect(await well(`${v1}/services/${path}/history?range=90d`)).toMatchObject({ service: name });
    expect(await well(`/api/metrics/history?service=${path}`)).toMatchObject({ services: [{ name }] });
    const { services } = await well<{ services: { name: string }[] }>(`${v1}/services?search=${path}`);
    expect(services.map((each) => each.name)).toContain(name);
  }
  expect((await get(`${v1}/services/%`)).status).toBe(400);
  expect((await get(`${v1}/services/toString`)).status).toBe(404);
});

test('what an outside API says of its limits takes the live numbers away from nobody', async () => {
  const apis = await eventually('it was asked', async () => {
    const { externalApis } = await well<{ externalApis: object[] }>('/api/metrics/snapshot');
    return externalApis.length > 0 && externalApis;
  });
  expect(apis).toMatchObject([{ status: 'healthy', remaining: 70, limit: 100 }]);
  expect(apis[0]).not.toHaveProperty('resetAt');
});
