import { expect, test } from '@jest/globals';
import { escalated, minute, notPaged, pagesWhy, quarters } from '../../kit/escalations.ts';
import { onCall, person, policy, target } from '../../kit/people.ts';
import { integration, startWorld } from '../../kit/world.ts';

const mia = person('mia', ['slack']);
const deaf = person('deaf', []);
/** A schedule whose layers have nobody in them. */
const empty = {
  kind: 'schedule' as const,
  id: 'nights',
  value: { id: 'nights', name: 'nights', timeZone: 'UTC', layers: [] },
};
const long = { inSeconds: 24 * 60 * minute };
const lastMia = { ...quarters, lastResort: [target('person mia')] };

test('nobody on call: the last resort is told at once, and the ledger says why', async () => {
  const world = await startWorld({
    onCall: onCall('p', mia, empty, policy('p', [['schedule nights'], ['person mia']], lastMia)),
  });
  await world.post({ instance: 'a' }, long);
  await world.at(10 * minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack last-resort']);
  expect(await escalated(world)).toEqual([
    '3 started',
    '3 stepped policy-step',
    '3 told-nobody schedule nights nobody-on-call',
    '3 told-nobody nobody-on-call',
    '3 last-resort nobody-on-call',
  ]);
  await world.stop();
});

test.each([
  ['person nobody', 'person-unknown'],
  ['person deaf', 'no-contact'],
  ['team nobody', 'team-unknown'],
  ['schedule nothing', 'schedule-unknown'],
  ['receiver nothing', 'receiver-unknown'],
  ['automation nothing', 'automation-unknown'],
  ['policy nothing', 'policy-unknown'],
  ['policy p', 'policy-loop'],
])('a step that asks for %s goes to the last resort: %s', async (asked, why) => {
  const world = await startWorld({ onCall: onCall('p', mia, deaf, policy('p', [[asked]], lastMia)) });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack last-resort']);
  expect(await escalated(world)).toContain(`3 last-resort ${why}`);
  expect([...(await notPaged(world)), ...(await escalated(world))].join('\n')).toContain(`${asked} ${why}`);
  await world.stop();
});

test('the last resort cannot be told either: the emergency receiver is', async () => {
  const world = await startWorld({
    integrations: new Map([
      ['team', [integration('slack[0]')]],
      ['office', [integration('email[0]')]],
    ]),
    onCall: {
      ...onCall(
        'p',
        deaf,
        policy('p', [['person deaf']], { ...quarters, lastResort: [target('person deaf')] }),
      ),
      emergencyReceiver: 'office',
    },
  });
  await world.post({ instance: 'a' }, long);
  await world.at(minute);
  expect(pagesWhy(world)).toEqual(['3 office/email[0] last-resort']);
  await world.stop();
});

test('a policy that is gone, or has no steps, goes to the last resort of all', async () => {
  for (const objects of [[], [policy('p', [])]]) {
    const world = await startWorld({ onCall: onCall('p', ...objects) });
    await world.post({ instance: 'a' }, long);
    await world.at(minute);
    expect(pagesWhy(world)).toEqual(['3 team/slack[0] last-resort']);
    expect((await escalated(world)).slice(-2)).toEqual(['3 last-resort no-step', '3 finished']);
    await world.stop();
  }
});
