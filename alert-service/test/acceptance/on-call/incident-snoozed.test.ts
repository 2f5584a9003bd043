import { expect, test } from '@jest/globals';
import { act, changes, incident, statuses } from '../../kit/incidents.ts';
import { startWorld } from '../../kit/world.ts';

const a = { instance: 'a' };
const until = (world: { clock: { now(): number } }, seconds: number) => world.clock.now() + seconds * 1_000;

test('put off, it is quiet until then, and comes back for everybody if it still fires', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await act(world, 'INC-1', { command: 'snooze', until: until(world, 296) });
  expect(incident(world, 'INC-1')).toMatchObject({ status: 'snoozed', assignee: 'sam' });
  await world.at(299);
  expect(statuses(world)).toEqual(['INC-1 snoozed']);
  expect(world.sent.map(({ why }) => why)).toEqual(['first']);
  await world.at(301);
  expect(incident(world, 'INC-1')).toMatchObject({ status: 'triggered' });
  expect(incident(world, 'INC-1').assignee).toBeUndefined();
  expect(await changes(world, 'INC-1')).toEqual(['3 opened', '4 snoozed sam', '300 woken']);
  await world.stop();
});

test('what ends meanwhile is not woken', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await act(world, 'INC-1', { command: 'snooze', until: until(world, 60) });
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(100);
  expect(await changes(world, 'INC-1')).toEqual(['3 opened', '4 snoozed sam', '13 resolved']);
  await world.stop();
});

test('a worse alert wakes it: whoever put it off did so without knowing', async () => {
  const world = await startWorld();
  await world.post({ ...a, severity: 'warning' });
  await world.at(4);
  await act(world, 'INC-1', { command: 'snooze', until: until(world, 3_600) });
  await world.post({ instance: 'b', severity: 'critical' });
  await world.at(20);
  expect(await changes(world, 'INC-1')).toEqual([
    '3 opened',
    '4 snoozed sam',
    '13 joined',
    '13 severity-raised',
    '13 woken',
  ]);
  await world.stop();
});

test('a time that is over is refused; waking it by hand ends it early; a restart keeps it', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  expect(await act(world, 'INC-1', { command: 'snooze', until: until(world, -1) })).toMatchObject({
    kind: 'conflict',
    detail: 'The snooze would be over already: choose a later time.',
  });
  await act(world, 'INC-1', { command: 'snooze', until: until(world, 3_600) });
  const again = await world.crash();
  await again.at(60);
  expect(statuses(again)).toEqual(['INC-1 snoozed']);
  await act(again, 'INC-1', { command: 'wake', by: 'mia' });
  expect(statuses(again)).toEqual(['INC-1 triggered']);
  await again.stop();
});

test('after a downtime that outlasted it, it comes back at once', async () => {
  const world = await startWorld();
  await world.post(a, { inSeconds: 100_000 });
  await world.at(4);
  await act(world, 'INC-1', { command: 'snooze', until: until(world, 60) });
  await world.clock.advanceTo(world.clock.now());
  const clock = world.clock;
  const again = await world.crash();
  await clock.advanceTo(clock.now() + 600_000);
  expect(statuses(again)).toEqual(['INC-1 triggered']);
  await again.stop();
});
