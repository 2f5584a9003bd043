import { expect, test } from '@jest/globals';
import { createFakeClock } from '#lib/fake-clock';
import { escalated, minute, pagesWhy, quarters, say } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const people = ['mia', 'jonas', 'sam'].map((id) => person(id, ['slack']));
const threeLevels = policy('p', [['person mia'], ['person jonas'], ['person sam']], quarters);
const options = { onCall: onCall('p', ...people, threeLevels) };
const long = { inSeconds: 24 * 60 * minute };

test('a restart keeps the time of the next step', async () => {
  const before = await startWorld(options);
  await before.post({ instance: 'a' }, long);
  await before.at(10 * minute);
  const world = await before.crash();
  await world.at(20 * minute);
  expect(pagesWhy(world)).toEqual(['903 @jonas/slack policy-step']);
  await world.stop();
});

test('killed between the step and its sending: the page goes out after the restart, once', async () => {
  const before = await startWorld(options);
  let world = before;
  before.respond = () => new Promise(() => undefined);
  await before.post({ instance: 'a' }, long);
  await before.at(4);
  world = await before.crash();
  await world.at(10 * minute);
  expect(pagesWhy(world)).toEqual(['4 @mia/slack policy-step']);
  await world.stop();
});

test('after a downtime of an hour one step runs, and the next is counted from then', async () => {
  const clock = createFakeClock(1_800_000_000_000);
  const before = await startWorld({ ...options, clock });
  await before.post({ instance: 'a' }, long);
  await before.at(minute);
  await before.stop();
  await clock.advanceTo(1_800_000_000_000 + 3_600_000);
  const world = await startWorld({ ...options, clock, store: before.store });
  await world.at(70 * minute);
  expect(pagesWhy(world)).toEqual(['3600 @jonas/slack policy-step']);
  await world.at(76 * minute);
  expect(pagesWhy(world)).toEqual(['3600 @jonas/slack policy-step', '4500 @sam/slack policy-step']);
  await world.stop();
});

test('a clock that is set back by an hour moves the next step with it', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(5 * minute);
  world.clock.set(world.clock.now() - 3_600_000);
  await world.at(-3_600 + 14 * minute);
  expect(pagesWhy(world)).toHaveLength(1);
  await world.at(-3_600 + 16 * minute);
  expect(pagesWhy(world).at(-1)).toMatch(/@jonas\/slack policy-step$/);
  expect(pagesWhy(world)).toHaveLength(2);
  await world.stop();
});

test('a policy that changes meanwhile is for later incidents: this one goes along what it began with', async () => {
  const world = await startWorld({ ...options, hash: 'one' });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  const changed = policy('p', [['person sam']], quarters);
  await world.reload({ hash: 'two', onCall: onCall('p', ...people, changed) });
  await world.at(16 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '903 @jonas/slack policy-step']);
  await world.post({ alertname: 'Other', instance: 'b' }, long);
  await world.at(17 * minute);
  expect(pagesWhy(world).at(-1)).toBe('963 @sam/slack policy-step');
  await world.stop();
});

test('a policy that is taken away meanwhile is gone along to its end', async () => {
  const world = await startWorld({ ...options, hash: 'one' });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  await world.reload({ hash: 'two', onCall: { objects: people, escalations: new Map() } });
  await world.at(60 * minute);
  expect(pagesWhy(world)).toEqual([
    '3 @mia/slack policy-step',
    '903 @jonas/slack policy-step',
    '1803 @sam/slack policy-step',
    '2703 team/slack[0] last-resort',
  ]);
  await world.stop();
});

test('a configuration brings a policy to an incident that had none', async () => {
  const world = await startWorld({ hash: 'one' });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  expect(await escalated(world)).toEqual([]);
  await world.reload({ ...options, hash: 'two' });
  await world.at(2 * minute);
  expect(pagesWhy(world)).toEqual(['60 @mia/slack policy-step']);
  await world.stop();
});

test('asked by hand: the next step now, or somebody by name, whoever has it', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  await say(world, { command: 'escalate' });
  await world.at(2 * minute);
  await world.acknowledge('INC-1', 'jonas');
  await say(world, { command: 'escalate', targets: [{ kind: 'person', id: 'mia' }] });
  await world.at(60 * minute);
  expect(pagesWhy(world)).toEqual([
    '3 @mia/slack policy-step',
    '60 @jonas/slack asked',
    '120 @mia/slack asked',
  ]);
  await world.stop();
});
