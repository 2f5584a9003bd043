import { createHmac, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Change } from '@tocsin/api';
import { type HttpServer, say, startHttpServer } from '#channels/kit/http-server';
import { eventually } from '../kit/eventually.ts';
import { quietConfig, type Service, startService } from '../kit/service.ts';

const hubSecret = 'a-secret-of-the-webhook-at-github';
const labToken = 'a-token-of-the-webhook-at-gitlab';
const signingKey = Buffer.from('a-key-of-thirty-two-bytes-length');

let grafana: HttpServer;
let service: Service;
let annotations: object[] = [];
beforeAll(async () => {
  grafana = await startHttpServer((response, request) => {
    if (request.method === 'GET') return say(200, annotations)(response, request);
    say(200, { id: 77, message: 'Annotation added' })(response, request);
  });
  service = await startService({
    alertmanager: quietConfig(grafana.origin),
    tocsin: `
services:
  - name: payments
    depends_on: [ledger]
  - name: ledger
    depends_on: [disks]
  - name: disks
  - name: letters
changes:
  github:
    secret: ${hubSecret}
    services: { Acme/Shop: [payments, letters] }
    environments: [production]
    workflows: [Deploy]
  gitlab:
    token_file: gitlab-token
    services: { acme/books: ledger }
  grafana:
    url: ${grafana.origin}
    token: glsa-1234567890
    write: true
`,
  });
  writeFileSync(
    path.join(service.folder, 'gitlab-token'),
    `${labToken}\nwhsec_${signingKey.toString('base64')}\n`,
  );
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await grafana.close();
});

const api = '/api/tocsin/v1';
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

async function tell(
  body: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; change: Change }> {
  const response = await service.post(`${api}/changes`, body, headers);
  return { status: response.status, change: (await response.json()) as Change };
}
async function list(query = ''): Promise<Change[]> {
  const response = await service.get(`${api}/changes${query}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { changes: Change[] }).changes;
}
const titled = async (title: string, query = ''): Promise<Change[]> =>
  (await list(query)).filter((change) => change.title === title);

interface Hook {
  status: number;
  body: { taken?: boolean; why?: string; id?: string; detail?: string };
}
async function hub(event: string, payload: object, more: Record<string, string> = {}): Promise<Hook> {
  const body = JSON.stringify(payload);
  const signature = `sha256=${createHmac('sha256', hubSecret).update(body).digest('hex')}`;
  const response = await service.post('/hooks/github', body, {
    ...{ 'X-GitHub-Event': event, 'X-GitHub-Delivery': randomUUID(), 'X-Hub-Signature-256': signature },
    ...more,
  });
  return { status: response.status, body: (await response.json()) as Hook['body'] };
}
async function lab(
  payload: object,
  headers: Record<string, string> = { 'X-Gitlab-Token': labToken },
): Promise<Hook> {
  const response = await service.post('/hooks/gitlab', payload, headers);
  return { status: response.status, body: (await response.json()) as Hook['body'] };
}

const repository = {
  full_name: 'acme/shop',
  html_url: 'https://github.com/acme/shop',
  default_branch: 'main',
};
const deployment = (id: number, more: object = {}) => ({
  action: 'created',
  repository,
  sender: { login: 'mia' },
  deployment: {
    ...{ id, ref: 'v2.41.0', sha: '0123456789abcdef0123456789abcdef01234567', environment: 'production' },
    ...{ description: null, created_at: ago(30), creator: { login: 'mia' } },
    ...more,
  },
});
const status = (id: number, state: string, minutes: number) => ({
  ...deployment(id),
  deployment_status: { state, created_at: ago(minutes), log_url: 'https://ci.example/run/1', target_url: '' },
});

test('what is told is kept, and the same key again changes it: begun, then done', async () => {
  const begun = await tell({
    ...{ kind: 'deployment', title: 'payments 2.41.0', service: 'payments', key: 'run-1', at: ago(10) },
    ...{ outcome: 'running', version: '2.41.0' },
  });
  expect(begun).toMatchObject({
    status: 200,
    change: { kind: 'deployment', services: ['payments'], source: 'api', outcome: 'running', by: 'local' },
  });
  const done = await tell({ kind: 'deployment', title: 'payments 2.41.0', key: 'run-1', outcome: 'success' });
  expect(done.change).toMatchObject({
    ...{ id: begun.change.id, at: begun.change.at, services: ['payments'], outcome: 'success' },
    ...{ version: '2.41.0', endedAt: expect.any(String) },
  });
  const late = await tell({ kind: 'deployment', title: 'payments 2.41.0', key: 'run-1', outcome: 'running' });
  expect(late.change.outcome).toBe('success');
  expect(await titled('payments 2.41.0')).toHaveLength(1);
});

test('a request that is repeated under its Idempotency-Key tells nothing anew', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  const body = { kind: 'flag', title: 'new checkout on', service: 'letters' };
  const first = await tell(body, headers);
  expect((await tell(body, headers)).change.id).toBe(first.change.id);
  expect((await tell({ ...body, title: 'other' }, headers)).status).toBe(422);
  expect(await titled('new checkout on')).toHaveLength(1);
});

test('a clock that is ahead is put right and said so; what is too long ago, or ends before it begins, is refused', async () => {
  const before = Date.now();
  const { change } = await tell({
    ...{ kind: 'other', title: 'from the future', at: ago(-180), description: 'By hand.' },
  });
  expect(Date.parse(change.at)).toBeGreaterThanOrEqual(before - 1_000);
  expect(Date.parse(change.at)).toBeLessThanOrEqual(Date.now() + 1_000);
  expect(change.description).toMatch(
    /^By hand\. Its sender's clock is (2 h 59 min|3 h) ahead: it is shown at the time it was told\.$/,
  );
  expect((await tell({ kind: 'other', title: 'old', at: ago(91 * 24 * 60) })).status).toBe(400);
  expect((await tell({ kind: 'other', title: 'back', at: ago(5), endedAt: ago(6) })).status).toBe(400);
  expect((await tell({ kind: 'other', title: 'over', endedAt: ago(6) })).status).toBe(400);
  expect((await tell({ kind: 'other', title: 'x', link: 'javascript:alert(1)' })).status).toBe(400);
});

test('a deployment of GitHub is one change, from its first event to its last, whatever their order', async () => {
  expect((await hub('ping', { zen: 'Keep it logically awesome.' })).body.why).toContain('pong');
  const began = await hub('deployment', deployment(1));
  expect(began).toMatchObject({ status: 202, body: { taken: true, services: ['payments', 'letters'] } });
  expect(await titled('shop v2.41.0 is being deployed to production')).toMatchObject([
    { version: 'v2.41.0', by: 'mia', source: 'github', link: 'https://github.com/acme/shop/deployments' },
  ]);
  expect((await hub('deployment_status', status(1, 'success', 25))).body.id).toBe(began.body.id);
  await hub('deployment_status', status(1, 'in_progress', 28));
  const [done, ...others] = await titled('shop v2.41.0 deployed to production');
  expect(others).toEqual([]);
  expect(done).toMatchObject({ outcome: 'success', link: 'https://ci.example/run/1' });
  const lasted = Date.parse(done?.endedAt ?? '') - Date.parse(done?.at ?? '');
  expect(Math.abs(lasted - 5 * 60_000)).toBeLessThan(5_000);
  await hub('deployment_status', status(2, 'failure', 20));
  expect(await titled('Deployment of shop v2.41.0 to production failed')).toHaveLength(1);
});

test('the same delivery again is the same, and a form holds what JSON does', async () => {
  const id = { 'X-GitHub-Delivery': randomUUID() };
  const first = await hub('deployment', deployment(3), id);
  const again = await hub('deployment', deployment(3), id);
  expect(again).toEqual(first);
  const form = new URLSearchParams({ payload: JSON.stringify(deployment(4)) }).toString();
  const response = await service.post('/hooks/github', form, {
    ...{ 'Content-Type': 'application/x-www-form-urlencoded', 'X-GitHub-Event': 'deployment' },
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', hubSecret).update(form).digest('hex')}`,
  });
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({ taken: true });
});

test('what is forged is refused, kept nowhere and counted', async () => {
  const count = (await list()).length;
  const signature = `sha256=${createHmac('sha256', 'another-secret-of-somebody').update('{}').digest('hex')}`;
  for (const forged of [signature, 'sha256=00', '', 'sha1=abc'])
    expect((await hub('deployment', deployment(9), { 'X-Hub-Signature-256': forged })).status).toBe(401);
  const body = JSON.stringify(deployment(9));
  const good = `sha256=${createHmac('sha256', hubSecret).update(body).digest('hex')}`;
  const changed = await service.post('/hooks/github', body.replace('production', 'Production'), {
    ...{ 'X-GitHub-Event': 'deployment', 'X-Hub-Signature-256': good },
  });
  expect(changed.status).toBe(401);
  expect((await lab({ object_kind: 'deployment' }, {})).status).toBe(401);
  expect((await lab({ object_kind: 'deployment' }, { 'X-Gitlab-Token': `${labToken}x` })).status).toBe(401);
  expect(await list()).toHaveLength(count);
  const metrics = await (await service.get('/metrics')).text();
  expect(metrics).toContain('tocsin_webhooks_total{source="github",result="forged"} 5');
  expect(metrics).toContain('tocsin_webhooks_total{source="gitlab",result="forged"} 2');
});

test('what is not of a deployment is taken without effect, and the answer says why', async () => {
  const why = async (event: string, payload: object): Promise<string | undefined> => {
    const { status: code, body } = await hub(event, payload);
    expect([event, code, body.taken]).toEqual([event, 202, false]);
    return body.why;
  };
  const run = (name: string) => ({
    ...{ action: 'completed', repository, sender: { login: 'mia' } },
    workflow_run: {
      id: 5,
      name,
      conclusion: 'success',
      head_sha: 'abcdef0123',
      run_started_at: ago(9),
      updated_at: ago(8),
    },
  });
  expect(await why('star', { repository })).toBe('star tells of no deployment');
  expect(await why('deployment', deployment(6, { environment: 'staging' }))).toContain(
    'staging are not taken',
  );
  expect(await why('deployment_status', status(6, 'inactive', 1))).toContain('inactive changes nothing');
  expect(await why('workflow_run', run('Lint'))).toContain('Lint is not in changes.github.workflows');
  expect(await why('push', { repository, ref: 'refs/heads/main' })).toContain('pushes are taken only with');
  expect(
    await why('release', { repository, action: 'edited', release: { id: 1, tag_name: 'v1' } }),
  ).toContain('published');
  expect(await why('deployment', { deployment: 7 })).toContain('does not hold');
  expect((await hub('workflow_run', run('Deploy'))).body.taken).toBe(true);
  expect(await titled('shop abcdef0 deployed')).toMatchObject([{ description: 'Workflow Deploy' }]);
  expect((await service.get('/hooks/github')).status).toBe(405);
  expect((await service.get('/hooks/other')).status).toBe(404);
});

test('GitLab proves itself by its token or by its signature, and an old signature proves nothing', async () => {
  const told = (status: string, minutes: number) => ({
    ...{ object_kind: 'deployment', status, status_changed_at: ago(minutes), deployment_id: 15 },
    ...{ environment: 'production', ref: '1.9.2', short_sha: '279484c0', user: { name: 'Jonas' } },
    project: { path_with_namespace: 'acme/books', default_branch: 'main' },
    commit_title: 'Round as accountants do',
    deployable_url: 'https://gitlab.example/acme/books/-/jobs/796',
  });
  expect((await lab(told('running', 20))).body).toMatchObject({ taken: true, services: ['ledger'] });
  const signed = (payload: object, at: number): Record<string, string> => {
    const [id, timestamp] = [randomUUID(), String(Math.floor(at / 1_000))];
    const mac = createHmac('sha256', signingKey).update(`${id}.${timestamp}.${JSON.stringify(payload)}`);
    return {
      ...{ 'webhook-id': id, 'webhook-timestamp': timestamp },
      'webhook-signature': `v1,bm9uZQ== v1,${mac.digest('base64')}`,
    };
  };
  const done = told('success', 18);
  expect((await lab(done, signed(done, Date.now() - 600_000))).status).toBe(401);
  expect((await lab(done, { ...signed({}, Date.now()), 'X-Gitlab-Token': labToken })).status).toBe(401);
  expect((await lab(done, signed(done, Date.now()))).status).toBe(202);
  expect(await titled('books 1.9.2 deployed to production')).toMatchObject([
    { outcome: 'success', by: 'Jonas', services: ['ledger'], description: 'Round as accountants do' },
  ]);
  expect((await lab({ object_kind: 'pipeline', project: {} })).body.taken).toBe(false);
});

test('around an incident the nearest before its start comes first, with what it depends on and in words', async () => {
  await tell({ kind: 'deployment', title: 'disks swapped', service: 'disks', at: ago(2.1) });
  await tell({ kind: 'flag', title: 'nobody knows whose', at: ago(3.1) });
  await tell({ kind: 'flag', title: 'of letters only', service: 'letters', at: ago(1.1) });
  await service.post('/api/v2/alerts', [{ labels: { alertname: 'Errors', service: 'payments' } }]);
  const [incident] = await eventually('an incident', async () => {
    const response = await service.get(`${api}/incidents`);
    const { incidents } = (await response.json()) as { incidents: { id: string }[] };
    return incidents.length > 0 && incidents;
  });
  const around = await list(`?incident=${incident?.id}`);
  const titles = around.map(({ title }) => title);
  expect(titles).not.toContain('of letters only');
  expect(titles.indexOf('disks swapped')).toBeLessThan(titles.indexOf('nobody knows whose'));
  const swapped = around.find(({ title }) => title === 'disks swapped');
  expect(swapped?.distance).toBe('2 min before payments began to fail');
  expect(Math.abs((swapped?.distanceMs ?? 0) + 126_000)).toBeLessThan(6_000);
  expect(titles).toContain('payments 2.41.0');
  expect(await titled('of letters only', '?service=letters')).toHaveLength(1);
  expect(await titled('of letters only', '?service=payments')).toHaveLength(0);
  expect((await service.get(`${api}/changes?incident=INC-404`)).status).toBe(404);
  expect((await service.get(`${api}/changes?from=${ago(1)}&to=${ago(9)}`)).status).toBe(400);
});

test('what is done here is a change as well: silences, rules, the configuration', async () => {
  await service.post('/api/v2/silences', {
    ...{ startsAt: ago(0), endsAt: ago(-60), createdBy: 'Mia', comment: 'We move the disks' },
    matchers: [{ name: 'service', value: 'payments', isRegex: false }],
  });
  expect(await titled('A silence by Mia began', '?service=payments')).toMatchObject([
    { kind: 'silence', source: 'tocsin', services: ['payments'], description: 'We move the disks' },
  ]);
  const other = quietConfig(grafana.origin).replace('1h', '2h');
  writeFileSync(path.join(service.folder, 'alertmanager.yml'), other);
  expect((await service.post('/-/reload', '')).status).toBe(200);
  expect(await titled('Another configuration of Tocsin is in force')).toMatchObject([
    { kind: 'route', source: 'tocsin' },
  ]);
});

test('no text of a change breaks a line, turns what follows around, or leads a browser to a script', async () => {
  const { change } = await tell({
    ...{ kind: 'other', title: 'a\u0000b\n\u202ec', version: '1\n2', description: 'one\ntwo\u0007' },
  });
  expect(change).toMatchObject({ title: 'a b c', version: '1 2', description: 'one\ntwo' });
  const script = { ...deployment(21), repository: { ...repository, html_url: 'javascript:alert(1)//' } };
  expect((await hub('deployment', script)).body).toMatchObject({ taken: true });
  expect((await list()).filter(({ link }) => link !== undefined && !/^https?:/.test(link))).toEqual([]);
});

test('what is no JSON, too long, or without end is refused before anything is kept of it', async () => {
  const count = (await list()).length;
  const signed = (body: string) => ({
    'X-GitHub-Event': 'deployment',
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', hubSecret).update(body).digest('hex')}`,
  });
  for (const body of ['', '{', 'null', '[]', '{"__proto__":{"deployment":{"id":1}}}', '['.repeat(10_000)]) {
    const { status } = await service.post('/hooks/github', body, signed(body));
    expect([body.slice(0, 40), [202, 400].includes(status)]).toEqual([body.slice(0, 40), true]);
  }
  const long = 'x'.repeat(5 * 1024 * 1024 + 1);
  expect((await service.post('/hooks/github', long, signed(long))).status).toBe(413);
  expect((await tell({ kind: 'other', title: 'x'.repeat(301) })).status).toBe(400);
  expect((await list()).length).toBe(count);
});

test('annotations of Grafana are changes, and what happens here is written there and not read back', async () => {
  const sent = () =>
    grafana.received.filter(({ url, method }) => url.startsWith('/api/annotations') && method !== 'GET');
  const [incident] = await eventually('an incident is written', () => {
    const found = sent().filter(({ body }) => body.includes('INC-1'));
    return found.length > 0 && found;
  });
  expect(incident?.headers.authorization).toBe('Bearer glsa-1234567890');
  expect(JSON.parse(incident?.body ?? '')).toMatchObject({
    tags: expect.arrayContaining(['tocsin', 'incident', 'service:payments']),
    text: expect.stringMatching(/^INC-1: .*\nhttp/),
  });
  annotations = [
    {
      id: 1,
      time: Date.now() - 60_000,
      timeEnd: 0,
      text: 'Load test <b>begins</b>',
      tags: ['payments', 'load'],
      login: 'mia',
    },
    { id: 2, time: Date.now() - 60_000, text: 'INC-1: ours', tags: ['tocsin'] },
    { id: 3, time: -1e20, timeEnd: Date.now() - 1_000, text: 'no time at all', tags: ['payments'] },
  ];
  await tell({ kind: 'other', title: 'so that Grafana is asked' });
  const read = await eventually('it is read', async () =>
    (await list()).find(({ source }) => source === 'grafana'),
  );
  expect(read).toMatchObject({
    kind: 'annotation',
    services: ['payments'],
    by: 'mia',
    title: 'Load test begins',
  });
  await tell({ kind: 'other', title: 'so that Grafana is asked again' });
  await eventually('it was asked again', () => sent().some(({ body }) => body.includes('asked again')));
  expect((await list()).filter(({ source }) => source === 'grafana')).toHaveLength(1);
});
