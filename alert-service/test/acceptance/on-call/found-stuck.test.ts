import { expect, test } from '@jest/globals';
import type { Escalation } from '#core/escalate/escalation';
import { keepers } from '#core/kept';
import { keepIncident } from '#core/turn';
import type { Incident } from '#core/state';
import { escalated, minute, pagesWhy, quarters } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { integration, startWorld, type World } from '../../kit/world.ts';

const people = ['mia', 'jonas'].map((id) => person(id, ['slack']));
const options = { onCall: onCall('p', ...people, policy('p', [['person mia'], ['person jonas']], quarters)) };
const long = { inSeconds: 24 * 60 * minute };

async function begun() {
  const world = await startWorld(options);
  await world.post({ instance: 'a' }, long);
  // The auditor looks at 60; the group is flushed at 53 and 63.
  await world.at(55);
  return world;
}

/** A fault of ours, planted in memory: no path of the code leads here. */
function plant(
  world: World,
  { incident, escalation }: { incident?: Partial<Incident>; escalation?: Partial<Escalation> | null },
) {
  const state = world.engine.state();
  const [before, row] = [state.incidents.get('INC-1'), state.escalations.get('INC-1')];
  if (!before || !row) throw new Error('no incident');
  if (incident) keepIncident(state, { ...before, ...incident });
  if (escalation === null) keepers.escalation(state, 'INC-1', undefined);
  else if (escalation) keepers.escalation(state, 'INC-1', { ...row, ...escalation });
}

test.each([
  ['none', { escalation: null }, '60 @mia/slack policy-step'],
  ['not-running', { escalation: { status: 'paused' as const } }, '60 @mia/slack policy-step'],
  ['overdue', { escalation: { nextStepAt: 1_799_000_000_000 } }, ''],
  ['not-paused', { incident: { status: 'acknowledged' as const } }, ''],
  ['not-stopped', { incident: { status: 'resolved' as const, resolvedAt: 1_800_000_055_000 } }, ''],
])(
  'an escalation that does not agree with its incident is found within a minute, and mended: %s',
  async (fault, planted, page) => {
    const world = await begun();
    plant(world, planted);
    // Without the alarm of a due time nobody would run it.
    if (fault === 'overdue') world.engine.state().flushes.delete('\teINC-1');
    await world.at(61);
    expect(world.stuck).toBe(1);
    expect(await escalated(world)).toContain(`60 found-stuck ${fault}`);
    if (page !== '') expect(pagesWhy(world).at(-1)).toBe(page);
    if (fault === 'overdue') expect(pagesWhy(world).at(-1)).toBe('60 @jonas/slack policy-step');
    await world.at(130);
    expect(world.stuck).toBe(1);
    await world.stop();
  },
);

test('where nobody at all can be told, the last resort is tried again every few minutes until one is', async () => {
  const world = await startWorld({
    integrations: new Map([
      ['team', [integration('slack[0]')]],
      ['office', []],
    ]),
    onCall: {
      ...onCall('p', policy('p', [], { lastResort: [{ kind: 'person', id: 'late' }] })),
      emergencyReceiver: 'office',
    },
  });
  await world.post({ instance: 'a' }, long);
  await world.at(12 * minute);
  expect(pagesWhy(world)).toEqual([]);
  expect(
    (await escalated(world)).filter((each) => each.includes('nobody-told')).length,
  ).toBeGreaterThanOrEqual(2);
  await world.reload({
    onCall: { ...onCall('p', person('late', ['slack'])), emergencyReceiver: 'office' },
    hash: 'with late',
  });
  await world.at(20 * minute);
  expect(pagesWhy(world)).toHaveLength(1);
  expect(pagesWhy(world)[0]).toContain('@late/slack last-resort');
  await world.stop();
});
