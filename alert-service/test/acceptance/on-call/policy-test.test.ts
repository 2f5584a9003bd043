import { expect, test } from '@jest/globals';
import { beginPageTest } from '#engine/page-tests';
import { minute, pagesWhy, quarters } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld, type World } from '../../kit/world.ts';

const people = ['mia', 'jonas'].map((id) => person(id, ['slack']));
const steps = policy('p', [['person mia'], ['person jonas']], { step: { waitMs: 120_000 } });
const options = { onCall: onCall('p', ...people, steps) };

const begin = async (world: World, target: { kind: 'policy' | 'person'; id: string }) => {
  const begun = await beginPageTest(world.engine, {
    ...{ target, actor: { by: 'sam' }, severity: 'critical' },
  });
  expect(begun.kind).toBe('begun');
};
const incident = (world: World) => world.engine.state().incidents.get('INC-1');

test('a test pages along the whole policy, says that it is one, and ends by itself without the last resort', async () => {
  const world = await startWorld(options);
  await begin(world, { kind: 'policy', id: 'p' });
  await world.at(30 * minute);
  expect(pagesWhy(world)).toEqual(['0 @mia/slack test', '120 @jonas/slack test']);
  expect(incident(world)).toMatchObject({ status: 'resolved', resolvedAt: 1_800_000_240_000 });
  await world.stop();
});

test('a test that somebody answers is over', async () => {
  const world = await startWorld(options);
  await begin(world, { kind: 'policy', id: 'p' });
  await world.at(minute);
  await world.acknowledge('INC-1', 'mia');
  await world.at(minute + 1);
  expect(incident(world)).toMatchObject({
    status: 'resolved',
    resolution: 'The test is over: it was answered.',
  });
  await world.at(30 * minute);
  expect(pagesWhy(world)).toEqual(['0 @mia/slack test']);
  await world.stop();
});

test('a test takes ten minutes at most, whatever the waits of the policy are, through a restart', async () => {
  const before = await startWorld({
    onCall: onCall('p', ...people, policy('p', [['person mia'], ['person jonas']], quarters)),
  });
  await begin(before, { kind: 'policy', id: 'p' });
  await before.at(5 * minute);
  const world = await before.crash();
  await world.at(11 * minute);
  expect(incident(world)).toMatchObject({ status: 'resolved', resolvedAt: 1_800_000_600_000 });
  expect(pagesWhy(world)).toEqual([]);
  await world.stop();
});

test('one person by their own rules', async () => {
  const world = await startWorld(options);
  await begin(world, { kind: 'person', id: 'jonas' });
  await world.at(30 * minute);
  expect(pagesWhy(world)).toEqual(['0 @jonas/slack test']);
  expect(incident(world)?.status).toBe('resolved');
  await world.stop();
});

test('a policy without steps, or a person who cannot be reached: the test is over, and nothing hangs', async () => {
  const world = await startWorld({ onCall: onCall('p', person('deaf', []), policy('p', [])) });
  await begin(world, { kind: 'policy', id: 'p' });
  await begin(world, { kind: 'person', id: 'deaf' });
  await world.at(30 * minute);
  // The second one says that it is over.
  expect(pagesWhy(world)).toEqual(['0 team/slack[0] test', '60 team/slack[0] test']);
  expect([...world.engine.state().incidents.values()].map(({ status }) => status)).toEqual([
    'resolved',
    'resolved',
  ]);
  expect(world.stuck).toBe(0);
  await world.stop();
});
