import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, createClient } from '@tocsin/api';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
let client: Client;

beforeAll(async () => {
  const alertmanager = `
route:
  receiver: team
  group_by: [alertname]
  group_wait: 10ms
  group_interval: 50ms
  routes:
    - { matchers: [team="night"], active_time_intervals: [never] }
time_intervals:
  - { name: never, time_intervals: [{ years: ['1971'] }] }
inhibit_rules:
  - { name: root cause, source_matchers: [alertname="Down"], target_matchers: [alertname="Slow"], equal: [service] }
receivers:
  - name: team
    webhook_configs: [{ url: 'http://127.0.0.1:9/none' }]
`;
  service = await startService({ alertmanager });
  client = createClient(async ({ method, path, body }) => {
    const answer = await fetch(`${service.url}/api/tocsin/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

test('an alert says what hides it: a silence and its maker, the alert that inhibits it, an interval', async () => {
  const made = await client.makeSilence({
    body: {
      matchers: [{ name: 'alertname', op: '=', value: 'Quiet' }],
      until: { kind: 'time', endsAt: new Date(Date.now() + 3_600_000).toISOString() },
      comment: 'known',
    },
  });
  const labels = [
    { alertname: 'Quiet' },
    { alertname: 'Down', service: 'api' },
    { alertname: 'Slow', service: 'api' },
    { alertname: 'Owl', team: 'night' },
  ];
  await service.post(
    '/api/v2/alerts',
    labels.map((each) => ({ labels: each })),
  );
  const { alerts } = await client.listAlerts({});
  const of = (name: string) => alerts.find((alert) => alert.name === name);
  expect(of('Quiet')?.muted).toMatchObject({
    reason: 'silenced',
    silences: [{ id: made.id, createdBy: made.createdBy, comment: 'known' }],
  });
  expect(of('Down')?.muted).toBeUndefined();
  const source = { fingerprint: of('Down')?.fingerprint, name: 'Down' };
  expect(of('Slow')?.muted).toEqual({ reason: 'inhibited', source, rule: 'root cause' });
  expect(of('Owl')?.muted).toEqual({ reason: 'outside-active-interval', intervals: ['never'] });
  const told = (name: string, reason: string) =>
    eventually(`${name} is ${reason}`, async () => {
      const detail = await client.getAlert({ params: { fingerprint: of(name)?.fingerprint ?? '' } });
      return detail.timeline.find((event) => event.reason === reason);
    });
  expect(await told('Quiet', 'silenced')).toMatchObject({
    detail: `hidden by the silence of ${made.createdBy}`,
    causes: [{ kind: 'silence', id: made.id }],
    negative: true,
  });
  expect(await told('Slow', 'inhibited')).toMatchObject({
    detail: 'Down fires, by the rule root cause',
    causes: [{ kind: 'alert', id: source.fingerprint }],
  });
  expect(await told('Owl', 'outside-active-interval')).toMatchObject({ detail: 'active only in never' });
});

test('an incident of which all is silenced says until when, and by whom, instead of the next repeat', async () => {
  await service.post('/api/v2/alerts', [{ labels: { alertname: 'Loud' } }]);
  const incident = () =>
    client.listIncidents({}).then(({ incidents }) => incidents.find(({ group }) => group.includes('Loud')));
  await eventually('its incident is open', incident);
  expect((await incident())?.next).not.toContain('silenced');
  const { createdBy } = await client.makeSilence({
    body: {
      matchers: [{ name: 'alertname', op: '=', value: 'Loud' }],
      until: { kind: 'time', endsAt: new Date(Date.now() + 3_600_000).toISOString() },
      comment: 'known',
    },
  });
  expect((await incident())?.next).toContain(`nobody is told: silenced by ${createdBy} until `);
});
