import { expect, test } from '@jest/globals';
import { integration, startWorld } from '../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };
const slackAndHook = new Map([
  [
    'team',
    [
      integration('slack[0]', { updatesInPlace: true }),
      integration('webhook[0]', { quietWhenAcknowledged: false }),
    ],
  ],
]);

test('an incident opens at the first flush and ends when all its alerts have ended', async () => {
  const world = await startWorld();
  await world.post(a);
  expect(world.engine.state().incidents.size).toBe(0);
  await world.at(3);
  expect(world.engine.state().incidents.get('INC-1')).toMatchObject({
    status: 'triggered',
    severity: 'critical',
  });
  await world.post(a, { now: true, startedSecondsAgo: 3 });
  await world.at(13);
  expect(world.engine.state().incidents.get('INC-1')?.status).toBe('resolved');
});

test('an acknowledgement stops the repeats to people and not those to programs', async () => {
  const world = await startWorld({ integrations: slackAndHook });
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1');
  await world.at(80);
  const repeats = world.sent.filter(({ why }) => why === 'repeat-interval');
  expect(repeats.map(({ to }) => to)).toEqual(['team/webhook[0]']);
});

test('an acknowledgement updates what was posted, once, where it can be updated', async () => {
  const world = await startWorld({ integrations: slackAndHook });
  world.respond = () => ({ outcome: 'delivered', receipt: { channel: 'C1', ts: '1.1' } });
  await world.post(a);
  await world.at(4);
  world.take();
  expect(await world.acknowledge('INC-1')).toMatchObject({ kind: 'incident', incident: { assignee: 'sam' } });
  await world.at(5);
  expect(world.take()).toMatchObject([{ to: 'team/slack[0]', why: 'incident-acknowledged', firing: ['a'] }]);
});

test('after an acknowledgement new alerts and the end are still told', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1');
  await world.post(b);
  await world.at(14);
  await world.post(a, { now: true, startedSecondsAgo: 14 });
  await world.post(b, { now: true, startedSecondsAgo: 10 });
  await world.at(30);
  expect(world.sent.map(({ why }) => why)).toEqual(['first', 'new-alerts', 'all-resolved']);
});

test('two people who acknowledge: the first has it, the second is told who', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1', 'sam');
  expect(await world.acknowledge('INC-1', 'sam')).toMatchObject({ kind: 'incident' });
  expect(await world.acknowledge('INC-1', 'mia')).toEqual({
    kind: 'conflict',
    detail: 'sam already has INC-1.',
  });
  expect(await world.acknowledge('INC-7')).toMatchObject({ kind: 'not-found' });
});

test('firing again within five minutes reopens it as nobody’s; later opens a new one', async () => {
  const world = await startWorld();
  const end = async (t: number) => {
    await world.at(t);
    await world.post(a, { now: true, startedSecondsAgo: 5 });
  };
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1');
  await end(5);
  await world.at(60);
  await world.post(a);
  await world.at(70);
  expect(world.engine.state().incidents.get('INC-1')).toMatchObject({ status: 'triggered' });
  expect(world.engine.state().incidents.get('INC-1')?.assignee).toBeUndefined();
  await end(75);
  await world.at(500);
  await world.post(a);
  await world.at(510);
  expect(world.engine.state().incidents.get('INC-2')).toMatchObject({ status: 'triggered' });
});

test('a higher severity raises the incident; severity none opens none', async () => {
  const world = await startWorld();
  await world.post({ ...a, severity: 'warning' });
  await world.post({ alertname: 'Watchdog', severity: 'none' });
  await world.at(4);
  expect([...world.engine.state().incidents.values()]).toMatchObject([{ id: 'INC-1', severity: 'medium' }]);
  await world.post({ ...b, severity: 'critical' });
  await world.at(14);
  expect(world.engine.state().incidents.get('INC-1')?.severity).toBe('critical');
});
