import { expect, test } from '@jest/globals';
import type { CanarySettings } from '#config/canary-config';
import { createCanary } from '#engine/canary';
import { silentLog } from '#lib/log';
import { minute, pagesWhy, say } from '../../kit/escalations.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { integration, startWorld, type World } from '../../kit/world.ts';

const settings: CanarySettings = {
  target: { kind: 'policy', id: 'p' },
  schedule: '0 10 * * *',
  timeZone: 'UTC',
  withinMs: 300_000,
  acknowledge: false,
  tell: 'office',
};
const options = {
  integrations: new Map([
    ['team', [integration('slack[0]')]],
    ['office', [integration('email[0]')]],
  ]),
  onCall: onCall('p', person('mia', ['slack']), policy('p', [['person mia']])),
};

/** What cron would call. */
function sung(world: World, more: Partial<CanarySettings> = {}) {
  const seen = { arrived: 0, missed: 0 };
  let ring = async (): Promise<void> => undefined;
  const canary = createCanary({
    engine: world.engine,
    clock: world.clock,
    log: silentLog,
    schedule: (_cron, _zone, run) => {
      ring = run;
      return () => undefined;
    },
    settings: () => ({ ...settings, ...more }),
    meter: { arrived: () => (seen.arrived += 1), missed: () => (seen.missed += 1) },
  });
  canary.start();
  return { seen, canary, ring: () => ring() };
}

test('a page that arrives is all that a canary does', async () => {
  const world = await startWorld(options);
  const { seen, ring, canary } = sung(world);
  await ring();
  await world.at(10 * minute);
  expect(pagesWhy(world)).toEqual(['0 @mia/slack test']);
  expect(seen).toEqual({ arrived: 1, missed: 0 });
  expect([...world.engine.state().incidents.values()].map(({ status }) => status)).toEqual(['resolved']);
  await canary.stop();
  await world.stop();
});

test('one that does not arrive is told by another channel, until one arrives again', async () => {
  const world = await startWorld(options);
  const { seen, ring, canary } = sung(world);
  let broken = true;
  world.respond = ({ integration: to }) =>
    broken && to.startsWith('@') ? { outcome: 'retry', error: 'answered 503' } : { outcome: 'delivered' };
  await ring();
  await world.at(6 * minute);
  expect(seen).toEqual({ arrived: 0, missed: 1 });
  expect(pagesWhy(world).at(-1)).toBe('300 office/email[0] asked');
  const raised = world.engine.state().incidents.get('INC-2');
  expect(raised).toMatchObject({
    status: 'triggered',
    title: 'Test pages do not arrive',
    groupLabels: { alertname: 'TocsinCanaryMissed' },
  });
  broken = false;
  await world.at(60 * minute);
  await ring();
  await world.at(61 * minute);
  expect(seen).toEqual({ arrived: 1, missed: 1 });
  expect(world.engine.state().incidents.get('INC-2')?.status).toBe('resolved');
  await canary.stop();
  await world.stop();
});

test('where it must be acknowledged, it has arrived only then', async () => {
  const world = await startWorld(options);
  const { seen, ring, canary } = sung(world, { acknowledge: true });
  await ring();
  await world.at(2 * minute);
  expect(seen).toEqual({ arrived: 0, missed: 0 });
  await say(world, { command: 'acknowledge', person: 'mia' }, 'Mia');
  await world.at(3 * minute);
  expect(seen).toEqual({ arrived: 1, missed: 0 });
  await ring();
  await world.at(20 * minute);
  expect(seen).toEqual({ arrived: 1, missed: 1 });
  await canary.stop();
  await world.stop();
});

test('killed while it waits: the next process judges it', async () => {
  const before = await startWorld(options);
  before.respond = () => new Promise(() => undefined);
  const first = sung(before);
  await first.ring();
  await before.at(minute);
  const world = await before.crash();
  await first.canary.stop();
  world.respond = ({ integration: to }) =>
    to.startsWith('@') ? { outcome: 'retry', error: 'answered 503' } : { outcome: 'delivered' };
  const { seen, canary } = sung(world);
  await world.at(6 * minute);
  expect(seen).toEqual({ arrived: 0, missed: 1 });
  await canary.stop();
  await world.stop();
});

test('a policy that is gone is told too', async () => {
  const world = await startWorld(options);
  const { ring, canary } = sung(world, { target: { kind: 'policy', id: 'gone' } });
  await ring();
  await world.at(minute);
  expect(pagesWhy(world)).toEqual(['0 office/email[0] asked']);
  await canary.stop();
  await world.stop();
});
