import { expect, test } from '@jest/globals';
import { act, changes, incident } from '../../kit/incidents.ts';
import { onCall, pagesSent, person, policy } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const options = {
  onCall: onCall('p', person('mia', ['slack']), person('jonas', ['slack']), policy('p', [['person mia']])),
};

test('given to somebody by name, they have it and are called; who gives it to themselves is not', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' });
  await world.at(10);
  await act(world, 'INC-1', { command: 'assign', to: 'jonas', by: 'Mia', person: 'mia' });
  await world.at(20);
  expect(incident(world, 'INC-1')).toMatchObject({
    status: 'acknowledged',
    assignee: 'Jonas',
    assigneeId: 'jonas',
  });
  expect(pagesSent(world)).toEqual(['3 @mia/slack', '10 @jonas/slack']);
  await act(world, 'INC-1', { command: 'assign', to: 'Mia', by: 'Mia', person: 'mia' });
  await world.at(600);
  expect(pagesSent(world)).toHaveLength(2);
  expect(await changes(world, 'INC-1')).toEqual([
    '3 opened',
    '10 assigned Mia Jonas',
    '20 acknowledged Mia Mia',
  ]);
  await world.stop();
});

test('somebody who is not in the directory has it by name', async () => {
  const world = await startWorld(options);
  await world.post({ instance: 'a' });
  await world.at(10);
  await act(world, 'INC-1', { command: 'assign', to: 'The network team' });
  expect(incident(world, 'INC-1')).toMatchObject({ status: 'acknowledged', assignee: 'The network team' });
  await world.stop();
});
