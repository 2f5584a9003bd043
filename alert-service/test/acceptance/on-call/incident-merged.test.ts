import { expect, test } from '@jest/globals';
import { act, changes, incident, statuses } from '../../kit/incidents.ts';
import { startWorld } from '../../kit/world.ts';

const one = { alertname: 'One', instance: 'a', service: 'payments', severity: 'warning' };
const two = { alertname: 'Two', instance: 'b', service: 'checkout' };

test('merged, it ends as a part of the other one: its alerts count there, later ones too', async () => {
  const world = await startWorld();
  await world.post(one);
  await world.post(two);
  await world.at(4);
  expect(statuses(world)).toEqual(['INC-1 triggered', 'INC-2 triggered']);
  expect(await act(world, 'INC-2', { command: 'merge', into: 'INC-1' })).toMatchObject({
    kind: 'incident',
    incident: { id: 'INC-1', severity: 'critical', services: ['payments', 'checkout'] },
  });
  expect(incident(world, 'INC-2')).toMatchObject({ status: 'resolved', mergedInto: 'INC-1' });
  await world.post({ ...two, instance: 'c' });
  await world.at(20);
  expect(incident(world, 'INC-1').alerts).toHaveLength(3);
  await world.post(one, { now: true, startedSecondsAgo: 20 });
  await world.at(40);
  expect(statuses(world)).toEqual(['INC-1 triggered', 'INC-2 resolved']);
  for (const instance of ['b', 'c'])
    await world.post({ ...two, instance }, { now: true, startedSecondsAgo: 40 });
  await world.at(60);
  expect(statuses(world)).toEqual(['INC-1 resolved', 'INC-2 resolved']);
  expect(await changes(world, 'INC-1')).toEqual([
    '3 opened',
    '4 joined sam INC-2',
    '4 severity-raised',
    '4 service-joined checkout',
    '13 joined',
    '43 resolved',
  ]);
  await world.stop();
});

test('after a restart its alerts still lead to the other one, and reopen it', async () => {
  const world = await startWorld();
  await world.post(one);
  await world.post(two);
  await world.at(4);
  await act(world, 'INC-2', { command: 'merge', into: 'INC-1' });
  const again = await world.crash();
  await again.post(one, { now: true, startedSecondsAgo: 4 });
  await again.post(two, { now: true, startedSecondsAgo: 4 });
  await again.at(60);
  expect(statuses(again)).toEqual(['INC-1 resolved', 'INC-2 resolved']);
  await again.post(two);
  await again.at(80);
  expect(statuses(again)).toEqual(['INC-1 triggered', 'INC-2 resolved']);
  await again.stop();
});

test('what makes no sense is refused in words', async () => {
  const world = await startWorld();
  await world.post(one);
  await world.post(two);
  await world.at(4);
  const into = async (id: string, other: string) => {
    const answer = await act(world, id, { command: 'merge', into: other });
    return 'detail' in answer ? answer.detail : answer.kind;
  };
  expect(await into('INC-1', 'INC-1')).toBe('INC-1 cannot be merged into itself.');
  expect(await into('INC-1', 'INC-9')).toBe('There is no incident INC-9 to merge it into.');
  expect(await into('INC-2', 'INC-1')).toBe('incident');
  expect(await into('INC-1', 'INC-2')).toBe('INC-2 is part of INC-1 now: merge it into that one.');
  expect(await act(world, 'INC-2', { command: 'acknowledge' })).toMatchObject({
    detail: 'INC-2 is part of INC-1 now: answer there.',
  });
  expect(await act(world, 'INC-2', { command: 'reopen' })).toMatchObject({ kind: 'conflict' });
  await world.stop();
});
