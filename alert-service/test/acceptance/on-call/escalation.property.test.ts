import { expect, test } from '@jest/globals';
import type { Severity } from '@tocsin/model';
import fc from 'fast-check';
import { findStuck } from '#core/escalate/audit';
import { hasArrived, pagesOf, stillRuns } from '#core/escalate/called';
import type { EscalationStep } from '#core/escalate/policy';
import type { AttemptResult, CommandInput } from '#core/input';
import type { Incident } from '#core/incident/incident';
import type { OnCallObject } from '#core/on-call/directory';
import { emptyState, type State } from '#core/state';
import { step } from '#core/step';
import { recover } from '#engine/recovery';
import { onCall, person, target } from '../../kit/people.ts';
import { runs } from '../../kit/runs.ts';
import { integration, policyOf, startWorld, type World, type WorldOptions } from '../../kit/world.ts';

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
/** The world begins on a Friday at 08:00 UTC. */
const hours = { timeZone: 'UTC', spans: [{ fromMinute: 490, toMinute: 520 }] };

const whom = fc.constantFrom(
  ...['person mia', 'person jonas', 'person deaf', 'person gone', 'team t', 'team none', 'schedule s'],
  ...['schedule empty', 'schedule none', 'receiver team', 'receiver none', 'automation a', 'automation none'],
  ...['policy p', 'policy q', 'policy none'],
);
const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });

const condition = fc
  .record({
    severities: some(fc.subarray([...severities])),
    within: some(fc.constant(hours)),
    outside: some(fc.constant(hours)),
    alertsAtLeast: some(fc.integer({ min: 1, max: 3 })),
  })
  .map((written) => Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)));

const stepOf: fc.Arbitrary<EscalationStep> = fc
  .record({
    level: fc.constantFrom(0 as const, 1 as const, 2 as const, 4 as const),
    targets: fc.array(whom.map(target), { maxLength: 3 }),
    waitMs: fc.constantFrom(0, 10_000, 60_000, 600_000),
    repeat: fc.constantFrom(0, 0, 2),
    roundRobin: fc.boolean(),
    when: some(condition),
  })
  .map(({ when, ...rest }) => ({ ...rest, ...(when && { when }) }));

const policyNamed = (id: string): fc.Arbitrary<OnCallObject> =>
  fc
    .record({
      steps: fc.array(stepOf, { maxLength: 4 }),
      repeat: fc.constantFrom(0, 0, 1),
      lastResort: fc.array(whom.map(target), { minLength: 1, maxLength: 2 }),
      hours: some(fc.constant({ ...hours, always: ['critical' as const] })),
    })
    .map(({ hours: within, ...value }) => ({
      kind: 'policy',
      id,
      value: { id, name: id, ...value, ...(within && { hours: within }) },
    }));

const mia = person('mia', ['slack', 'sms'], { quietHours: hours });
const others: readonly OnCallObject[] = [
  person('jonas', ['call']),
  person('deaf', []),
  { kind: 'team', id: 't', value: { id: 't', name: 't', members: ['deaf', 'mia', 'jonas'] } },
  { kind: 'team', id: 'none', value: { id: 'none', name: 'none', members: [] } },
  { kind: 'schedule', id: 'empty', value: { id: 'empty', name: 'empty', timeZone: 'UTC', layers: [] } },
  {
    kind: 'schedule',
    id: 's',
    value: {
      ...{ id: 's', name: 's', timeZone: 'UTC' },
      layers: [
        {
          ...{ id: 'l', name: 'l', turns: [['mia'], ['gone'], []], startsOn: '2027-01-01T00:00' },
          rotation: { every: 1, unit: 'hours' },
        },
      ],
    },
  },
  {
    kind: 'automation',
    id: 'a',
    value: { id: 'a', name: 'a', url: 'https://hooks.example.com/a', timeoutMs: 20_000 },
  },
];

type Asked<C extends CommandInput = CommandInput> = C extends C ? Omit<C, 'kind' | 'by' | 'incident'> : never;
type Mood = 'ok' | 'retry' | 'refuse' | 'people-refuse' | 'slow';
type Act =
  | { readonly act: 'fire' | 'end'; readonly alertname: string; readonly severity: string }
  | { readonly act: 'silence' | 'expire' }
  | { readonly act: 'crash'; readonly configuration: number }
  | { readonly act: 'reload'; readonly configuration: number }
  | { readonly act: 'command'; readonly incident: string; readonly asked: Asked }
  | { readonly act: 'test' }
  | { readonly act: 'clock'; readonly seconds: number }
  | { readonly act: 'mood'; readonly mood: Mood };

const asked = fc.constantFrom<Asked>(
  { command: 'acknowledge', person: 'mia' },
  { command: 'acknowledge', forMs: 60_000 },
  { command: 'hand-back' },
  { command: 'resolve' },
  { command: 'reopen' },
  { command: 'snooze', until: 1_800_000_900_000 },
  { command: 'wake' },
  { command: 'assign', to: 'Mia', toId: 'mia' },
  { command: 'assign', to: 'Deaf', toId: 'deaf' },
  { command: 'set-severity', severity: 'critical' },
  { command: 'set-severity', severity: 'low' },
  { command: 'merge', into: 'INC-1' },
  { command: 'escalate' },
  { command: 'escalate', policy: 'q' },
  { command: 'escalate', targets: [{ kind: 'schedule', id: 's' }] },
  { command: 'awake', person: 'mia' },
);

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({
      act: fc.constantFrom('fire' as const, 'fire' as const, 'end' as const),
      alertname: fc.constantFrom('A', 'B', 'C'),
      severity: fc.constantFrom('critical', 'warning', 'low'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('command' as const),
      incident: fc.constantFrom('INC-1', 'INC-1', 'INC-2', 'INC-3'),
      asked,
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('silence' as const, 'expire' as const) }) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.record({ act: fc.constant('crash' as const), configuration: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ act: fc.constant('reload' as const), configuration: fc.integer({ min: 0, max: 2 }) }),
    ),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'test' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('clock' as const),
      seconds: fc.constantFrom(-4_000, -20, 1_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('mood' as const),
      mood: fc.constantFrom<Mood>('ok', 'retry', 'refuse', 'people-refuse', 'slow'),
    }),
  },
);

const life = fc.record({
  policies: fc.tuple(policyNamed('p'), policyNamed('q'), policyNamed('p')),
  steps: fc.array(fc.record({ wait: fc.constantFrom(0, 1, 5, 30, 100, 700), next: act }), { maxLength: 20 }),
});

/** Another process may be started with any of them: with another policy of the same name, or with none at all. */
const configurationsOf = ([p, q, other]: readonly OnCallObject[]): readonly WorldOptions[] => {
  const integrations = new Map([
    ['team', [integration('slack[0]', { updatesInPlace: true })]],
    ['office', [integration('email[0]')]],
  ]);
  const objects = (...policies: readonly (OnCallObject | undefined)[]): OnCallObject[] => [
    ...others,
    ...policies.filter((each) => each !== undefined),
  ];
  const rules = (...all: readonly OnCallObject[]) => ({
    ...onCall('p', ...all),
    emergencyReceiver: 'office',
  });
  return [
    { hash: 'one', integrations, onCall: rules(mia, ...objects(p, q)) },
    { hash: 'two', integrations, onCall: rules(...objects(other)) },
    { hash: 'three', integrations, onCall: { emergencyReceiver: 'office' } },
  ];
};

const delivered: AttemptResult = { outcome: 'delivered', receipt: { ts: '1' } };

function listen(world: World, mood: () => Mood): void {
  world.respond = ({ integration: to }) => {
    const now = mood();
    if (now === 'retry') return { outcome: 'retry', error: 'answered 503', status: 503 };
    if (now === 'refuse' || (now === 'people-refuse' && to.startsWith('@')))
      return { outcome: 'refused', error: 'answered 400', status: 400 };
    if (now !== 'slow') return delivered;
    return new Promise((resolve) => void world.clock.at(world.clock.now() + 7_000, () => resolve(delivered)));
  };
}

type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

async function carryOut(
  world: World,
  each: Exclude<Act, { act: 'crash' | 'reload' | 'mood' }>,
): Promise<unknown> {
  switch (each.act) {
    case 'fire':
      return world.post({ ...each, instance: each.severity }, { inSeconds: 7_200 });
    case 'end':
      return world.post({ ...each, instance: each.severity }, { now: true, startedSecondsAgo: 10 });
    case 'silence':
      return world.silence('critical', 200);
    case 'expire': {
      const [id] = [...world.engine.state().silences.keys()].sort();
      return id === undefined ? undefined : world.expire(id);
    }
    case 'command':
      return world.engine.submit({ kind: 'command', by: 'Mia', incident: each.incident, ...each.asked });
    case 'test':
      return world.engine.submit({
        ...{ kind: 'open-incident', origin: 'test', by: 'Mia', title: 'A test', severity: 'critical' },
        ...{ labels: {}, policy: 'p' },
      });
    case 'clock':
      return world.clock.set(world.clock.now() + each.seconds * 1_000);
  }
}

async function play({ policies, steps }: Life, check: (world: World) => void): Promise<World> {
  const configurations = configurationsOf(policies);
  let world = await startWorld(configurations[0]);
  let mood: Mood = 'ok';
  listen(world, () => mood);
  for (const { wait, next } of steps) {
    await world.clock.advanceTo(world.clock.now() + wait * 1_000);
    if (next.act === 'mood') mood = next.mood;
    else if (next.act === 'reload') await world.reload({ ...configurations[next.configuration] });
    else if (next.act === 'crash') {
      world = await world.crash({ ...configurations[next.configuration] });
      listen(world, () => mood);
    } else await carryOut(world, next);
    // Alarms look at a clock that has jumped within a minute.
    await world.clock.advanceTo(world.clock.now() + (next.act === 'clock' ? 61_000 : 1));
    check(world);
  }
  return world;
}

const longestWaitMs = 24 * 3_600_000;
const lastResortAgainMs = 5 * 60_000;

/** Who should be told of it is told, or it is known when that will be. */
function isFollowed(state: State, { id }: Incident, now: number): boolean {
  const escalation = state.escalations.get(id);
  if (!escalation) return false;
  const { status, nextStepAt = Infinity, lastResortAt = -Infinity } = escalation;
  if (status === 'running') return nextStepAt <= now + longestWaitMs;
  if (status !== 'finished') return false;
  const somebody = pagesOf(state, id).some((page) => hasArrived(page) || stillRuns(page));
  return somebody || lastResortAt > now - 2 * lastResortAgainMs;
}

function nothingIsDropped(world: World): void {
  const [state, policy, now] = [world.engine.state(), world.engine.policy(), world.clock.now()];
  for (const incident of state.incidents.values()) {
    const wanted = incident.policy ?? policy.onCall.escalations.get(incident.receiver);
    if (incident.status !== 'triggered' || wanted === undefined) continue;
    expect([incident.id, isFollowed(state, incident, now)]).toEqual([incident.id, true]);
  }
  const stuck = findStuck({ state, policy, now }).filter(({ fault }) => fault !== 'nobody-told');
  expect(stuck).toEqual([]);
}

test('whoever should be told of an open incident is told, or it is known when: whatever the policies, people and answers', async () => {
  await fc.assert(
    fc.asyncProperty(life, async (lived) => {
      const world = await play(lived, nothingIsDropped);
      await world.clock.advanceTo(world.clock.now() + 1_200_000);
      nothingIsDropped(world);
      void world.stop();
    }),
    { numRuns: runs(20) },
  );
}, 120_000);

test('the same inputs give the same ledger and rows again, and a recovery what was in memory', async () => {
  await fc.assert(
    fc.asyncProperty(life, async (lived) => {
      const world = await play(lived, () => undefined);
      const configurations = configurationsOf(lived.policies);
      const kept = await Array.fromAsync(world.store.pagesAfter('default', 0));
      const again: unknown[] = [];
      const state = emptyState('default');
      let options = configurations[0];
      for await (const batch of world.store.batches('default', 0)) {
        for (const input of batch.inputs)
          if (input.kind === 'configuration')
            options = configurations.find(({ hash }) => hash === input.hash);
        const { entries } = step(state, policyOf(options), batch);
        if (entries.length > 0) again.push([batch.seq, entries]);
      }
      expect(JSON.stringify(again)).toEqual(JSON.stringify(kept.map(({ seq, entries }) => [seq, entries])));
      const router = policyOf(configurations[0]).router;
      const recovered = picture(await recover(world.store, 'default', router));
      expect(recovered).toEqual(picture(world.engine.state()));
      expect(picture(state)).toEqual(recovered);
      void world.stop();
    }),
    { numRuns: runs(15) },
  );
}, 120_000);

const picture = (state: State): string =>
  JSON.stringify([
    ...[state.escalations, state.roundRobins, state.pages, state.incidents].map(
      (rows: ReadonlyMap<string, unknown>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    state.flushes.peek(Infinity, 1_000),
  ]);
