import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { subscriptionAt } from '#channels/kit/web-push-harness';
import { eventually } from '../kit/eventually.ts';
import { startPushService } from '../kit/push-service-stand-in.ts';
import { startService } from '../kit/service.ts';

/** The whole service, and Mia with a phone that her file vouches for. */
async function begin() {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-'));
  const known = { key: '' };
  const phone = await startPushService(() => known.key);
  writeFileSync(
    path.join(folder, 'on-call.yml'),
    `
people:
  - id: mia
    name: Mia
    login: local
    contacts: [{id: phone, kind: push, address: '${phone.subscription}', vouched: true}]
policies:
  - id: payments
    name: Payments
    steps: [{targets: [{kind: person, id: mia}], wait: 5m}]
    last_resort: [{kind: person, id: mia}]
`,
  );
  const service = await startService({
    folder,
    alertmanager: `
route: {receiver: team, group_by: [alertname], group_wait: 100ms, group_interval: 300ms}
receivers: [{name: team}]
`,
    tocsin: `
on_call: {files: [on-call.yml]}
escalations: [{receiver: team, policy: payments}]
`,
  });
  const get = async (at: string): Promise<Record<string, unknown>> =>
    (await (await service.get(`/api/tocsin/v1${at}`)).json()) as Record<string, unknown>;
  known.key = String((await get('/me/push')).key);
  return {
    ...{ service, phone, get },
    async fire() {
      const labels = { alertname: 'PaymentsFailing', severity: 'critical' };
      const annotations = { summary: 'One in 12 card payments fails' };
      expect((await service.post('/api/v2/alerts', [{ labels, annotations }])).status).toBe(200);
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await phone[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test('a firing alert comes to the phone, a press there acknowledges it, and the notification says so', async () => {
  await using it = await begin();
  await it.fire();
  const { read } = await eventually('the push', () => it.phone.pushed[0]);
  expect(read).toMatchObject({ title: 'Critical: One in 12 card payments fails', tag: 'INC-1' });
  const [{ answer } = { answer: '' }] = read.actions as { answer: string }[];
  const pressed = await it.service.post('/answers/push', { answer, press: 'the-one-press' });
  expect([pressed.status, await pressed.json()]).toEqual([
    200,
    { became: 'done', words: 'You have INC-1. Nobody else is paged.' },
  ]);
  expect(await it.get('/incidents/INC-1')).toMatchObject({ status: 'acknowledged', assignee: 'Mia' });
  const update = await eventually('the update', () => it.phone.pushed[1]);
  expect(update.read).toMatchObject({ tag: 'INC-1', silent: true });
});

test('a phone that has ended its subscription is shown as dead', async () => {
  await using it = await begin();
  it.phone.status = 410;
  await it.fire();
  const dead = await eventually('the contact is dead', async () => {
    const { contacts } = (await it.get('/me/on-call')) as { contacts: { state: string }[] };
    return contacts[0]?.state === 'bounced' ? contacts[0] : undefined;
  });
  expect(dead).toMatchObject({ id: 'phone', kind: 'push', address: 'a phone' });
});

test('a subscription that leads into our own network, or is none, is refused in words', async () => {
  await using it = await begin();
  const add = async (address: string): Promise<[number, string]> => {
    const body = { id: 'other', kind: 'push', address };
    const answer = await it.service.post('/api/tocsin/v1/me/contacts', body);
    return [answer.status, await answer.text()];
  };
  expect(await add(subscriptionAt('http://169.254.169.254/latest'))).toEqual([
    400,
    expect.stringContaining('may not be asked'),
  ]);
  expect(await add('{"endpoint": "x"}')).toEqual([
    400,
    expect.stringContaining('add it in the app, on that phone'),
  ]);
  expect((await add(subscriptionAt('https://push.example.com/1')))[0]).toBe(200);
});
