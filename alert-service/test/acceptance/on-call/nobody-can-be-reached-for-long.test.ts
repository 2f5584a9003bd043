import { expect, test } from '@jest/globals';
import { minute, pagesWhy, quarters, say } from '../../kit/escalations.ts';
import { onCall, person, policy, target } from '../../kit/people.ts';
import { integration, startWorld } from '../../kit/world.ts';

const long = { inSeconds: 24 * 60 * minute };
const integrations = new Map([
  ['team', [integration('slack[0]')]],
  ['office', [integration('email[0]')]],
]);
const people = [person('mia', ['call']), person('jonas', ['call'])];

test('the way to all people is down for hours: the emergency receiver is told within minutes, while they are tried on', async () => {
  const ladder = policy('p', [['person mia'], ['person jonas']], {
    ...quarters,
    lastResort: [target('person mia')],
  });
  const world = await startWorld({
    integrations,
    onCall: { ...onCall('p', ...people, ladder), emergencyReceiver: 'office' },
  });
  world.respond = ({ integration: to }) =>
    to.startsWith('@') ? { outcome: 'retry', error: 'answered 503', status: 503 } : { outcome: 'delivered' };
  await world.post({ instance: 'a' }, long);
  await world.at(10 * minute);
  const told = pagesWhy(world).filter((each) => each.includes('office/'));
  expect(told).toHaveLength(1);
  expect(pagesWhy(world).some((each) => each.includes('@jonas'))).toBe(true);
  world.take();
  await world.at(60 * minute);
  expect(world.take().some(({ to }) => to === '@mia/call')).toBe(true);
  await world.stop();
});

test('given back, and since then nobody can be reached: the last resort is tried until it arrives', async () => {
  const ladder = policy('p', [['person mia']], { ...quarters, lastResort: [target('person jonas')] });
  const world = await startWorld({
    integrations,
    onCall: { ...onCall('p', ...people, ladder), emergencyReceiver: 'office' },
  });
  await world.post({ instance: 'a' }, long);
  await world.at(60);
  await say(world, { command: 'acknowledge', person: 'mia' }, 'Mia');
  world.respond = ({ notice: { page } }) =>
    page ? { outcome: 'refused', error: 'answered 400' } : { outcome: 'delivered' };
  await say(world, { command: 'hand-back' }, 'Mia');
  await world.at(30 * minute);
  world.respond = () => ({ outcome: 'delivered' });
  world.take();
  await world.at(40 * minute);
  expect(world.take().filter(({ page }) => page !== undefined)).not.toEqual([]);
  await world.stop();
});
