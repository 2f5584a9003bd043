import { expect, test } from '@jest/globals';
import { escalated, minute, pagesWhy, quarters, say } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const people = ['mia', 'jonas'].map((id) => person(id, ['slack']));
const options = { onCall: onCall('p', ...people, policy('p', [['person mia'], ['person jonas']], quarters)) };
const long = { inSeconds: 24 * 60 * minute };

test('handed back: the policy begins again at its first step, and says why', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(5 * minute);
  await world.acknowledge('INC-1', 'mia');
  await world.at(60 * minute);
  await say(world, { command: 'hand-back' }, 'mia');
  await world.at(80 * minute);
  expect(pagesWhy(world)).toEqual([
    '3 @mia/slack policy-step',
    '3600 @mia/slack handed-back',
    '4500 @jonas/slack policy-step',
  ]);
  expect(await escalated(world)).toContain('3600 resumed handed-back');
  await world.stop();
});

test('snoozed: nobody is paged until then; still firing, the policy begins again', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(5 * minute);
  await say(world, { command: 'snooze', until: world.clock.now() + 3_600_000 });
  await world.at(70 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '3900 @mia/slack snooze-ended']);
  expect(await escalated(world)).toContain('300 paused incident-snoozed');
  await world.stop();
});

test('an acknowledgement that is not renewed ends, and the policy begins again', async () => {
  const world = await startWorld({
    onCall: { ...options.onCall, acknowledgementEndsAfterMs: { critical: 30 * 60_000 } },
  });
  await world.post({ instance: 'a' }, long);
  await world.at(5 * minute);
  await world.acknowledge('INC-1', 'mia');
  await world.at(40 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '2100 @mia/slack acknowledgement-expired']);
  await world.stop();
});

test('given to somebody: they are paged, and nobody else is', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  await world.at(5 * minute);
  await say(world, { command: 'assign', to: 'Jonas', toId: 'jonas' });
  await world.at(60 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '300 @jonas/slack assigned']);
  await world.stop();
});
