import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, createClient } from '@tocsin/api';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-ladder-'));
let service: Service;
let client: Client;

beforeAll(async () => {
  writeFileSync(
    path.join(folder, 'on-call.yml'),
    `
people:
  - id: mia
    name: Mia
    contacts: [{id: mail, kind: email, address: mia@example.org, vouched: true}]
  - id: jonas
    name: Jonas
    contacts: [{id: mail, kind: email, address: jonas@example.org, vouched: true}]
teams:
  - {id: shop, name: Shop, members: [mia, jonas]}
schedules:
  - id: nobody
    name: Nobody yet
    time_zone: UTC
    layers: [{id: a, name: A, turns: [mia], rotation: {unit: weeks}, starts_on: 2100-01-01T00:00}]
policies:
  - id: shop
    name: Shop critical
    steps:
      - {level: 1, targets: [{kind: person, id: mia}], wait: 15m}
      - {level: 2, targets: [{kind: team, id: shop}], wait: 15m, round_robin: true, when: {severities: [critical]}}
      - {level: 3, targets: [{kind: schedule, id: nobody}], wait: 15m, repeat: 1}
    last_resort: [{kind: receiver, id: team}]
`,
  );
  service = await startService({
    folder,
    alertmanager: `
global: { smtp_smarthost: '127.0.0.1:1', smtp_from: tocsin@example.org, smtp_require_tls: false }
route: { receiver: team, group_by: [alertname], group_wait: 10ms, group_interval: 50ms }
receivers:
  - name: team
    webhook_configs: [{ url: 'http://127.0.0.1:9/none' }]
`,
    tocsin: 'on_call: {files: [on-call.yml]}\nescalations: [{receiver: team, policy: shop}]\n',
  });
  client = createClient(async ({ method, path: below, body }) => {
    const answer = await fetch(`${service.url}/api/tocsin/v1${below}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('the ladder says who was told, who is next and when, and who would be; calls say what became of each message', async () => {
  const labels = { alertname: 'Ladder', severity: 'critical', service: 'shop' };
  await service.post('/api/v2/alerts', [{ labels }]);
  const id = await eventually('somebody is called', async () => {
    const { incidents } = await client.listIncidents({});
    const found = incidents.find(({ groupLabels }) => groupLabels.alertname === 'Ladder');
    return found && (await client.getIncident({ params: { id: found.id } })).calls.length > 0 && found.id;
  });
  const detail = await client.getIncident({ params: { id } });
  expect(detail.ladder).toMatchObject({
    policy: { id: 'shop', name: 'Shop critical' },
    status: 'running',
    steps: [
      { step: 0, level: 1, state: 'told', targets: [{ kind: 'person', name: 'Mia' }] },
      {
        step: 1,
        state: 'current',
        targets: [{ kind: 'team', name: 'Shop', note: 'in turn: Mia and Jonas' }],
        condition: 'only critical',
      },
      {
        step: 2,
        state: 'to-come',
        targets: [
          {
            name: 'Nobody yet',
            note: 'Nobody is on call in this schedule at this time: the last resort is told.',
          },
        ],
        words: 'if nobody answers for 15 min, 1 more time after 15 min',
      },
      { step: 3, state: 'to-come', targets: [{ kind: 'receiver', id: 'team' }], words: 'last resort' },
    ],
  });
  expect(detail.next).toMatch(/^pages (Mia by email (now|at .*)|Mia at )/);
  // Of those who take turns, whose turn it is.
  expect(detail.why.map(({ question }) => question)).toContain('Why not yet: Mia');
  expect(detail.calls).toMatchObject([
    { target: { name: 'Mia' }, why: 'policy-step', contacts: [{ channel: 'email' }] },
  ]);
  expect(detail.why[0]).toMatchObject({
    question: 'Why Mia was paged',
    reason: 'policy-step',
    negative: false,
  });
  expect(detail.timeline.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['Escalates along Shop critical', 'Step 1 of Shop critical', 'Mia is paged']),
  );
});

test('asked for more people by hand, the answer says in words who is called', async () => {
  const { incidents } = await client.listIncidents({ query: { service: 'shop' } });
  const params = { id: incidents[0]?.id ?? '' };
  const answer = await client.escalateIncident({
    params,
    body: { targets: [{ kind: 'person', id: 'jonas' }] },
  });
  expect(answer.said).toMatch(/jonas/i);
  const { calls } = await client.getIncident({ params });
  expect(calls.map(({ target, why }) => `${target.name} ${why}`)).toContain('Jonas asked');
});

test('incidents that may have to do with it come with the evidence; what people linked comes first', async () => {
  const { incidents } = await client.listIncidents({ query: { service: 'shop' } });
  const id = incidents[0]?.id ?? '';
  const near = await client.createIncident({ body: { title: 'Near', severity: 'low', service: 'shop' } });
  const far = await client.createIncident({ body: { title: 'Far', severity: 'low' } });
  await client.relateIncident({ params: { id: far.id }, body: { to: id, why: 'the same deploy' } });
  const { related } = await client.getIncident({ params: { id } });
  expect(related).toMatchObject([
    { id: far.id, title: 'Far', why: 'the same deploy', by: 'local' },
    { id: near.id, title: 'Near', why: expect.stringMatching(/^the same service shop, \d+ s later$/) },
  ]);
});
