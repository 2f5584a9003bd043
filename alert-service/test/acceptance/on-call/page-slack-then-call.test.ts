import { expect, test } from '@jest/globals';
import { contactsTold, onCall, pagesSent, person, policy, rules } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const mia = person('mia', ['slack', 'call'], { rules: { critical: rules('slack', 'call 5') } });

test('Slack now, a call after 5 minutes: to somebody who does not answer', async () => {
  const world = await startWorld({
    onCall: onCall('p', mia, policy('p', [['person mia']], { step: { waitMs: 900_000 } })),
  });
  await world.post({ instance: 'a' }, { inSeconds: 7_200 });
  await world.at(600);
  expect(pagesSent(world)).toEqual(['3 @mia/slack', '303 @mia/call']);
  expect(await contactsTold(world)).toEqual(['@mia/slack delivered', '@mia/call delivered']);
  await world.stop();
});

test('who acknowledges within the 5 minutes is not called', async () => {
  const world = await startWorld({
    onCall: onCall('p', mia, policy('p', [['person mia']], { step: { waitMs: 900_000 } })),
  });
  await world.post({ instance: 'a' }, { inSeconds: 7_200 });
  await world.at(60);
  await world.acknowledge('INC-1', 'mia');
  await world.at(3_000);
  expect(pagesSent(world)).toEqual(['3 @mia/slack']);
  expect(await contactsTold(world)).toEqual([
    '@mia/slack delivered',
    '@mia/call stopped incident-acknowledged',
  ]);
  await world.stop();
});

test('a restart in between keeps the time of the call', async () => {
  const before = await startWorld({
    onCall: onCall('p', mia, policy('p', [['person mia']], { step: { waitMs: 900_000 } })),
  });
  await before.post({ instance: 'a' }, { inSeconds: 7_200 });
  await before.at(100);
  const world = await before.crash();
  await world.at(600);
  expect([...pagesSent(before), '--', ...pagesSent(world)]).toEqual(['3 @mia/slack', '--', '303 @mia/call']);
  await world.stop();
});

test('a silence made in between holds the call back, and the call comes once it is over and nobody has it', async () => {
  const world = await startWorld({
    onCall: onCall('p', mia, policy('p', [['person mia']], { step: { waitMs: 1_800_000 } })),
  });
  await world.post({ instance: 'a' }, { inSeconds: 7_200 });
  await world.at(60);
  await world.silence('a', 600);
  await world.at(650);
  expect(pagesSent(world)).toEqual(['3 @mia/slack']);
  expect((await contactsTold(world)).at(-1)).toBe('@mia/call waits incident-silenced');
  await world.at(800);
  expect(pagesSent(world)).toEqual(['3 @mia/slack', '663 @mia/call']);
  await world.stop();
});
