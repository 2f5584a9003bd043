import { expect, test } from '@jest/globals';
import { act, changes, incident, statuses } from '../../kit/incidents.ts';
import { startWorld } from '../../kit/world.ts';

const options = { onCall: { acknowledgementEndsAfterMs: { critical: 600_000 } } };

test('an acknowledgement that nobody renews ends, and nobody has the incident any more', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' });
  await world.at(10);
  await world.acknowledge('INC-1');
  await world.at(609);
  expect(statuses(world)).toEqual(['INC-1 acknowledged']);
  await world.at(611);
  expect(incident(world, 'INC-1')).toMatchObject({ status: 'triggered' });
  expect(await changes(world, 'INC-1')).toEqual([
    '3 opened',
    '10 acknowledged sam',
    '610 acknowledgement-expired sam',
  ]);
  await world.stop();
});

test('renewed by whoever has it, it goes on; somebody else is told who', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' });
  await world.at(10);
  await world.acknowledge('INC-1');
  await world.at(500);
  await world.acknowledge('INC-1');
  expect(await world.acknowledge('INC-1', 'mia')).toMatchObject({ detail: 'sam already has INC-1.' });
  await world.at(1_099);
  expect(statuses(world)).toEqual(['INC-1 acknowledged']);
  await world.at(1_101);
  expect(statuses(world)).toEqual(['INC-1 triggered']);
  await world.stop();
});

test('for as long as they say; without an end it stays', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' });
  await world.at(10);
  await act(world, 'INC-1', { command: 'acknowledge', forMs: 60_000 });
  await world.at(71);
  expect(statuses(world)).toEqual(['INC-1 triggered']);
  await world.acknowledge('INC-1');
  await world.at(3_000);
  expect(statuses(world)).toEqual(['INC-1 acknowledged']);
  await world.stop();
});

test('a clock that is set back moves the end with it', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' });
  await world.at(10);
  await world.acknowledge('INC-1');
  const before = incident(world, 'INC-1').acknowledgementEndsAt ?? 0;
  await world.engine.submit({ kind: 'heartbeat', setBackMs: 3_600_000 });
  expect(incident(world, 'INC-1').acknowledgementEndsAt).toBe(before - 3_600_000);
  await world.stop();
});
