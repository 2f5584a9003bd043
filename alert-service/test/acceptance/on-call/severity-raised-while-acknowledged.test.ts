import { expect, test } from '@jest/globals';
import { escalated, minute, notPaged, pagesWhy, quarters, say } from '../../kit/escalations.ts';
import { onCall, person, policy, rules } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const mia = person('mia', ['slack']);
const jonas = person('jonas', ['slack']);
const steps = policy('p', [['person jonas'], ['person mia']], quarters);
const options = { onCall: onCall('p', mia, jonas, steps) };
const long = { inSeconds: 24 * 60 * minute };

async function acknowledgedByMia() {
  const world = await startWorld(options);
  await world.post({ instance: 'a', severity: 'warning' }, long);
  await world.at(5 * minute);
  await say(world, { command: 'acknowledge', person: 'mia' }, 'Mia');
  await world.at(10 * minute);
  return world;
}

test('more alerts of the same kind page nobody anew while somebody has the incident', async () => {
  const world = await acknowledgedByMia();
  await world.post({ instance: 'b', severity: 'warning' }, long);
  await world.at(120 * minute);
  expect(pagesWhy(world)).toEqual(['3 @jonas/slack policy-step']);
  await world.stop();
});

test('a higher severity pages whoever has it; without a word from them the policy begins', async () => {
  const world = await acknowledgedByMia();
  await world.post({ instance: 'b', severity: 'critical' }, long);
  await world.at(45 * minute);
  expect(pagesWhy(world)).toEqual([
    '3 @jonas/slack policy-step',
    '603 @mia/slack severity-raised',
    '1503 @jonas/slack severity-raised',
    '2403 @mia/slack policy-step',
  ]);
  expect(await escalated(world)).toContain('603 resumed severity-raised');
  await world.stop();
});

test('a word from them, and the policy does not begin', async () => {
  const world = await acknowledgedByMia();
  await world.post({ instance: 'b', severity: 'critical' }, long);
  await world.at(15 * minute);
  await say(world, { command: 'acknowledge', person: 'mia' }, 'Mia');
  await world.at(120 * minute);
  expect(pagesWhy(world)).toEqual(['3 @jonas/slack policy-step', '603 @mia/slack severity-raised']);
  await world.stop();
});

test('a new service is hit: whoever has it is paged', async () => {
  const world = await acknowledgedByMia();
  await world.post({ instance: 'b', severity: 'warning', service: 'checkout' }, long);
  await world.at(11 * minute);
  expect(pagesWhy(world)).toContain('603 @mia/slack new-service');
  await world.stop();
});

test('nobody has it, and it gets critical: who was paged is called too, where their rules say so', async () => {
  const loud = person('jonas', ['slack', 'call'], {
    rules: { medium: rules('slack'), critical: rules('slack', 'call') },
  });
  const world = await startWorld({ onCall: onCall('p', mia, loud, steps) });
  await world.post({ instance: 'a', severity: 'warning' }, long);
  await world.at(5 * minute);
  await world.post({ instance: 'b', severity: 'critical' }, long);
  await world.at(16 * minute);
  expect(pagesWhy(world)).toEqual([
    '3 @jonas/slack policy-step',
    '303 @jonas/slack severity-raised',
    '303 @jonas/call severity-raised',
    '903 @mia/slack policy-step',
  ]);
  await world.stop();
});

test('a step that was for critical ones only is told when it gets critical, and the ladder stays where it was', async () => {
  const ladder = policy('p', [['person jonas'], ['person mia']], quarters);
  const [first, second] = ladder.kind === 'policy' ? ladder.value.steps : [];
  if (ladder.kind !== 'policy' || !first || !second) throw new Error('a policy');
  const only = { ...first, when: { severities: ['critical' as const] } };
  const value = { ...ladder.value, steps: [only, second, second] };
  const world = await startWorld({ onCall: onCall('p', mia, jonas, { ...ladder, value }) });
  await world.post({ instance: 'a', severity: 'warning' }, long);
  await world.at(5 * minute);
  await world.post({ instance: 'b', severity: 'critical' }, long);
  await world.at(16 * minute);
  expect(pagesWhy(world)).toEqual([
    '3 @mia/slack policy-step',
    '303 @jonas/slack severity-raised',
    '903 @mia/slack policy-step',
  ]);
  expect(await escalated(world)).toContain('3 skipped condition-not-met');
  expect(await notPaged(world)).toEqual([]);
  await world.stop();
});
