import { expect, test } from '@jest/globals';
import { escalated, minute, pagesWhy, quarters } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const people = ['mia', 'jonas', 'sam'].map((id) => person(id, ['slack']));
const threeLevels = policy('payments', [['person mia'], ['person jonas'], ['person sam']], quarters);
const options = { onCall: onCall('payments', ...people, threeLevels) };
const long = { inSeconds: 24 * 60 * minute };

test('nobody answers for 15 minutes: level 2 is paged, and acknowledging stops level 3', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(15 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step']);
  await world.at(15 * minute + 3);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '903 @jonas/slack policy-step']);
  await world.at(20 * minute);
  await world.acknowledge('INC-1', 'jonas');
  await world.at(3 * 60 * minute);
  expect(pagesWhy(world)).toHaveLength(2);
  expect(await escalated(world)).toEqual([
    '3 started',
    '3 stepped policy-step',
    '903 stepped policy-step',
    '1200 paused incident-acknowledged',
  ]);
  await world.stop();
});

test('nobody answers at all: each level is paged in its turn, then the last resort, and then it is over', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(3 * 60 * minute);
  expect(pagesWhy(world)).toEqual([
    '3 @mia/slack policy-step',
    '903 @jonas/slack policy-step',
    '1803 @sam/slack policy-step',
    '2703 team/slack[0] last-resort',
  ]);
  expect((await escalated(world)).slice(-2)).toEqual(['2703 last-resort last-resort', '2703 finished']);
  await world.stop();
});

test('what ends by itself pages nobody any more', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(5 * minute);
  await world.post({ instance: 'a' }, { now: true, startedSecondsAgo: 300 });
  await world.at(3 * 60 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step']);
  expect((await escalated(world)).at(-1)).toMatch(/stopped incident-resolved$/);
  await world.stop();
});
