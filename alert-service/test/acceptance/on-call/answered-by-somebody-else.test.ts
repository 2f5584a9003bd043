import { expect, test } from '@jest/globals';
import { minute, pagesWhy, quarters, say } from '../../kit/escalations.ts';
import { incident } from '../../kit/incidents.ts';
import { onCall, person, policy, rules } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const mia = person('mia', ['slack']);
const jonas = person('jonas', ['slack', 'call'], {
  rules: { critical: rules('slack', 'call 5'), medium: rules('slack', 'call 5') },
});
const long = { inSeconds: 24 * 60 * minute };

test('it got worse, whoever has it says nothing, and somebody else answers: they have it, and nobody else is called', async () => {
  const ladder = policy('p', [['person jonas'], ['receiver team']], quarters);
  const world = await startWorld({ onCall: onCall('p', mia, jonas, ladder) });
  await world.post({ instance: 'a', severity: 'warning' }, long);
  await world.at(60);
  await say(world, { command: 'acknowledge', person: 'mia' }, 'Mia');
  await world.post({ instance: 'b', severity: 'critical' }, long);
  await world.at(17 * minute);
  expect(pagesWhy(world).at(-1)).toMatch('@jonas/slack severity-raised');
  const answer = await say(world, { command: 'acknowledge', person: 'jonas' }, 'Jonas');
  expect(answer.kind).toBe('incident');
  expect(incident(world, 'INC-1').assignee).toBe('Jonas');
  world.take();
  await world.at(120 * minute);
  expect(world.take().filter(({ page }) => page !== undefined)).toEqual([]);
  await world.stop();
});

test('who was asked for help answers what somebody else has: they hear who has it, and are not called again', async () => {
  const world = await startWorld({
    onCall: onCall('p', mia, jonas, policy('p', [['person mia']], quarters)),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(60);
  await say(world, { command: 'acknowledge', person: 'mia' }, 'Mia');
  await say(world, { command: 'escalate', targets: [{ kind: 'person', id: 'jonas' }] }, 'Mia');
  await world.at(2 * minute);
  const answer = await say(world, { command: 'acknowledge', person: 'jonas' }, 'Jonas');
  expect(answer).toMatchObject({ kind: 'conflict', detail: 'Mia already has INC-1.' });
  await world.at(30 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '60 @jonas/slack asked']);
  await world.stop();
});
