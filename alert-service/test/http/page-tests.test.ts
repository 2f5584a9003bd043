import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { PageTest } from '@tocsin/api';
import { pageTestVerb } from '../../src/cli/page-test.ts';
import { call } from '../../src/cli/kit/call.ts';
import { eventually } from '../kit/eventually.ts';
import { quietConfig, type Service, startService } from '../kit/service.ts';

const services: Service[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service[Symbol.asyncDispose]();
  for (const server of servers.splice(0)) server.close();
});

const onCall = `
people:
  - {id: deaf, name: Deaf, contacts: []}
policies:
  - id: payments
    name: Payments
    steps: [{targets: [{kind: receiver, id: team}, {kind: person, id: deaf}], wait: 5m}]
    last_resort: [{kind: receiver, id: team}]
`;

/** A receiver that keeps what it was told; `status` is its answer. */
async function started(status = 200) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(status).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  const port = typeof at === 'object' && at ? at.port : 0;
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-page-tests-'));
  writeFileSync(path.join(folder, 'on-call.yml'), onCall);
  const service = await startService({
    folder,
    alertmanager: quietConfig(`http://127.0.0.1:${port}/`),
    tocsin: 'on_call: {files: [on-call.yml]}\n',
  });
  services.push(service);
  return { service, bodies };
}

const get = async (service: Service, incident: string): Promise<PageTest> =>
  PageTest.parse(await (await service.get(`/api/tocsin/v1/page-tests/${incident}`)).json());

test('a test page goes along the policy for real, and it is told how far each message has got', async () => {
  const { service, bodies } = await started();
  const answer = await service.post('/api/tocsin/v1/page-tests', { policy: 'payments' });
  expect(answer.status).toBe(200);
  const begun = PageTest.parse(await answer.json());
  expect(begun).toMatchObject({ status: 'running', title: 'Test page: Payments' });
  // It says nothing about how things are.
  expect(await (await service.get('/api/tocsin/v1/overview')).json()).toMatchObject({
    sentence: 'All is well.',
    counts: { openIncidents: 0 },
  });
  const test = await eventually('a delivered message', async () => {
    const now = await get(service, begun.incident);
    return now.messages[0]?.status === 'delivered' && now;
  });
  expect(test.sentence).toMatch(/^1 of 1 messages delivered, the first after /);
  expect(test.messages[0]).toMatchObject({
    target: { kind: 'receiver', id: 'team' },
    integration: 'team/webhook[0]',
  });
  expect(test.why.filter(({ negative }) => negative).map(({ reason }) => reason)).toContain('no-contact');
  expect(bodies.join('\n')).toContain('Test page: Payments');
  await service.post(`/api/tocsin/v1/incidents/${begun.incident}/acknowledge`, {});
  const over = await eventually('the end of the test', async () => {
    const now = await get(service, begun.incident);
    return now.status === 'over' && now;
  });
  expect(over.sentence).toMatch(/^It was answered after /);
});

test('what there is none of, or is not well said, is refused in words', async () => {
  const { service } = await started();
  const unknown = await service.post('/api/tocsin/v1/page-tests', { policy: 'nothing' });
  expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining('no policy nothing')]);
  for (const body of [{}, { policy: 'payments', person: 'deaf' }, { policy: 'payments', severity: 'none' }])
    expect((await service.post('/api/tocsin/v1/page-tests', body)).status).toBe(400);
  expect((await service.get('/api/tocsin/v1/page-tests/INC-9')).status).toBe(404);
});

test('tocsin page-test sends one, and says in its exit code whether it has arrived', async () => {
  const { service } = await started();
  const told = await call(pageTestVerb, '--policy=payments', `--server=${service.url}`, '--wait=20s');
  expect(told).toMatchObject({ code: 0, err: '' });
  expect(told.out).toMatch(/^Test page: Payments: INC-1\n/);
  expect(told.out).toMatch(/ {2}delivered {2}team, /);
  const lost = await started(404);
  const { code, out } = await call(
    pageTestVerb,
    '--person=deaf',
    `--server=${lost.service.url}`,
    '--wait=1s',
  );
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/(Nobody has been told yet|Nobody could be told)\.\n$/),
  ]);
  // A test of one person goes along no policy, and tries nobody else.
  const incident: unknown = await (await lost.service.get('/api/tocsin/v1/incidents/INC-1')).json();
  expect(incident).toMatchObject({
    ladder: { steps: [{ targets: [{ name: 'Deaf' }] }] },
    timeline: expect.arrayContaining([expect.objectContaining({ what: 'A test begins' })]),
  });
});

test('tocsin page-test says what is wrong in a line', async () => {
  const { service } = await started();
  const unknown = await call(pageTestVerb, '--policy=nothing', `--server=${service.url}`);
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('There is no policy nothing') });
  const silent = await call(pageTestVerb, '--policy=p', '--server=http://127.0.0.1:9');
  expect(silent).toMatchObject({ code: 1, err: expect.stringContaining('is it running?') });
  expect(await call(pageTestVerb)).toMatchObject({ code: 2 });
  expect(await call(pageTestVerb, '--policy=p', '--wait=soon')).toMatchObject({ code: 2 });
  expect(await call(pageTestVerb, '--policy=p', '--severity=loud')).toMatchObject({ code: 2 });
});

test('the metrics count steps, pages by reason and the last resort, and say that nothing is stuck', async () => {
  const { service } = await started();
  await service.post('/api/tocsin/v1/page-tests', { policy: 'payments' });
  const metrics = await (await service.get('/metrics')).text();
  expect(metrics).toContain('tocsin_escalation_steps_total{change="stepped"} 1');
  expect(metrics).toContain('tocsin_pages_total{reason="test",paged="yes"} 1');
  expect(metrics).toContain('tocsin_pages_total{reason="no-contact",paged="no"} 1');
  expect(metrics).toContain('tocsin_last_resort_total 0');
  expect(metrics).toContain('tocsin_escalations_stuck 0');
  expect(metrics).toContain('tocsin_canary_missed_total 0');
});
