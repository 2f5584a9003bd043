import { expect, test } from '@jest/globals';
import { onCall, pagesSent, person, policy, rules } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

test('who is deleted while they are paged is still told: their messages are kept as they were decided', async () => {
  const mia = person('mia', ['slack', 'call'], { rules: { critical: rules('slack', 'call 3') } });
  const jonas = person('jonas', ['slack']);
  const ladder = policy('p', [['person mia'], ['person mia'], ['person jonas']]);
  const world = await startWorld({ onCall: onCall('p', mia, jonas, ladder) });
  await world.post({ instance: 'a' }, { inSeconds: 7_200 });
  await world.at(60);
  await world.reload({ hash: 'without mia', onCall: onCall('p', jonas, ladder) });
  await world.at(310);
  // Nobody is there for the second step: the last resort is told at once, and the ledger says why.
  expect(pagesSent(world)).toEqual(['3 @mia/slack', '183 @mia/call', '303 team/slack[0]']);
  await world.stop();
});
