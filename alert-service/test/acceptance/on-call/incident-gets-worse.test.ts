import { expect, test } from '@jest/globals';
import { act, changes, incident } from '../../kit/incidents.ts';
import { startWorld } from '../../kit/world.ts';

test('alerts that join an acknowledged incident change nothing of who has it; a new service is said', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a', service: 'payments', severity: 'warning' });
  await world.at(4);
  await world.acknowledge('INC-1');
  await world.post({ instance: 'b', service: 'payments', severity: 'warning' });
  await world.at(14);
  await world.post({ instance: 'c', service: 'checkout', severity: 'warning' });
  await world.at(24);
  await world.post({ instance: 'd', service: 'checkout', severity: 'critical' });
  await world.at(34);
  expect(await changes(world, 'INC-1')).toEqual([
    '3 opened',
    '4 acknowledged sam',
    '13 joined',
    '23 joined',
    '23 service-joined checkout',
    '33 joined',
    '33 severity-raised',
  ]);
  expect(incident(world, 'INC-1')).toMatchObject({
    status: 'acknowledged',
    assignee: 'sam',
    severity: 'critical',
    services: ['payments', 'checkout'],
  });
  await world.stop();
});

test('a severity that a person set stands until the alerts are worse than they were', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a', severity: 'error' });
  await world.at(4);
  await act(world, 'INC-1', { command: 'set-severity', severity: 'low' });
  await world.post({ instance: 'b', severity: 'error' });
  await world.at(30);
  expect(incident(world, 'INC-1').severity).toBe('low');
  await world.post({ instance: 'c', severity: 'critical' });
  await world.at(50);
  expect(incident(world, 'INC-1').severity).toBe('critical');
  await world.stop();
});

test('by when somebody should have it follows from the severity, and comes nearer when that rises', async () => {
  const world = await startWorld({
    onCall: { respondWithinMs: { critical: 60_000, high: 1, medium: 600_000, low: 1, none: 1 } },
  });
  await world.post({ instance: 'a', severity: 'warning' });
  await world.at(4);
  const { openedAt } = incident(world, 'INC-1');
  expect(incident(world, 'INC-1').respondBy).toBe(openedAt + 600_000);
  await world.post({ instance: 'b', severity: 'critical' });
  await world.at(14);
  expect(incident(world, 'INC-1').respondBy).toBe(openedAt + 10_000 + 60_000);
  await world.stop();
});
