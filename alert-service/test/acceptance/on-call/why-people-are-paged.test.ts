import { expect, test } from '@jest/globals';
import { escalated, minute, pagesWhy, quarters, say } from '../../kit/escalations.ts';
import { onCall, person, policy, rules } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const mia = person('mia', ['slack']);
const ladder = policy('p', [['person mia']], quarters);
const long = { inSeconds: 24 * 60 * minute };

test('what was put off gets worse: that is why people are paged, not that its time is over', async () => {
  const world = await startWorld({ onCall: onCall('p', mia, ladder) });
  await world.post({ instance: 'a', severity: 'warning' }, long);
  await world.at(60);
  await say(world, { command: 'snooze', until: 1_800_000_000_000 + 3_600_000 });
  await world.post({ instance: 'b', severity: 'critical' }, long);
  await world.at(10 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '63 @mia/slack severity-raised']);
  await world.stop();
});

test('somebody asks for more people now: no silence and no business hours make them wait', async () => {
  const weekend = { timeZone: 'UTC', spans: [{ days: [6, 7], fromMinute: 0, toMinute: 1_440 }] };
  const quiet = policy('p', [['person mia']], { ...quarters, hours: { ...weekend, always: [] } });
  const world = await startWorld({ onCall: onCall('p', mia, quiet) });
  await world.post({ instance: 'a' }, long);
  await world.at(60);
  await world.silence('a');
  await say(world, { command: 'escalate' });
  await world.at(10 * minute);
  expect(pagesWhy(world)).toEqual(['60 @mia/slack asked']);
  expect((await escalated(world)).filter((each) => each.includes('waits'))).toEqual([
    '3 waits outside-hours',
  ]);
  await world.stop();
});

test('somebody says that it is critical: nobody’s message waits for the end of their quiet hours', async () => {
  const always = { timeZone: 'UTC', spans: [{ fromMinute: 0, toMinute: 1_380 }] };
  const asleep = person('mia', ['slack'], { quietHours: always, rules: { critical: rules('slack') } });
  const world = await startWorld({ onCall: onCall('p', asleep, ladder) });
  await world.post({ instance: 'a', severity: 'warning' }, long);
  await world.at(60);
  expect(pagesWhy(world)).toEqual(['3 team/slack[0] last-resort']);
  await say(world, { command: 'set-severity', severity: 'critical' });
  await world.at(2 * minute);
  expect(pagesWhy(world).slice(1)).toEqual(['60 @mia/slack severity-raised']);
  await world.stop();
});

test('it is given to somebody who cannot be reached at all: the policy begins at once', async () => {
  const world = await startWorld({ onCall: onCall('p', mia, person('deaf', []), ladder) });
  await world.post({ instance: 'a' }, long);
  await world.at(60);
  await say(world, { command: 'assign', to: 'Deaf', toId: 'deaf' });
  await world.at(2 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '60 @mia/slack policy-step']);
  await world.stop();
});
