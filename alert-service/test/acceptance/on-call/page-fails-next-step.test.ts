import { expect, test } from '@jest/globals';
import { escalated, minute, pagesWhy, quarters } from '../../kit/escalations.ts';
import { onCall, person, policy, target } from '../../kit/people.ts';
import { integration, startWorld } from '../../kit/world.ts';

const people = ['mia', 'jonas', 'sam'].map((id) => person(id, ['slack']));
const long = { inSeconds: 24 * 60 * minute };

test('no message of a page can be delivered: the next step runs at once', async () => {
  const world = await startWorld({
    onCall: onCall('p', ...people, policy('p', [['person mia'], ['person jonas']], quarters)),
  });
  world.respond = ({ integration: to }) =>
    to.startsWith('@mia') ? { outcome: 'refused', error: 'no such user' } : { outcome: 'delivered' };
  await world.post({ instance: 'a' }, long);
  await world.at(10 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '3 @jonas/slack policy-step']);
  expect(await escalated(world)).toContain('3 told-nobody person mia not-delivered');
  await world.stop();
});

test('one of two could be reached: the step keeps its time', async () => {
  const world = await startWorld({
    onCall: onCall('p', ...people, policy('p', [['person mia', 'person sam'], ['person jonas']], quarters)),
  });
  world.respond = ({ integration: to }) =>
    to.startsWith('@mia') ? { outcome: 'refused', error: 'no such user' } : { outcome: 'delivered' };
  await world.post({ instance: 'a' }, long);
  await world.at(16 * minute);
  expect(pagesWhy(world).at(-1)).toBe('903 @jonas/slack policy-step');
  await world.stop();
});

test('the last resort does not get through: the emergency receiver is told at once, and tried for as long as it takes', async () => {
  const last = policy('p', [['person mia']], { ...quarters, lastResort: [target('person sam')] });
  const world = await startWorld({
    integrations: new Map([
      ['team', [integration('slack[0]')]],
      ['office', [integration('email[0]')]],
    ]),
    onCall: { ...onCall('p', ...people, last), emergencyReceiver: 'office' },
  });
  world.respond = ({ integration: to }) =>
    to.startsWith('@') || (to.startsWith('office') && world.clock.now() < 1_800_001_200_000)
      ? { outcome: 'refused', error: 'gone' }
      : { outcome: 'delivered' };
  await world.post({ instance: 'a' }, long);
  await world.at(60 * minute);
  const told = pagesWhy(world);
  expect(told.slice(0, 3)).toEqual([
    '3 @mia/slack policy-step',
    '3 @sam/slack last-resort',
    '3 office/email[0] last-resort',
  ]);
  expect(Number(told.at(-1)?.split(' ')[0])).toBeGreaterThanOrEqual(1_200);
  await world.stop();
});
