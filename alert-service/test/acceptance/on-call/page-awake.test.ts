import { expect, test } from '@jest/globals';
import { contactsTold, onCall, pagesSent, person, policy, rules } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

test('"I am awake" stops the other channels of whoever says so, takes nothing, and the policy goes on', async () => {
  const mia = person('mia', ['slack', 'call'], { rules: { critical: rules('slack', 'call 3') } });
  const jonas = person('jonas', ['slack']);
  const world = await startWorld({
    onCall: onCall('p', mia, jonas, policy('p', [['person mia'], ['person jonas']])),
  });
  await world.post({ instance: 'a' }, { inSeconds: 7_200 });
  await world.at(60);
  await world.engine.submit({
    ...{ kind: 'command', command: 'awake', incident: 'INC-1', by: 'Mia', person: 'mia', via: 'slack' },
  });
  await world.at(600);
  expect(pagesSent(world)).toEqual(['3 @mia/slack', '303 @jonas/slack']);
  expect(await contactsTold(world)).toContain('@mia/call stopped awake');
  expect(world.engine.state().incidents.get('INC-1')?.status).toBe('triggered');
  await world.stop();
});
