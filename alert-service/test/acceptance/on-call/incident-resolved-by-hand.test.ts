import { expect, test } from '@jest/globals';
import { act, changes, incident, statuses } from '../../kit/incidents.ts';
import { startWorld } from '../../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };

test('ended by a person, it stays so while the same alert fires on', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await act(world, 'INC-1', { command: 'resolve', resolution: 'known' });
  await world.at(600);
  expect(statuses(world)).toEqual(['INC-1 resolved']);
  expect(incident(world, 'INC-1')).toMatchObject({ resolvedBy: 'sam', resolution: 'known' });
  await world.stop();
});

test('an alert that begins, or fires anew, opens it again, for nobody', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1');
  await act(world, 'INC-1', { command: 'resolve' });
  await world.at(100);
  await world.post(b);
  await world.at(120);
  expect(statuses(world)).toEqual(['INC-1 triggered']);
  expect(incident(world, 'INC-1').assignee).toBeUndefined();
  await act(world, 'INC-1', { command: 'resolve' });
  await world.post(a, { now: true, startedSecondsAgo: 120 });
  await world.at(140);
  expect(statuses(world)).toEqual(['INC-1 resolved']);
  await world.post(a);
  await world.at(160);
  expect(statuses(world)).toEqual(['INC-1 triggered']);
  expect(await changes(world, 'INC-1')).toEqual([
    '3 opened',
    '4 acknowledged sam',
    '4 resolved sam',
    '103 reopened',
    '120 resolved sam',
    '143 reopened',
  ]);
  await world.stop();
});

test('a worse one opens it again, and a restart forgets nothing of that', async () => {
  const world = await startWorld();
  await world.post({ ...a, severity: 'warning' });
  await world.at(4);
  await act(world, 'INC-1', { command: 'resolve' });
  await world.at(30);
  const again = await world.crash();
  await again.at(60);
  expect(statuses(again)).toEqual(['INC-1 resolved']);
  await again.post({ ...b, severity: 'critical' });
  await again.at(80);
  expect(incident(again, 'INC-1')).toMatchObject({ status: 'triggered', severity: 'critical' });
  await again.stop();
});

test('reopened by a person though nothing fires, only a person ends it', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(20);
  expect(statuses(world)).toEqual(['INC-1 resolved']);
  await act(world, 'INC-1', { command: 'reopen' });
  await world.at(400);
  expect(statuses(world)).toEqual(['INC-1 triggered']);
  await world.post(a);
  await world.at(420);
  await world.post(a, { now: true, startedSecondsAgo: 20 });
  await world.at(440);
  expect(statuses(world)).toEqual(['INC-1 resolved']);
  await world.stop();
});

test('an older incident is not opened again beside the newer one of the same alerts', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(400);
  await world.post(a);
  await world.at(410);
  expect(await act(world, 'INC-1', { command: 'reopen' })).toMatchObject({
    kind: 'conflict',
    detail: 'INC-2 is newer, and of the same alerts: go on there.',
  });
  await world.stop();
});

test('an alert that says to begin later than now, by a clock ahead of ours, does not open it again by that', async () => {
  const world = await startWorld();
  await world.post(a, { startedSecondsAgo: -900 });
  await world.at(4);
  await act(world, 'INC-1', { command: 'resolve' });
  await world.at(60);
  await world.engine.submit({ kind: 'heartbeat', setBackMs: 120_000 });
  await world.at(200);
  expect(statuses(world)).toEqual(['INC-1 resolved']);
  await world.stop();
});
