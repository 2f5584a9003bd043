import { expect, test } from '@jest/globals';
import { quarters, say } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

test('given back: what was posted to somebody, and said who had it, says that nobody has it', async () => {
  const people = [person('mia', ['slack']), person('jonas', ['slack'])];
  const world = await startWorld({ onCall: onCall('p', ...people, policy('p', [['person mia']], quarters)) });
  world.respond = ({ integration: to }) => ({
    outcome: 'delivered',
    receipt: { ts: to },
  });
  await world.post({ instance: 'a' }, { inSeconds: 7_200 });
  await world.at(10);
  await say(world, { command: 'escalate', targets: [{ kind: 'person', id: 'jonas' }] });
  await world.at(20);
  await say(world, { command: 'acknowledge', person: 'mia' }, 'Mia');
  await world.at(30);
  world.take();
  await say(world, { command: 'hand-back' }, 'Mia');
  await world.at(40);
  const posts = world.take().filter(({ to }) => to === '@jonas/slack');
  expect(posts.map(({ why }) => why)).toEqual(['incident-handed-back']);
  await world.stop();
});
