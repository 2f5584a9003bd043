import { expect, test } from '@jest/globals';
import { pagerDutyAnswers } from '#answers/pagerduty/pagerduty-answers';
import { groupHash } from '#channels/group-hash';
import { Secret } from '#lib/secret';
import { openIncidents, startAnswering } from '../kit/answering.ts';
import { startPagerDuty } from '../kit/incident-service-stand-ins.ts';

const secret = 'secret-of-the-subscription';

async function begun(written: Secret = Secret.of(secret)) {
  const answering = await startAnswering();
  await openIncidents(answering);
  const { door, world } = answering;
  const settings = () => ({ webhookSecret: written, acknowledgesIn: new Set<string>() });
  const at = await answering.serve('pagerduty', pagerDutyAnswers({ door, settings }));
  const now = (): number => world.clock.now();
  const pagerDuty = await startPagerDuty({ webhook: () => `${at}/pagerduty`, secret, now });
  const incident = () => world.engine.state().incidents.get('INC-1')!;
  const key = groupHash(incident().group);
  return {
    ...answering,
    pagerDuty,
    incident,
    key,
    tell: (does: string, more: object = {}) => pagerDuty.tell(`incident.${does}`, { key, ...more }),
    async [Symbol.asyncDispose]() {
      await pagerDuty[Symbol.asyncDispose]();
      await answering[Symbol.asyncDispose]();
    },
  };
}

test('who acknowledges there has it here, by their name there; given back and resolved there, it is so here', async () => {
  await using it = await begun();
  expect(await it.tell('acknowledged')).toEqual({ status: 200, body: 'INC-1: acknowledge.\n' });
  expect(it.incident()).toMatchObject({
    ...{ status: 'acknowledged', assignee: 'Mia (PagerDuty)', assigneeId: 'mia' },
  });
  expect((await it.tell('acknowledged')).body).toContain('already');
  await it.tell('reassigned', {
    data: { id: 'P1', incident_key: it.key, assignees: [{ type: 'user_reference', summary: 'Zoe' }] },
  });
  expect(it.incident().assignee).toBe('Zoe (PagerDuty)');
  await it.tell('unacknowledged', { agent: null });
  expect(it.incident().status).toBe('triggered');
  await it.tell('resolved');
  expect(it.incident()).toMatchObject({ status: 'resolved', resolvedBy: 'Mia (PagerDuty)' });
});

test('a note there is a note here, once another event has told whose it is', async () => {
  await using it = await begun();
  const data = {
    id: 'N1',
    type: 'incident_note',
    incident: { id: 'PT4KHLK' },
    content: 'Looking\u202e at it',
  };
  expect((await it.tell('annotated', { data })).body).toContain('no other event');
  await it.tell('triggered', { agent: null });
  await it.tell('annotated', { data });
  expect(it.incident().notes).toMatchObject([
    { by: 'Mia (PagerDuty)', via: 'pagerduty', text: 'Looking at it' },
  ]);
});

test.each([
  ['unsigned', { unsigned: true }],
  ['signed with another secret', { signedWith: ['another-secret-of-20-chars'] }],
  ['signed with nothing', { signedWith: [''] }],
])('what is %s does nothing', async (_how, forged) => {
  await using it = await begun();
  expect((await it.tell('resolved', forged)).status).toBe(403);
  expect(it.incident().status).toBe('triggered');
});

test('while secrets are changed there are several, on either side; an empty file lets nobody in', async () => {
  await using it = await begun(Secret.of(`the-secret-of-before-this\n${secret}\n`));
  expect((await it.tell('acknowledged', { signedWith: ['one-that-is-new-to-us-all', secret] })).status).toBe(
    200,
  );
  expect(it.incident().status).toBe('acknowledged');
  await using empty = await begun(Secret.of(''));
  expect((await empty.tell('resolved', { signedWith: [''] })).status).toBe(503);
});

test('what is replayed, or was decided before the latest decision here, takes nothing back', async () => {
  await using it = await begun();
  const { door, world } = it;
  const began = new Date(world.clock.now()).toISOString();
  await it.tell('acknowledged');
  await door.act({ command: 'hand-back', incident: 'INC-1', by: 'Jonas', via: 'app' });
  expect((await it.pagerDuty.again()).body).toContain('here before');
  await world.clock.advance(10 * 60_000);
  await door.act({ command: 'acknowledge', incident: 'INC-1', by: 'Jonas', via: 'app' });
  for (const at of [began, '2020-01-01T00:00:00Z', 'never'])
    expect((await it.tell('resolved', { at })).body).toContain('Nothing is done');
  expect(it.incident()).toMatchObject({ status: 'acknowledged', assignee: 'Jonas' });
});

test('what runs out there by itself takes nothing from who has it here, and what we sent does not come back', async () => {
  await using it = await begun();
  await it.door.act({ command: 'acknowledge', incident: 'INC-1', by: 'Jonas', person: 'jonas', via: 'app' });
  const agent = { type: 'events_api_v2_inbound_integration_reference', summary: 'Tocsin' };
  for (const does of ['acknowledged', 'resolved']) await it.tell(does, { agent });
  await it.tell('unacknowledged', { agent: null });
  await it.tell('resolved', { agent: null });
  expect(it.incident()).toMatchObject({
    ...{ status: 'acknowledged', assignee: 'Jonas' },
    notes: [
      { text: 'The acknowledgement in PagerDuty has ended. Jonas still has INC-1 here.' },
      { text: expect.stringContaining('by itself') },
    ],
  });
});

test('what a program acknowledges there is nobody’s here: pages go on, and a note says so', async () => {
  await using it = await begun();
  await it.tell('acknowledged', { agent: { type: 'service_reference', summary: 'Checkout' } });
  expect(it.incident()).toMatchObject({
    ...{ status: 'triggered', notes: [{ by: 'PagerDuty', text: expect.stringContaining('by itself') }] },
  });
});

test('what belongs to no incident here, or is no event of one, is taken and does nothing', async () => {
  await using it = await begun();
  for (const answer of [
    await it.tell('acknowledged', { key: 'f'.repeat(64) }),
    await it.tell('priority_updated'),
    await it.pagerDuty.tell('pagey.ping', { agent: null, data: { message: 'Hello' } }),
  ])
    expect(answer).toMatchObject({ status: 200, body: expect.stringMatching(/No incident|Nothing is done/) });
  expect(it.incident().status).toBe('triggered');
});
