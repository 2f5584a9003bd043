import { expect, test } from '@jest/globals';
import type { HealthState } from '@tocsin/model';
import { minute, pagesWhy, quarters } from '../../kit/escalations.ts';
import { act, changes, incident, statuses } from '../../kit/incidents.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { integration, rootRoute, startWorld, type World, type WorldOptions } from '../../kit/world.ts';

const services = {
  dependsOn: new Map([
    ['api', ['db']],
    ['worker', ['api', 'queue']],
    ['search', ['db']],
    ['letters', ['queue']],
  ]),
  relate: { withinMs: 15 * 60_000, hops: 2 },
};
const people = ['mia', 'jonas', 'sam'].map((id) => person(id, ['slack']));
const ladder = policy('p', [['person mia'], ['person jonas']], quarters);
const options: WorldOptions = { onCall: onCall('p', ...people, ladder), services };
const long = { inSeconds: 24 * 60 * minute };

const db = { alertname: 'TooManyConnections', instance: 'db', service: 'db' };
const api = { alertname: 'HighErrorRate', instance: 'api', service: 'api' };
const worker = { alertname: 'QueueGrows', instance: 'worker', service: 'worker' };
const ends = { now: true, startedSecondsAgo: 1 };

const health = (world: World, service: string, state: HealthState) =>
  world.engine.submit({ kind: 'health', changes: [{ service, state, reason: 'over-limit', terms: [] }] });

const open = (world: World): string[] => statuses(world).filter((each) => !each.endsWith('resolved'));

/** Why one became part of another, or is linked: `merged INC-1 depends-on: api depends on db`. */
async function reasons({ store }: World, id: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { entries } of store.pagesAfter('default', 0))
    for (const entry of entries)
      if (entry.kind === 'incident' && entry.incident === id && entry.relate)
        found.push(`${entry.change} ${entry.to ?? ''} ${entry.relate}: ${entry.comment ?? ''}`);
  return found;
}

const orders = [
  [db, api, worker],
  [worker, api, db],
];
test.each(orders)(
  'the database, what calls it and what waits for that: one incident, one page, whichever comes first',
  async (...alerts) => {
    const world = await startWorld(options);
    for (const [index, alert] of alerts.entries()) {
      await world.at(index * minute);
      await world.post(alert, long);
    }
    await world.at(5 * minute);
    expect(open(world)).toEqual(['INC-1 triggered']);
    expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step']);
    expect(incident(world, 'INC-1')).toMatchObject({
      title: `${alerts[0]?.service ?? ''} is down`,
      service: alerts[0]?.service,
      services: alerts.map(({ service }) => service),
      severity: 'critical',
    });
    expect(incident(world, 'INC-1').alerts).toHaveLength(3);
    // Each receiver is told of each group, as ever.
    const told = world.sent.filter(({ to }) => to === 'team/slack[0]').map(({ firing }) => firing.join());
    expect(new Set(told)).toEqual(new Set(['db', 'api', 'worker']));
    for (const alert of alerts) await world.post(alert, ends);
    await world.at(6 * minute);
    expect(open(world)).toEqual([]);
    await world.stop();
  },
);

test('all at the same moment, and in one commit', async () => {
  const world = await startWorld(options);
  await Promise.all([worker, db, api].map((alert) => world.post(alert, long)));
  await world.at(minute);
  expect(open(world)).toEqual(['INC-1 triggered']);
  expect(incident(world, 'INC-1').alerts).toHaveLength(3);
  expect(pagesWhy(world)).toHaveLength(1);
  await world.stop();
});

test('the ledger says of both why they are one', async () => {
  const world = await startWorld(options);
  await world.post(db, long);
  await world.at(minute);
  await world.post(worker, long);
  await world.at(2 * minute);
  expect(await changes(world, 'INC-1')).toEqual(['3 opened', '63 joined INC-2', '63 service-joined worker']);
  expect(await changes(world, 'INC-2')).toEqual(['63 merged INC-1']);
  expect(await reasons(world, 'INC-2')).toEqual([
    'merged INC-1 depends-on: worker depends on db, through api',
  ]);
  await world.stop();
});

test('it ends when all of it has ended, and is reopened by any of it', async () => {
  const world = await startWorld(options);
  await world.post(db, long);
  await world.at(minute);
  await world.post(api, long);
  await world.at(2 * minute);
  await world.post(db, ends);
  await world.at(3 * minute);
  expect(open(world)).toEqual(['INC-1 triggered']);
  await world.post(api, ends);
  await world.at(4 * minute);
  expect(open(world)).toEqual([]);
  await world.post(api, long);
  await world.at(5 * minute);
  expect(open(world)).toEqual(['INC-1 triggered']);
  expect(pagesWhy(world).at(-1)).toBe('243 @mia/slack reopened');
  await world.stop();
});

test('what is worse pages by the rules that there are, and nobody is asked again for what depends on it', async () => {
  const world = await startWorld(options);
  await world.post({ ...db, severity: 'warning' }, long);
  await world.at(minute);
  await act(world, 'INC-1', { command: 'acknowledge', by: 'Mia', person: 'mia' });
  await world.post({ ...worker, severity: 'warning' }, long);
  await world.at(2 * minute);
  expect(pagesWhy(world)).toHaveLength(1);
  await world.post(api, long);
  await world.at(3 * minute);
  expect(pagesWhy(world).slice(1)).toEqual(['123 @mia/slack severity-raised']);
  expect(incident(world, 'INC-1')).toMatchObject({ severity: 'critical', services: ['db', 'worker', 'api'] });
  await world.stop();
});

test('split off, it is by itself again, pages, and is not joined to the same one another time', async () => {
  const world = await startWorld(options);
  await world.post(db, long);
  await world.at(minute);
  await world.post(api, long);
  await world.at(2 * minute);
  await act(world, 'INC-1', { command: 'acknowledge' });
  const alerts = incident(world, 'INC-1').alerts.slice(1);
  expect(await act(world, 'INC-1', { command: 'split', alerts })).toMatchObject({
    incident: { id: 'INC-2', status: 'triggered', services: ['api'], apart: ['INC-1'] },
  });
  await world.at(3 * minute);
  expect(pagesWhy(world).slice(1)).toEqual(['120 @mia/slack policy-step']);
  expect(incident(world, 'INC-1')).toMatchObject({ status: 'acknowledged', services: ['db'] });
  await world.post({ ...api, instance: 'api-2' }, long);
  await world.at(4 * minute);
  expect(incident(world, 'INC-2').alerts).toHaveLength(2);
  for (const instance of ['api', 'api-2']) await world.post({ ...api, instance }, ends);
  await world.at(10 * minute);
  await world.post(api, long);
  await world.at(11 * minute);
  expect(open(world)).toEqual(['INC-1 acknowledged', 'INC-3 triggered']);
  await world.stop();
});

test('both depend on something that is not well: one incident; while it is well, two that know nothing of each other', async () => {
  const world = await startWorld(options);
  const letters = { alertname: 'LettersLate', instance: 'letters', service: 'letters' };
  await world.post({ ...api, service: 'worker' }, long);
  await world.at(minute);
  await world.post(letters, long);
  await world.at(2 * minute);
  expect(open(world)).toEqual(['INC-1 triggered', 'INC-2 triggered']);
  await world.post(letters, ends);
  await world.at(9 * minute);
  await health(world, 'queue', 'failing');
  await world.post(letters, long);
  await world.at(10 * minute);
  expect(open(world)).toEqual(['INC-1 triggered']);
  expect(await reasons(world, 'INC-3')).toEqual([
    'merged INC-1 shared-dependency: both depend on queue, which is failing',
  ]);
  await world.stop();
});

test('both began after the same change of both', async () => {
  const world = await startWorld(options);
  const change = {
    what: 'deployment',
    source: 'api',
    title: 'shop 7 deployed',
    at: world.clock.now(),
  } as const;
  await world.engine.submit({ kind: 'change', change: { ...change, services: ['db', 'letters', 'other'] } });
  await world.post(db, long);
  await world.at(minute);
  await world.post({ ...api, service: 'letters' }, long);
  await world.post({ ...worker, service: 'unrelated' }, long);
  await world.at(2 * minute);
  expect(open(world)).toEqual(['INC-1 triggered', 'INC-3 triggered']);
  expect(await reasons(world, 'INC-2')).toEqual([
    'merged INC-1 same-change: both began after shop 7 deployed',
  ]);
  await world.post({ ...api, alertname: 'Later', service: 'other' }, long);
  await world.at(30 * minute);
  await world.stop();
});

test('nothing is related that nobody asked for, that began long after, that was put off, or that has no service', async () => {
  const plain = await startWorld({ onCall: onCall('p', ...people, ladder) });
  await plain.post(db, long);
  await plain.post({ ...db, alertname: 'Other' }, long);
  await plain.at(minute);
  expect(open(plain)).toHaveLength(2);
  await plain.stop();
  const world = await startWorld(options);
  await world.post(db, long);
  await world.at(16 * minute);
  await world.post(api, long);
  await world.at(17 * minute);
  expect(open(world)).toHaveLength(2);
  await act(world, 'INC-2', { command: 'snooze', until: world.clock.now() + 3_600_000 });
  await world.post(worker, long);
  await world.post({ alertname: 'Nameless', instance: 'x' }, long);
  await world.at(18 * minute);
  expect(open(world)).toHaveLength(4);
  await world.stop();
});

test('two machines of one job have nothing to do with each other for that; what speaks of the whole job does', async () => {
  const world = await startWorld(options);
  const disk = { alertname: 'DiskFull', job: 'node', instance: 'host-1' };
  await world.post(disk, long);
  await world.at(minute);
  await world.post({ ...disk, alertname: 'ClockSkew', instance: 'host-2' }, long);
  await world.at(2 * minute);
  expect(open(world)).toHaveLength(2);
  await world.post({ ...disk, alertname: 'MemoryLow' }, long);
  await world.at(3 * minute);
  expect(open(world)).toHaveLength(2);
  expect(incident(world, 'INC-3')).toMatchObject({ mergedInto: 'INC-1' });
  const { instance: _, ...whole } = { ...disk, alertname: 'NodesMissing' };
  await world.post(whole, long);
  await world.at(4 * minute);
  expect(incident(world, 'INC-4')).toMatchObject({ mergedInto: 'INC-1' });
  await world.stop();
});

test('a part that was quiet for long and fires again is another matter: it pages', async () => {
  const world = await startWorld(options);
  await world.post(db, long);
  await world.at(minute);
  await world.post(api, long);
  await world.at(2 * minute);
  await act(world, 'INC-1', { command: 'acknowledge' });
  await world.post(api, ends);
  await world.at(10 * minute);
  await world.post(api, long);
  await world.at(11 * minute);
  expect(open(world)).toEqual(['INC-1 acknowledged']);
  await world.post(api, ends);
  await world.at(40 * minute);
  await world.post(api, long);
  await world.at(41 * minute);
  expect(open(world)).toEqual(['INC-1 acknowledged', 'INC-3 triggered']);
  expect(incident(world, 'INC-1').alerts).toHaveLength(1);
  expect(pagesWhy(world).at(-1)).toBe('2403 @mia/slack policy-step');
  await world.stop();
});

test('where all steps of the first were tried and nobody answered, what joins it is paged for from the first step on', async () => {
  const short = policy('p', [['person mia']]);
  const world = await startWorld({ ...options, onCall: onCall('p', ...people, short) });
  await world.post(db, long);
  await world.at(8 * minute);
  const before = pagesWhy(world).length;
  await world.post(worker, long);
  await world.at(9 * minute);
  expect(open(world)).toEqual(['INC-1 triggered']);
  expect(pagesWhy(world).slice(before)).toEqual(['483 @mia/slack new-service']);
  await world.stop();
  const other = await startWorld({ ...options, onCall: onCall('p', ...people, short) });
  await other.post(db, long);
  await other.at(8 * minute);
  await other.post({ ...db, alertname: 'DiskFull' }, long);
  await other.at(9 * minute);
  expect(pagesWhy(other).at(-1)).toBe('483 @mia/slack policy-step');
  await other.stop();
});

const two = (): WorldOptions => ({
  services,
  integrations: new Map(['team', 'data'].map((each) => [each, [integration('slack[0]')]])),
  route: {
    children: [
      rootRoute({
        key: '{}/{service="db"}',
        receiver: 'data',
        matchers: [{ name: 'service', op: '=', value: 'db' }],
      }),
    ],
  },
  onCall: {
    ...onCall('p', ...people, ladder, policy('q', [['person sam']], quarters)),
    escalations: new Map([
      ['team', 'p'],
      ['data', 'q'],
    ]),
  },
});

test('where others are responsible for the part, they are told as well: each of them once', async () => {
  const world = await startWorld(two());
  await world.post(api, long);
  await world.at(minute);
  await world.post(db, long);
  await world.post({ ...db, alertname: 'SlowQueries' }, long);
  await world.at(2 * minute);
  expect(open(world)).toEqual(['INC-1 triggered']);
  expect(pagesWhy(world)).toEqual(['3 @mia/slack policy-step', '63 @sam/slack new-service']);
  await world.at(16 * minute);
  expect(pagesWhy(world).slice(2)).toEqual(['903 @jonas/slack policy-step']);
  await world.stop();
});

test('where those would be told later only, it stays by itself, linked to the other', async () => {
  const base = two();
  const later = { timeZone: 'UTC', spans: [{ fromMinute: 540, toMinute: 545 }], always: [] };
  const asleep = policy('q', [['person sam']], { ...quarters, hours: later });
  const world = await startWorld({
    ...base,
    onCall: {
      ...base.onCall,
      ...onCall('p', ...people, ladder, asleep),
      escalations: base.onCall?.escalations ?? new Map(),
    },
  });
  await world.post(api, long);
  await world.at(minute);
  await world.post(db, long);
  await world.at(2 * minute);
  expect(open(world)).toEqual(['INC-1 triggered', 'INC-2 triggered']);
  expect(incident(world, 'INC-2').related).toEqual([{ id: 'INC-1', why: 'api depends on db' }]);
  expect(await reasons(world, 'INC-2')).toEqual(['related INC-1 depends-on: api depends on db']);
  await world.stop();
});

test('a restart and a reload that gives its alerts another group change nothing: one incident, no page', async () => {
  const before = await startWorld(options);
  await before.post(db, long);
  await before.at(minute);
  await before.post(api, long);
  await before.at(2 * minute);
  const world = await before.crash();
  await world.at(60 * minute);
  const pages = pagesWhy(world).length;
  await world.reload({ hash: 'other', route: { groupBy: { all: false, labels: ['service'] } } });
  await world.at(70 * minute);
  expect(open(world)).toEqual(['INC-1 triggered']);
  expect(pagesWhy(world)).toHaveLength(pages);
  for (const alert of [db, api]) await world.post(alert, ends);
  await world.at(72 * minute);
  expect(open(world)).toEqual([]);
  await world.stop();
});
