import { expect, test } from '@jest/globals';
import { fingerprint } from '@tocsin/model';
import { startWorld, type World } from '../kit/world.ts';

const labels = { alertname: 'Down', severity: 'critical', instance: 'a' };

const rule = (world: World, change: 'firing' | 'resolved') => {
  const now = world.clock.now();
  return world.engine.submit({
    kind: 'rule',
    ruleId: 'f;g;Down',
    state: {},
    steps: [
      {
        change,
        fingerprint: fingerprint(labels),
        value: '1',
        alert: {
          labels,
          annotations: { summary: 'a is down' },
          generatorURL: '',
          measure: { value: '1', expression: 'up == 0' },
          startsAt: now,
          ...(change === 'resolved' && { endsAt: now }),
        },
      },
    ],
  });
};

const only = (world: World) => [...world.engine.state().alerts.values()][0]?.alert;

test('what our own rule holds firing is ended by the rule alone, whatever else pushes it', async () => {
  const world = await startWorld();
  await rule(world, 'firing');
  await world.at(4);
  await world.post({ instance: 'a' }, { inSeconds: 20, startedSecondsAgo: 2 });
  await world.at(5);
  await world.post({ instance: 'a' }, { now: true, startedSecondsAgo: 3 });
  await world.at(50);
  expect(world.sent).toMatchObject([{ why: 'first', firing: ['a'] }]);
  expect(only(world)).toMatchObject({ rule: 'f;g;Down', measure: { value: '1' } });
  const again = await world.crash();
  await rule(again, 'resolved');
  await again.at(64);
  expect(again.sent).toMatchObject([{ why: 'all-resolved', resolved: ['a'] }]);
});

test('what was pushed first and our rule then finds too belongs to the rule', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' }, { inSeconds: 20 });
  await world.at(4);
  await rule(world, 'firing');
  await world.at(50);
  expect(world.sent).toMatchObject([{ why: 'first' }]);
  expect(only(world)).toMatchObject({ rule: 'f;g;Down' });
});

test('once the rule has ended it, a push fires it again as its own', async () => {
  const world = await startWorld();
  await rule(world, 'firing');
  await world.at(4);
  await rule(world, 'resolved');
  await world.at(20);
  await world.post({ instance: 'a' }, { inSeconds: 15 });
  await world.at(60);
  expect(world.sent.map(({ why }) => why)).toEqual(['first', 'all-resolved', 'first', 'all-resolved']);
  expect(only(world)?.rule).toBeUndefined();
});
