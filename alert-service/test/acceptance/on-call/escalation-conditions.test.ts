import { expect, test } from '@jest/globals';
import type { EscalationPolicy, EscalationStep } from '#core/escalate/policy';
import type { OnCallObject } from '#core/on-call/directory';
import { escalated, minute, pagesWhy } from '../../kit/escalations.ts';
import { onCall, person, target } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const people = ['mia', 'jonas', 'sam'].map((id) => person(id, ['slack']));
const long = { inSeconds: 48 * 60 * minute };
const hour = 60 * minute;

const step = (written: string, more: Partial<EscalationStep> = {}): EscalationStep => ({
  level: 1,
  targets: written.split(', ').map(target),
  waitMs: 300_000,
  ...more,
});
const policy = (steps: readonly EscalationStep[], more: Partial<EscalationPolicy> = {}): OnCallObject => ({
  kind: 'policy',
  id: 'p',
  value: { id: 'p', name: 'p', steps, repeat: 0, lastResort: [target('receiver team')], ...more },
});
const begun = (steps: readonly EscalationStep[], more: Partial<EscalationPolicy> = {}) =>
  startWorld({ onCall: onCall('p', ...people, policy(steps, more)) });

/** The world begins on a Friday at 08:00 UTC. */
const evenings = { timeZone: 'UTC', spans: [{ fromMinute: 18 * 60, toMinute: 22 * 60 }] };
const mornings = { timeZone: 'UTC', spans: [{ fromMinute: 6 * 60, toMinute: 12 * 60 }] };

test('a step whose condition does not hold is skipped, with the reason, and the next one runs at once', async () => {
  for (const when of [
    { severities: ['low' as const] },
    { within: evenings },
    { outside: mornings },
    { alertsAtLeast: 2 },
  ]) {
    const world = await begun([step('person mia', { when }), step('person jonas')]);
    await world.post({ instance: 'a' }, long);
    await world.at(minute);
    expect(pagesWhy(world)).toEqual(['3 @jonas/slack policy-step']);
    expect(await escalated(world)).toContain('3 skipped condition-not-met');
    await world.stop();
  }
});

test('a step whose condition holds runs: severity, time of day, count of alerts that are not hidden', async () => {
  const when = { severities: ['critical' as const], within: mornings, outside: evenings, alertsAtLeast: 2 };
  const world = await begun([step('person mia', { when }), step('person jonas')]);
  await world.post({ instance: 'a' }, long);
  await world.post({ instance: 'b' }, long);
  await world.at(minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step']);
  await world.stop();
});

test('where no step holds, the last resort is told: nothing is dropped', async () => {
  const world = await begun([step('person mia', { when: { severities: ['low'] } })], { repeat: 3 });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  expect(pagesWhy(world)).toEqual(['3 team/slack[0] last-resort']);
  await world.stop();
});

test('outside of business hours the policy waits for them, and what is always urgent does not', async () => {
  const hours = {
    timeZone: 'UTC',
    spans: [{ fromMinute: 9 * 60, toMinute: 17 * 60 }],
    always: ['critical' as const],
  };
  for (const [severity, expected] of [
    ['warning', '3600 @mia/slack policy-step'],
    ['critical', '3 @mia/slack policy-step'],
  ] as const) {
    const world = await begun([step('person mia', { waitMs: 86_400_000 })], { hours });
    await world.post({ instance: 'a', severity }, long);
    await world.at(2 * hour);
    expect(pagesWhy(world)).toEqual([expected]);
    if (severity === 'warning') expect(await escalated(world)).toContain('3 waits outside-hours');
    await world.stop();
  }
});

test('it waits for business hours and gets critical meanwhile: it goes on at once', async () => {
  const hours = {
    timeZone: 'UTC',
    spans: [{ fromMinute: 9 * 60, toMinute: 17 * 60 }],
    always: ['critical' as const],
  };
  const world = await begun([step('person mia', { waitMs: 86_400_000 })], { hours });
  await world.post({ instance: 'a', severity: 'warning' }, long);
  await world.at(10 * minute);
  await world.post({ instance: 'b', severity: 'critical' }, long);
  await world.at(11 * minute);
  expect(pagesWhy(world)).toEqual(['603 @mia/slack policy-step']);
  await world.stop();
});

test('all that fires is silenced: the due step waits, said once, and goes on when the silence has ended', async () => {
  const world = await begun([step('person mia'), step('person jonas'), step('person sam')]);
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  await world.silence('a', 30 * minute);
  await world.at(hour);
  expect(pagesWhy(world)).toEqual([
    '3 @mia/slack policy-step',
    '1863 @jonas/slack policy-step',
    '2163 @sam/slack policy-step',
    '2463 team/slack[0] last-resort',
  ]);
  expect((await escalated(world)).filter((each) => each.includes('incident-silenced'))).toEqual([
    '303 waits incident-silenced',
  ]);
  await world.stop();
});

test('a silenced incident that gets an alert which is not goes on at once', async () => {
  const world = await begun([step('person mia'), step('person jonas')]);
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  await world.silence('a', hour);
  await world.at(10 * minute + 5);
  await world.post({ instance: 'b' }, long);
  await world.at(10 * minute + 30);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '613 @jonas/slack policy-step']);
  await world.stop();
});

test('a step is repeated, then the whole policy', async () => {
  const world = await begun([step('person mia', { repeat: 1 }), step('person jonas')], { repeat: 1 });
  await world.post({ instance: 'a' }, long);
  await world.at(hour);
  expect(pagesWhy(world)).toEqual([
    '3 @mia/slack policy-step',
    '303 @mia/slack policy-step',
    '603 @jonas/slack policy-step',
    '903 @mia/slack policy-step',
    '1203 @mia/slack policy-step',
    '1503 @jonas/slack policy-step',
    '1803 team/slack[0] last-resort',
  ]);
  expect((await escalated(world)).filter((each) => each.includes('repeated'))).toEqual([
    '303 repeated policy-step',
    '903 repeated',
    '1203 repeated policy-step',
  ]);
  await world.stop();
});
