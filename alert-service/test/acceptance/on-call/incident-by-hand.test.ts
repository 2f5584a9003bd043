import { expect, test } from '@jest/globals';
import { act, incident, statuses } from '../../kit/incidents.ts';
import { onCall, pagesSent, person, policy } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

const open = (world: World, more: { policy?: string; request?: { key: string; hash: string } } = {}) =>
  world.engine.submit({
    kind: 'open-incident',
    origin: 'person',
    by: 'sam',
    title: 'The shop is slow',
    severity: 'high',
    labels: {},
    ...more,
  });

test('opened by hand it escalates along its policy, and only people end it', async () => {
  const world = await startWorld({
    onCall: onCall('none', person('mia', ['slack']), policy('p', [['person mia']])),
  });
  expect(await open(world, { policy: 'p' })).toMatchObject({
    incident: { id: 'INC-1', status: 'triggered' },
  });
  await world.at(10);
  expect(pagesSent(world)).toEqual(['0 @mia/slack']);
  await act(world, 'INC-1', { command: 'acknowledge', by: 'Mia', person: 'mia' });
  await world.at(10_000);
  expect(statuses(world)).toEqual(['INC-1 acknowledged']);
  await act(world, 'INC-1', { command: 'resolve', by: 'Mia' });
  expect(incident(world, 'INC-1')).toMatchObject({ status: 'resolved', resolvedBy: 'Mia' });
  await world.stop();
});

test('asked twice under one key, also after a restart, it is opened once; a day later the key is free', async () => {
  const world = await startWorld();
  const request = { key: 'k', hash: 'h' };
  await open(world, { request });
  const again = await world.crash();
  expect(await open(again, { request })).toMatchObject({ incident: { id: 'INC-1' } });
  expect(await open(again, { request: { key: 'k', hash: 'other' } })).toMatchObject({
    kind: 'conflict',
    because: 'request',
  });
  await again.at(25 * 3_600);
  expect(await open(again, { request })).toMatchObject({ incident: { id: 'INC-2' } });
  await again.stop();
});

test('a policy that does not exist is refused by name', async () => {
  const world = await startWorld({
    onCall: onCall('none', person('mia', ['slack']), policy('p', [['person mia']])),
  });
  expect(await open(world, { policy: 'q' })).toMatchObject({ detail: 'There is no policy q. There are p.' });
  await world.stop();
});
