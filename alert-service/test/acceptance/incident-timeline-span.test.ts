import { expect, test } from '@jest/globals';
import { spanOf } from '../../src/http/tocsin-v1/timeline-span.ts';
import { incident } from '../kit/incidents.ts';
import { startWorld } from '../kit/world.ts';

const begin = 1_800_000_000_000;
const seconds = (at: number): number => (at - begin) / 1_000;

test('of two incidents of one group, each has the time of the group in which it was, and none has that of the other', async () => {
  const world = await startWorld();
  const a = { instance: 'a' };
  await world.post(a);
  await world.at(3);
  await world.post(a, { now: true, startedSecondsAgo: 3 });
  await world.at(600);
  await world.post(a);
  await world.at(610);
  const state = world.engine.state();
  const [first, second] = ['INC-1', 'INC-2'].map((id) => spanOf(state, incident(world, id)));
  expect(seconds(incident(world, 'INC-2').openedAt)).toBeGreaterThan(600);
  // It begins with its alert, not when its group was told.
  expect(seconds(first?.until ?? 0)).toBe(600);
  expect(seconds(second?.from ?? 0)).toBe(600);
  expect(second?.until).toBe(Infinity);
  await world.stop();
});
