import { expect, test } from '@jest/globals';
import { onCall, person, policy } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

test('pages of what ended long ago are forgotten, but for the newest: no number comes twice, a restart in between or not', async () => {
  const options = { onCall: onCall('p', person('mia', ['slack']), policy('p', [['person mia']])) };
  const world = await startWorld(options);
  for (const alertname of ['A', 'B', 'C'])
    await world.post({ alertname, instance: 'a' }, { inSeconds: 50_000 });
  await world.at(10);
  for (const alertname of ['A', 'B']) await world.post({ alertname, instance: 'a' }, { now: true });
  await world.at(60);
  const pages = () => [...world.engine.state().pages.values()].map(({ id, incident }) => `${id} ${incident}`);
  expect(pages()).toHaveLength(3);
  await world.engine.submit({ kind: 'heartbeat', forgetPagesBefore: world.clock.now() });
  expect(pages()).toEqual(['PG-3 INC-3']);
  await world.post({ alertname: 'C', instance: 'a' }, { now: true });
  await world.at(120);
  await world.engine.submit({ kind: 'heartbeat', forgetPagesBefore: world.clock.now() });
  const again = await world.crash();
  await again.post({ alertname: 'D', instance: 'a' }, { inSeconds: 50_000 });
  await again.at(180);
  expect([...again.engine.state().pages.keys()]).toEqual(['PG-3', 'PG-4']);
  await again.stop();
});
