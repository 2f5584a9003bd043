import { expect, test } from '@jest/globals';
import { alertStatus } from '#core/mute/alert-status';
import { policyOf, startWorld } from '../kit/world.ts';

test('a silence is shown at once, and its end too', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' });
  const status = () => {
    const [record] = world.engine.state().alerts.values();
    const view = { state: world.engine.state(), policy: policyOf(), now: world.clock.now() };
    return record && alertStatus(view, record);
  };
  expect(status()).toMatchObject({ state: 'active', silencedBy: [] });
  const answer = await world.engine.submit({
    kind: 'silence',
    change: 'set',
    silence: {
      matcherSets: [[{ name: 'instance', op: '=', value: 'a' }]],
      receiverMatcherSets: [],
      startsAt: world.clock.now(),
      endsAt: world.clock.now() + 60_000,
      createdBy: 'sam',
      comment: 'planned',
      annotations: {},
    },
  });
  if (answer.kind !== 'silenced') throw new Error(answer.kind);
  expect(answer.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(status()).toMatchObject({ state: 'suppressed', silencedBy: [answer.id] });
  const again = await world.crash();
  expect([...again.engine.state().silences.keys()]).toEqual([answer.id]);
  await again.engine.submit({ kind: 'silence', change: 'expire', id: answer.id });
  await again.stop();
});
