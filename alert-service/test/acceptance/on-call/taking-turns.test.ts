import { expect, test } from '@jest/globals';
import { minute, notPaged, pagesWhy } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld, type WorldOptions } from '../../kit/world.ts';

const people = ['mia', 'jonas', 'sam'].map((id) => person(id, ['slack']));
const team = {
  kind: 'team' as const,
  id: 'payments',
  value: { id: 'payments', name: 'Payments', members: ['mia', 'jonas', 'sam'] },
};
const step = { roundRobin: true, waitMs: 86_400_000 };
const options: WorldOptions = {
  route: { groupBy: { all: false, labels: ['instance'] } },
  onCall: onCall('p', ...people, team, policy('p', [['team payments']], { step })),
};
const long = { inSeconds: 24 * 60 * minute };

test('members of a team take turns: the next one at the next incident, through a restart', async () => {
  let world = await startWorld(options);
  const seen: string[] = [];
  for (const [index, instance] of ['a', 'b', 'c', 'd'].entries()) {
    await world.post({ instance }, long);
    await world.at((index + 1) * minute);
    seen.push(...pagesWhy(world).slice(-1));
    if (index === 1) world = await world.crash();
  }
  expect(seen).toEqual([
    '3 @mia/slack policy-step',
    '63 @jonas/slack policy-step',
    '123 @sam/slack policy-step',
    '183 @mia/slack policy-step',
  ]);
  await world.stop();
});

test('whose turn it is and who cannot be told is passed over, with the reason', async () => {
  const gone = person('mia', []);
  const world = await startWorld({
    ...options,
    onCall: onCall('p', gone, ...people.slice(1), team, policy('p', [['team payments']], { step })),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  await world.post({ instance: 'b' }, long);
  await world.at(2 * minute);
  expect(pagesWhy(world)).toEqual(['3 @jonas/slack policy-step', '63 @sam/slack policy-step']);
  expect(await notPaged(world)).toEqual(['3 person mia no-contact']);
  await world.stop();
});

test('without turns all members are told, and nobody twice by one step', async () => {
  const world = await startWorld({
    ...options,
    onCall: onCall('p', ...people, team, policy('p', [['person mia', 'team payments', 'person mia']])),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  expect(pagesWhy(world).sort()).toEqual([
    '3 @jonas/slack policy-step',
    '3 @mia/slack policy-step',
    '3 @sam/slack policy-step',
  ]);
  await world.stop();
});

test('whose turn it is and whose page by an earlier step still runs is passed over: somebody else is reached', async () => {
  const calling = ['mia', 'jonas'].map((id) => person(id, ['slack', 'email']));
  const both = policy('p', [['person mia'], ['team payments']], { step: { ...step, waitMs: 30_000 } });
  const world = await startWorld({ ...options, onCall: onCall('p', ...calling, team, both) });
  await world.post({ instance: 'a' }, long);
  await world.at(40);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '33 @jonas/slack policy-step']);
  expect(await notPaged(world)).toEqual(['33 person mia already-paged']);
  await world.stop();
});
