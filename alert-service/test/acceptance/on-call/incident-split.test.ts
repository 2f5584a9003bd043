import { expect, test } from '@jest/globals';
import { fingerprint } from '@tocsin/model';
import { act, incident, statuses } from '../../kit/incidents.ts';
import { startWorld, type World } from '../../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };
const printOf = (labels: Record<string, string>) =>
  fingerprint({ alertname: 'Down', severity: 'critical', ...labels });

async function parted(): Promise<World> {
  const world = await startWorld();
  await world.post(a);
  await world.post(b);
  await world.at(4);
  await world.acknowledge('INC-1');
  await act(world, 'INC-1', { command: 'split', alerts: [printOf(b)], title: 'Another thing' });
  return world;
}

test('split off, some alerts are an incident of their own, had by whoever had both', async () => {
  const world = await parted();
  expect(incident(world, 'INC-1').alerts).toEqual([printOf(a)]);
  expect(incident(world, 'INC-2')).toMatchObject({
    alerts: [printOf(b)],
    title: 'Another thing',
    status: 'acknowledged',
    assignee: 'sam',
  });
  await world.at(60);
  expect(statuses(world)).toEqual(['INC-1 acknowledged', 'INC-2 acknowledged']);
  await world.stop();
});

test('each ends when its own alerts have ended, after a restart too', async () => {
  const world = await parted();
  const again = await world.crash();
  await again.at(20);
  await again.post(b, { now: true, startedSecondsAgo: 20 });
  await again.at(40);
  expect(statuses(again)).toEqual(['INC-1 acknowledged', 'INC-2 resolved']);
  await again.post(a, { now: true, startedSecondsAgo: 40 });
  await again.at(60);
  expect(statuses(again)).toEqual(['INC-1 resolved', 'INC-2 resolved']);
  await again.stop();
});

test('merged back, its alerts are the first one’s again', async () => {
  const world = await parted();
  await act(world, 'INC-2', { command: 'merge', into: 'INC-1' });
  expect(incident(world, 'INC-1').alerts).toEqual([printOf(a), printOf(b)]);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(30);
  expect(statuses(world)).toEqual(['INC-1 acknowledged', 'INC-2 resolved']);
  await world.post(b, { now: true, startedSecondsAgo: 30 });
  await world.at(60);
  expect(statuses(world)).toEqual(['INC-1 resolved', 'INC-2 resolved']);
  await world.stop();
});

test('ended by a person while it fires, it opens no new incident', async () => {
  const world = await parted();
  await act(world, 'INC-2', { command: 'resolve' });
  await world.at(100);
  expect(statuses(world)).toEqual(['INC-1 acknowledged', 'INC-2 resolved']);
  await world.stop();
});

test('all of its alerts, or foreign ones, are refused', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  const split = async (alerts: string[]) => act(world, 'INC-1', { command: 'split', alerts });
  expect(await split(['ffff'])).toMatchObject({ detail: 'ffff is no alert of INC-1.' });
  expect(await split([printOf(a)])).toMatchObject({
    detail: 'These are all alerts of INC-1: leave at least one with it.',
  });
  await world.stop();
});
