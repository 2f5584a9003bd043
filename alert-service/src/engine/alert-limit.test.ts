import { expect, test } from '@jest/globals';
import { fingerprint } from '@tocsin/model';
import { startWorld, type World } from '../../test/kit/world.ts';
import { createAlertLimit } from './alert-limit.ts';

const postable = (world: World, instance: string, inMs = 300_000) => {
  const labels = { alertname: 'Down', severity: 'critical', instance };
  const now = world.clock.now();
  return {
    ...{ fingerprint: fingerprint(labels), labels, annotations: {}, generatorURL: '', timeout: false },
    ...{ startsAt: now, endsAt: now + inMs },
  };
};

test('alerts that have ended and are forgotten make room', async () => {
  const world = await startWorld();
  const limit = createAlertLimit(world.engine, 1);
  const first = postable(world, 'a');
  expect(limit.refusal(first, world.clock.now())).toBeUndefined();
  await world.engine.submit({ kind: 'alerts', alerts: [first] });
  expect(limit.refusal(postable(world, 'b'), world.clock.now())).toContain(
    'the limit of 1 alerts named "Down"',
  );
  await world.post({ instance: 'a' }, { now: true });
  await world.at(120);
  await world.engine.submit({
    ...{ kind: 'heartbeat', forget: [first.fingerprint], endedBefore: world.clock.now(), forgetSilences: [] },
  });
  expect(world.engine.state().alerts.size).toBe(0);
  expect(limit.refusal(postable(world, 'b'), world.clock.now())).toBeUndefined();
  await world.stop();
});

test('what was let in counts while its commit is under way', async () => {
  const world = await startWorld();
  const limit = createAlertLimit(world.engine, 1);
  expect(limit.refusal(postable(world, 'a'), world.clock.now())).toBeUndefined();
  expect(limit.refusal(postable(world, 'b'), world.clock.now())).toContain('the limit of 1');
  await world.stop();
});
