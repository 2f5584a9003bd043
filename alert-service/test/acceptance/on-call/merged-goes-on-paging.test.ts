import { expect, test } from '@jest/globals';
import { minute, pagesWhy, quarters } from '../../kit/escalations.ts';
import { act, statuses } from '../../kit/incidents.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const people = [person('mia', ['slack']), person('jonas', ['slack'])];
const ladder = policy('p', [['person mia'], ['person jonas']], quarters);
const options = { onCall: onCall('p', ...people, ladder) };
const long = { inSeconds: 24 * 60 * minute };
const byHand = { kind: 'open-incident', by: 'sam', title: 'Odd', severity: 'high', labels: {} } as const;

test('what escalates becomes part of one without a policy: that one escalates along it', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(60);
  await world.engine.submit({ ...byHand, origin: 'person' });
  await act(world, 'INC-1', { command: 'merge', into: 'INC-2' });
  await world.at(30 * minute);
  expect(pagesWhy(world).slice(1)).toEqual(['60 @mia/slack policy-step', '960 @jonas/slack policy-step']);
  await world.stop();
});

test('nothing becomes part of a test, which ends by itself', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(60);
  await world.engine.submit({ ...byHand, origin: 'test', policy: 'p' });
  const answer = await act(world, 'INC-1', { command: 'merge', into: 'INC-2' });
  expect(answer).toMatchObject({ kind: 'conflict' });
  expect(statuses(world)[0]).toBe('INC-1 triggered');
  await world.stop();
});
