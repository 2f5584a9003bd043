import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { raw } from '../kit/raw.ts';
import { type Service, startService } from '../kit/service.ts';

/** What stands here was seen at Alertmanager 0.34.0, to the byte. */
let service: Service;
const config = `
route:
  receiver: team
  group_by: [alertname]
  routes:
    - receiver: other
      matchers: [team="b"]
      continue: true
      labels: { tier: gold, about: '{{ .GroupLabels.alertname }}' }
    - receiver: team
      matchers: [team="b"]
      continue: true
    - receiver: team
      matchers: [team=~"b|c"]
      group_by: [team, alertname]
receivers:
  - name: team
    labels: { owner: a, tier: one }
  - name: other
`;

beforeAll(async () => {
  service = await startService({ alertmanager: config });
  await service.post('/api/v2/alerts', [
    { labels: { alertname: 'B', team: 'b' } },
    { labels: { alertname: 'A', team: 'c' } },
    { labels: { alertname: 'Z' } },
  ]);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

test.each([
  [
    'an unknown path',
    '/api/v2/nothing',
    {},
    404,
    '{"code":404,"message":"path /api/v2/nothing was not found"}',
  ],
  [
    'another media type',
    '/api/v2/alerts',
    { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '[]' },
    415,
    '{"code":415,"message":"unsupported media type \\"text/plain\\", only [application/json] are allowed"}',
  ],
  [
    'no body',
    '/api/v2/alerts',
    { method: 'POST', headers: { 'Content-Type': 'application/json' } },
    422,
    '{"code":602,"message":"alerts in body is required"}',
  ],
  [
    'an empty matcher',
    '/api/v2/alerts?filter=',
    {},
    400,
    expect.stringMatching(/^"bad matcher format: .*"\n$/),
  ],
  [
    'a bad matcher on receivers',
    '/api/v2/receivers?receiver_matchers=x%7B',
    {},
    400,
    expect.stringMatching(/^"failed to parse receiver_matchers param: bad matcher format: x\{.*"\n$/),
  ],
  [
    'a bad receiver',
    '/api/v2/alerts/groups?receiver=(',
    {},
    400,
    expect.stringMatching(/^"failed to parse receiver param: .*"\n$/),
  ],
] as const)('%s is refused in the form of upstream', async (...[, at, options, status, body]) => {
  const answer = await raw(service.url, at, options);
  expect([answer.status, answer.body]).toEqual([status, body]);
  expect(answer.headers['content-type']).toBe('application/json');
});

test('JSON that is none is refused in the form of upstream', async () => {
  const answer = await service.post('/api/v2/alerts', '[{"labels"');
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: 400,
    message: expect.stringMatching(/^parsing alerts body from "" failed, because The body is not JSON/),
  });
});

test('a method that does nothing is named with those that do; HEAD, which upstream refuses, answers', async () => {
  const put = await raw(service.url, '/api/v2/alerts', { method: 'PUT' });
  expect([put.status, put.body]).toEqual([
    405,
    '{"code":405,"message":"method PUT is not allowed, but [GET,HEAD,POST] are"}',
  ]);
  expect((await raw(service.url, '/api/v2/alerts', { method: 'HEAD' })).status).toBe(200);
  expect((await raw(service.url, '/api/v2/alerts/?x=y')).status).toBe(200);
});

const get = async (at: string) => JSON.parse((await raw(service.url, `/api/v2/${at}`)).body) as unknown[];

test('null is a list of no alerts, as Go writes one that was never made', async () => {
  expect((await service.post('/api/v2/alerts', 'null')).status).toBe(200);
});

test('receivers have their labels, in the order of the file, and are asked by them', async () => {
  const team = { labels: { name: 'team', owner: 'a', tier: 'one' }, name: 'team' };
  const other = { labels: { name: 'other' }, name: 'other' };
  expect(await get('receivers')).toEqual([team, other]);
  expect(await get('receivers?receiver_matchers=owner="a"&receiver_matchers=tier=one')).toEqual([team]);
  expect(await get('receivers?receiver_matchers=name!=team')).toEqual([other]);
  expect(await get('receivers?receiver_matchers=owner=b')).toEqual([]);
});

test('alerts are asked by the labels of their receivers, and one of several is enough', async () => {
  const names = async (query: string) =>
    (await get(`alerts?${query}`)).map(
      (each) => (each as { labels: { alertname: string } }).labels.alertname,
    );
  expect((await names('receiver_matchers=owner="a"')).sort()).toEqual(['A', 'B', 'Z']);
  expect(await names('receiver_matchers=name=other')).toEqual(['B']);
  expect(await names('receiver=other&receiver_matchers=owner="a"')).toEqual(['B']);
});

test('an alert names a receiver once for each of its routes', async () => {
  const [alert] = (await get('alerts?filter=alertname=B')) as { receivers: { name: string }[] }[];
  expect(alert?.receivers.map(({ name }) => name)).toEqual(['other', 'team', 'team']);
});

test('groups stand by the number of their labels, their labels, their receiver; with the labels of their route', async () => {
  const groups = (await get('alerts/groups')) as {
    labels: object;
    receiver: { name: string };
    routeLabels: object;
    alerts: { receivers: object[] }[];
  }[];
  expect(groups.map(({ labels, receiver, routeLabels }) => [labels, receiver.name, routeLabels])).toEqual([
    [{ alertname: 'B' }, 'other', { about: 'B', tier: 'gold' }],
    [{ alertname: 'B' }, 'team', {}],
    [{ alertname: 'Z' }, 'team', {}],
    [{ alertname: 'A', team: 'c' }, 'team', {}],
    [{ alertname: 'B', team: 'b' }, 'team', {}],
  ]);
  expect(groups[0]?.alerts[0]?.receivers).toHaveLength(3);
  const ofOther = (await get('alerts/groups?receiver_matchers=name=other')) as typeof groups;
  expect(ofOther.map(({ alerts }) => alerts.map(({ receivers }) => receivers))).toEqual([
    [[{ name: 'other' }]],
  ]);
  expect(await get('alerts/groups?receiver=other&receiver_matchers=owner="a"')).toEqual([]);
});

test('the version is that of the Alertmanager whose place we take, and ours stands beside it', async () => {
  const status = JSON.parse((await raw(service.url, '/api/v2/status')).body) as { versionInfo: object };
  expect(status.versionInfo).toMatchObject({ version: '0.34.0', branch: 'tocsin', revision: 'tocsin-test' });
});
