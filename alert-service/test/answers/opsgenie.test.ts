import { expect, test } from '@jest/globals';
import { opsgenieAnswers } from '#answers/opsgenie/opsgenie-answers';
import { groupHash } from '#channels/group-hash';
import { Secret } from '#lib/secret';
import { openIncidents, startAnswering } from '../kit/answering.ts';
import { startOpsgenie } from '../kit/incident-service-stand-ins.ts';

const token = 'token-of-twenty-characters';

async function begun() {
  const answering = await startAnswering();
  await openIncidents(answering);
  const { door, world } = answering;
  const settings = () => ({ webhookSecret: Secret.of(token), acknowledgesIn: new Set<string>() });
  const at = await answering.serve('opsgenie', opsgenieAnswers({ door, settings }));
  const now = (): number => world.clock.now();
  const opsgenie = await startOpsgenie({ webhook: () => `${at}/opsgenie`, token, now });
  const incident = () => world.engine.state().incidents.get('INC-1')!;
  const alias = groupHash(incident().group);
  return {
    ...answering,
    incident,
    tell: (action: string, alert: object = {}, given = token) =>
      opsgenie.tell(action, { alias, ...alert }, given),
    async [Symbol.asyncDispose]() {
      await opsgenie[Symbol.asyncDispose]();
      await answering[Symbol.asyncDispose]();
    },
  };
}

test('a person is known by their mail address: what they do there is done here', async () => {
  await using it = await begun();
  const { clock } = it.world;
  await it.tell('Acknowledge');
  expect(it.incident()).toMatchObject({
    ...{ status: 'acknowledged', assignee: 'Mia (Opsgenie)', assigneeId: 'mia' },
  });
  await it.tell('AssignOwnership', { owner: 'zoe@example.com' });
  expect(it.incident().assignee).toBe('zoe@example.com (Opsgenie)');
  await it.tell('UnAcknowledge');
  expect(it.incident().status).toBe('triggered');
  await it.tell('AssignOwnership', { owner: 'zoe@example.com', updatedAt: clock.now() });
  expect(it.incident().status).toBe('triggered');
  await it.tell('Acknowledge', { updatedAt: clock.now() });
  await it.tell('Snooze', { snoozedUntil: clock.now() + 3_600_000 });
  expect(it.incident()).toMatchObject({
    ...{ status: 'snoozed', snoozed: { by: 'Mia (Opsgenie)', until: clock.now() + 3_600_000 } },
  });
  await it.tell('AddNote', { note: 'Looking at it' });
  expect(it.incident().notes?.at(-1)).toMatchObject({ text: 'Looking at it', via: 'opsgenie' });
  await it.tell('Close');
  expect(it.incident()).toMatchObject({ status: 'resolved', resolvedBy: 'Mia (Opsgenie)' });
});

test.each([
  ['no token', ''],
  ['another one', 'token-of-twenty-charakters'],
  ['a part of it', token.slice(0, 20)],
])('with %s nothing is done', async (_which, given) => {
  await using it = await begun();
  expect((await it.tell('Close', {}, given)).status).toBe(403);
  expect(it.incident().status).toBe('triggered');
});

test('a replay does nothing, nor what is late, nor what we or an integration did ourselves', async () => {
  await using it = await begun();
  const updatedAt = it.world.clock.now() * 1e6;
  await it.tell('Acknowledge', { updatedAt });
  await it.door.act({ command: 'hand-back', incident: 'INC-1', by: 'Jonas', via: 'app' });
  expect((await it.tell('Acknowledge', { updatedAt })).body).toContain('here before');
  for (const username of ['Tocsin', 'Alert API'])
    expect((await it.tell('Close', { username })).body).toContain('Nothing is done');
  await it.world.clock.advance(10 * 60_000);
  await it.door.act({ command: 'hand-back', incident: 'INC-1', by: 'Jonas', via: 'app' });
  expect((await it.tell('Acknowledge', { updatedAt: updatedAt - 120e9 })).body).toContain('before');
  expect((await it.tell('Acknowledge', { updatedAt: 1e18 })).body).toContain('more than a day old');
  expect(it.incident().status).toBe('triggered');
});
