import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, createClient, type Incident } from '@tocsin/api';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

const api = '/api/tocsin/v1';
let service: Service;
let client: Client;

const clientOf = (headers: Record<string, string> = {}): Client =>
  createClient(async ({ method, path, body, headers: more }) => {
    const answer = await fetch(`${service.url}${api}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers, ...more },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  });

beforeAll(async () => {
  service = await startService({
    alertmanager: `
route: { receiver: team, group_by: [alertname], group_wait: 10ms, group_interval: 50ms }
receivers:
  - name: team
    webhook_configs: [{ url: 'http://127.0.0.1:9/none' }]
`,
    tocsin: `
person: {name: Sam}
incidents:
  severities: [{match: ['team="lab"'], severity: low}]
  acknowledgement_ends_after: {critical: 1h}
api:
  tokens:
    - {name: robot, token: client-token-bbbb, kind: client, role: operator}
    - {name: reader, token: viewer-token-cccc, kind: client}
`,
  });
  client = clientOf();
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const fire = async (alertname: string, labels: Record<string, string> = {}): Promise<Incident> => {
  const all = { alertname, severity: 'critical', service: 'payments', ...labels };
  await service.post('/api/v2/alerts', [{ labels: all, annotations: { summary: `${alertname} happens` } }]);
  return eventually(`an incident of ${alertname}`, async () => {
    const { incidents } = await client.listIncidents({});
    return incidents.find(({ groupLabels }) => groupLabels.alertname === alertname);
  });
};

const write = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  service.post(`${api}${path}`, body, headers);

test('an incident is shown whole: alerts, timeline, who has it, what happens next', async () => {
  const { id } = await fire('Whole');
  const params = { id };
  await client.acknowledgeIncident({ params, body: { comment: 'on it' } });
  await client.noteIncident({ params, body: { text: 'the deploy of 02:58' } });
  const detail = await client.getIncident({ params });
  expect(detail).toMatchObject({
    status: 'acknowledged',
    assignee: 'Sam',
    title: 'Whole happens',
    sentence: expect.stringMatching(/^Whole happens\. For \d+ s; Sam has it\.$/),
    next: expect.stringMatching(/^stopped: Sam has it until .*UTC$/),
    labels: { alertname: 'Whole', service: 'payments' },
    annotations: { summary: 'Whole happens' },
    members: [{ name: 'Whole', status: 'acknowledged' }],
    notes: [{ by: 'Sam', text: 'the deploy of 02:58' }],
    timeToAcknowledgeMs: expect.any(Number),
  });
  const whats = detail.timeline.map(({ what }) => what);
  expect(whats[0]).toBe('Routed to team');
  expect(whats).toContain(`${id} opened, critical`);
  expect(whats.find((what) => what.startsWith('Sam acknowledged'))).toMatch(/until /);
  expect(detail.timeline.find(({ reason }) => reason === 'noted')).toMatchObject({
    what: 'Sam wrote a note',
  });
});

test.each([
  ['Europe/Berlin', /until .*CES?T$/],
  ['Mars/Olympus_Mons', /until .*UTC$/],
])('to a reader in %s all times are of one zone', async (zone, until) => {
  const { id } = await fire(`Read in ${zone}`);
  const reader = clientOf({ 'X-Time-Zone': zone });
  const { next } = await reader.acknowledgeIncident({ params: { id }, body: {} });
  const { timeline } = await reader.getIncident({ params: { id } });
  expect(next).toMatch(until);
  expect(timeline.find(({ reason }) => reason === 'acknowledged')?.what).toMatch(until);
});

test('a severity of the configuration counts before the label', async () => {
  expect(await fire('Lab', { team: 'lab' })).toMatchObject({ severity: 'low' });
});

test('the same idempotency key does a thing once; with another body it is refused', async () => {
  const headers = { 'Idempotency-Key': 'one' };
  const body = { title: 'The office is dark', severity: 'high' };
  const first = await write('/incidents', body, headers);
  const again = await write('/incidents', body, headers);
  const { id } = (await first.json()) as Incident;
  expect(((await again.json()) as Incident).id).toBe(id);
  const other = await write('/incidents', { ...body, severity: 'low' }, headers);
  expect([first.status, again.status, other.status]).toEqual([200, 200, 422]);
  expect(await other.json()).toMatchObject({ detail: expect.stringContaining(id) });
  const note = () => write(`/incidents/${id}/notes`, { text: 'once' }, { 'Idempotency-Key': 'note' });
  await Promise.all([note(), note(), note()]);
  expect((await client.getIncident({ params: { id } })).notes).toHaveLength(1);
});

test('one who has seen an older version is told, and changes nothing', async () => {
  const { id } = await client.createIncident({ body: { title: 'Versions', severity: 'low' } });
  const seen = await service.get(`${api}/incidents/${id}`);
  const etag = seen.headers.get('etag') ?? '';
  const set = (priority: string, headers: Record<string, string>) =>
    write(`/incidents/${id}/priority`, { priority }, headers);
  const changed = await set('P1', { 'If-Match': etag });
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(etag);
  expect((await set('P2', { 'If-Match': etag })).status).toBe(412);
  expect((await set('P2', { 'If-Match': 'nonsense' })).status).toBe(412);
  expect((await write(`/incidents/${id}/priority`, { priority: 'P2', version: 1 })).status).toBe(412);
  expect(await client.getIncident({ params: { id } })).toMatchObject({ priority: 'P1' });
});

test('what cannot be done with an incident that is over is refused in words', async () => {
  const { id } = await client.createIncident({ body: { title: 'Over', severity: 'low' } });
  const params = { id };
  await client.resolveIncident({ params, body: { resolution: 'it was the cable' } });
  const answer = await write(`/incidents/${id}/acknowledge`, {});
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ detail: `${id} has already ended.` });
  expect(await client.getIncident({ params })).toMatchObject({
    resolvedBy: 'Sam',
    resolution: 'it was the cable',
    next: 'nothing: Sam ended it',
  });
  expect(await client.reopenIncident({ params, body: {} })).toMatchObject({ status: 'triggered' });
  expect((await write('/incidents/INC-9999/snooze', { for: '1h' })).status).toBe(404);
  expect((await write(`/incidents/${id}/snooze`, { for: 'soon' })).status).toBe(400);
  expect((await write(`/incidents/${id}/snooze`, {})).status).toBe(400);
});

test('several at once, each answered for itself', async () => {
  const ids = await Promise.all(
    ['a', 'b', 'c'].map(async (title) => {
      const { id } = await client.createIncident({ body: { title, severity: 'low' } });
      return id;
    }),
  );
  await client.resolveIncident({ params: { id: ids[2] ?? '' }, body: {} });
  const bulk = await client.bulkIncidents({ body: { incidents: ids, command: 'acknowledge' } });
  expect(bulk).toMatchObject({
    done: 2,
    sentence: 'You have 2 incidents. Nobody else is paged. 1 was left as before.',
  });
  expect(bulk.results[2]).toMatchObject({ problem: `${ids[2]} has already ended.` });
});

test('lists are narrowed by status, severity, service, holder and words', async () => {
  const { id } = await fire('Narrow', { service: 'search', severity: 'warning' });
  const found = async (query: Parameters<Client['listIncidents']>[0]['query']) =>
    (await client.listIncidents({ query })).incidents.map((each) => each.id);
  expect(await found({ service: 'search' })).toEqual([id]);
  expect(await found({ q: 'narrow happens', status: 'open' })).toEqual([id]);
  expect(await found({ q: 'severity=warning', severity: 'critical' })).toEqual([]);
  expect(await found({ assignee: 'nobody', service: 'search,nowhere' })).toEqual([id]);
  const all = await client.listIncidents({ query: { limit: '1' } });
  expect(all.incidents).toHaveLength(1);
  expect(all.sentence).toMatch(/^\d+ open, \d+ needs? someone\.$/);
});

test('the paths that other tools know: active alerts, acknowledge, resolve', async () => {
  const incident = await fire('Alias');
  const headers = { Authorization: 'Bearer client-token-bbbb' };
  const { alerts } = (await (await service.get('/api/alerts/active', headers)).json()) as {
    alerts: { id: string; incident: string; title: string }[];
  };
  const alert = alerts.find(({ incident: id }) => id === incident.id);
  expect(alert).toMatchObject({ title: 'Alias happens', id: incident.alerts[0] });
  const taken = await service.post(
    `/api/alerts/${alert?.id}/acknowledge`,
    { acknowledgeBy: 'Jonas' },
    headers,
  );
  expect(await taken.json()).toMatchObject({ id: incident.id, assignee: 'robot' });
  const { timeline } = await client.getIncident({ params: { id: incident.id } });
  expect(timeline.map(({ detail }) => detail)).toContain('said to be for Jonas, over the API');
  const over = await service.post(`/api/alerts/${incident.id}/resolve`, { resolution: 'fixed' }, headers);
  expect(await over.json()).toMatchObject({ status: 'resolved', resolution: 'fixed' });
  const reader = { Authorization: 'Bearer viewer-token-cccc' };
  expect((await service.post(`/api/alerts/${incident.id}/resolve`, {}, reader)).status).toBe(403);
  expect((await service.post('/api/alerts/none/resolve', {}, headers)).status).toBe(404);
  expect((await service.get('/api/alerts/active', { Authorization: 'Bearer wrong' })).status).toBe(401);
});

test('OpenAPI knows all of it, the aliases below their own server', async () => {
  const document = (await (await service.get(`${api}/openapi.json`)).json()) as {
    paths: Record<string, { servers?: { url: string }[] }>;
  };
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/incidents/{id}/merge', '/incidents/bulk', '/alerts/active']),
  );
  expect(document.paths['/alerts/{id}/acknowledge']?.servers).toEqual([{ url: '/api' }]);
});
