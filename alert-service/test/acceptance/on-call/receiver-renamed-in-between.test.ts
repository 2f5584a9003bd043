import { expect, test } from '@jest/globals';
import { minute, pagesWhy, quarters } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { integration, startWorld } from '../../kit/world.ts';

const mia = person('mia', ['slack']);
const ladder = policy('p', [['person mia']], quarters);
const long = { inSeconds: 24 * 60 * minute };
const renamed = {
  hash: 'renamed',
  route: { receiver: 'office' },
  integrations: new Map([['office', [integration('email[0]')]]]),
  onCall: { ...onCall('p', mia, ladder), escalations: new Map([['office', 'p']]) },
};

test('the receiver is renamed, and the alert fires again: it pages along the policy of the receiver of now', async () => {
  const world = await startWorld({ onCall: onCall('p', mia, ladder) });
  await world.post({ instance: 'a' }, long);
  await world.at(20);
  await world.post({ instance: 'a' }, { now: true, startedSecondsAgo: 20 });
  await world.at(40);
  await world.reload(renamed);
  await world.post({ instance: 'a' }, long);
  await world.at(90);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '43 @mia/slack reopened']);
  expect(world.stuck).toBe(0);
  await world.stop();
});

test('a reload sends what nobody escalated to a receiver with a policy: it escalates from then on', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' }, long);
  await world.at(40);
  await world.reload(renamed);
  await world.at(60);
  expect(pagesWhy(world)).toEqual(['40 @mia/slack policy-step']);
  await world.stop();
});

test('it fires again when its receiver has no policy any more: nobody is paged, and nothing is stuck', async () => {
  const world = await startWorld({ onCall: onCall('p', mia, ladder) });
  await world.post({ instance: 'a' }, long);
  await world.at(20);
  await world.post({ instance: 'a' }, { now: true, startedSecondsAgo: 20 });
  await world.at(40);
  await world.reload({ hash: 'none', onCall: {} });
  await world.post({ instance: 'a' }, long);
  await world.at(10 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step']);
  expect(world.stuck).toBe(0);
  await world.stop();
});
