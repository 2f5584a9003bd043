import { expect, test } from '@jest/globals';
import type { EscalationStep } from '#core/escalate/policy';
import type { OnCallObject } from '#core/on-call/directory';
import { escalated, minute, pagesWhy, say } from '../../kit/escalations.ts';
import { onCall, person, target } from '../../kit/people.ts';
import { startWorld } from '../../kit/world.ts';

const people = ['mia', 'jonas', 'sam'].map((id) => person(id, ['slack']));
const long = { inSeconds: 24 * 60 * minute };
const step = (written: string, more: Partial<EscalationStep> = {}): EscalationStep => ({
  level: 1,
  targets: written.split(', ').map(target),
  waitMs: 300_000,
  ...more,
});
const policy = (id: string, steps: readonly EscalationStep[]): OnCallObject => ({
  kind: 'policy',
  id,
  value: { id, name: id, steps, repeat: 0, lastResort: [target('receiver team')] },
});

test('the steps of a policy that a step leads to stand in its place', async () => {
  const world = await startWorld({
    onCall: onCall(
      'outer',
      ...people,
      policy('outer', [step('person mia, policy inner', { waitMs: 600_000 }), step('person mia')]),
      policy('inner', [step('person jonas'), step('person sam')]),
    ),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(60 * minute);
  expect(pagesWhy(world)).toEqual([
    '3 @mia/slack policy-step',
    '3 @jonas/slack policy-step',
    '303 @sam/slack policy-step',
    '903 @mia/slack policy-step',
    '1203 team/slack[0] last-resort',
  ]);
  await world.stop();
});

test('what the step asks for holds for all that is nested in it', async () => {
  const world = await startWorld({
    onCall: onCall(
      'outer',
      ...people,
      policy('outer', [step('policy inner', { when: { severities: ['low'] } }), step('person mia')]),
      policy('inner', [step('person jonas'), step('person sam')]),
    ),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step']);
  await world.stop();
});

test('a loop of policies ends, is named, and drops nothing', async () => {
  const world = await startWorld({
    onCall: onCall(
      'a',
      ...people,
      policy('a', [step('policy b')]),
      policy('b', [step('policy a'), step('person sam')]),
    ),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(10 * minute);
  expect(pagesWhy(world)).toEqual(
    ['3 team/slack[0] last-resort', '303 @sam/slack policy-step', '603 team/slack[0] last-resort'].slice(
      0,
      2,
    ),
  );
  expect(await escalated(world)).toContain('3 told-nobody policy a policy-loop');
  await world.stop();
});

test('level 4 declares the incident, and tells its targets', async () => {
  const world = await startWorld({
    onCall: onCall('p', ...people, policy('p', [step('person mia'), step('person sam', { level: 4 })])),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(6 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '303 @sam/slack policy-step']);
  expect(world.engine.state().incidents.get('INC-1')?.declared).toEqual({
    at: 1_800_000_303_000,
    by: 'Tocsin',
  });
  expect(world.stuck).toBe(0);
  await world.stop();
});

const robot: OnCallObject = {
  kind: 'automation',
  id: 'restart',
  value: { id: 'restart', name: 'Restart it', url: 'https://hooks.example.com/restart', timeoutMs: 30_000 },
};

test('level 0: the ladder waits for what the automation answers, and goes on when it has', async () => {
  const world = await startWorld({
    onCall: onCall(
      'p',
      ...people,
      robot,
      policy('p', [step('automation restart', { level: 0, waitMs: 5_000 }), step('person mia')]),
    ),
  });
  world.respond = ({ integration: to }) =>
    to.startsWith('@automation')
      ? new Promise(
          (resolve) =>
            void world.clock.at(world.clock.now() + 12_000, () => resolve({ outcome: 'delivered' })),
        )
      : { outcome: 'delivered' };
  await world.post({ instance: 'a' }, long);
  await world.at(2 * minute);
  expect(pagesWhy(world)).toEqual(['3 @automation/restart policy-step', '15 @mia/slack policy-step']);
  await world.stop();
});

test('an automation that does not answer in its time, or refuses, holds nobody up for longer', async () => {
  for (const [answer, at] of [
    ['never', 33],
    ['refused', 3],
  ] as const) {
    const world = await startWorld({
      onCall: onCall(
        'p',
        ...people,
        robot,
        policy('p', [step('automation restart', { level: 0, waitMs: 5_000 }), step('person mia')]),
      ),
    });
    world.respond = ({ integration: to }) => {
      if (!to.startsWith('@automation')) return { outcome: 'delivered' };
      return answer === 'never'
        ? new Promise(() => undefined)
        : { outcome: 'refused', error: 'answered 404' };
    };
    await world.post({ instance: 'a' }, long);
    await world.at(2 * minute);
    expect(pagesWhy(world)).toEqual([`3 @automation/restart policy-step`, `${at} @mia/slack policy-step`]);
    void world.stop();
  }
});

test('another policy by hand takes the place of the one that it was on', async () => {
  const world = await startWorld({
    onCall: onCall('p', ...people, policy('p', [step('person mia')]), policy('q', [step('person sam')])),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  await say(world, { command: 'escalate', policy: 'q' });
  await world.at(2 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '60 @sam/slack asked']);
  await world.stop();
});
