import { expect, test } from '@jest/globals';
import { onCall, pagesSent, person, policy, rules } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

test('a clock that is set back moves the time of the call with it: it comes when it would have come', async () => {
  const mia = person('mia', ['slack', 'call'], { rules: { critical: rules('slack', 'call 5') } });
  const world = await startWorld({
    onCall: onCall('p', mia, policy('p', [['person mia']], { step: { waitMs: 3_600_000 } })),
  });
  await world.post({ instance: 'a' }, { inSeconds: 20_000 });
  await world.at(103);
  world.clock.set(world.clock.now() - 7_200_000);
  // 200 of the 300 seconds were left.
  await world.at(103 - 7_200 + 190);
  expect(pagesSent(world)).toEqual(['3 @mia/slack']);
  await world.at(103 - 7_200 + 215);
  expect(pagesSent(world)).toHaveLength(2);
  await world.stop();
});
