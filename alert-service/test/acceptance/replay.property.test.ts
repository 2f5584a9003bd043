import { expect, test } from '@jest/globals';
import { fingerprint, type Labels } from '@tocsin/model';
import fc from 'fast-check';
import type { RuleInput, WantedSilence } from '#core/input';
import { alertStatus } from '#core/mute/alert-status';
import type { InhibitRule } from '#core/mute/inhibit-rule';
import type { Policy } from '#core/policy';
import { emptyState, type State } from '#core/state';
import { step } from '#core/step';
import { recover } from '#engine/recovery';
import type { Store } from '#store/store';
import { anyCommand, type Command, doCommand } from '../kit/command-arbitrary.ts';
import { onCall, person, policy, rules } from '../kit/people.ts';
import { integration, policyOf, rootRoute, startWorld, type World, type WorldOptions } from '../kit/world.ts';
import { runs } from '../kit/runs.ts';

const byTeam = (team: string, receiver: string, groupBy: string[]) =>
  rootRoute({
    key: `{}/{team="${team}"}`,
    receiver,
    groupBy: { all: false, labels: groupBy },
    matchers: [{ name: 'team', value: team, op: '=' }],
  });
const chat = integration('slack[0]', { updatesInPlace: true, digests: true });
const hook = integration('webhook[0]', { quietWhenAcknowledged: false });
const mail = integration('email[0]', { sendResolved: false, digests: true });

/** Each second minute of the world's hours. */
const oddMinutes = {
  location: 'UTC',
  times: Array.from({ length: 120 }, (_, index) => ({
    fromMinute: 391 + 2 * index,
    toMinute: 392 + 2 * index,
  })),
};
const timeIntervals = new Map([['odd', [oddMinutes]]]);
const slowBehindDown: InhibitRule = {
  name: 'down',
  source: [{ name: 'alertname', op: '=', value: 'Down' }],
  target: [{ name: 'severity', op: '!=', value: 'critical' }],
  equal: ['instance'],
  line: 1,
};

const people = {
  ...onCall(
    'p',
    person('mia', ['slack', 'call'], { rules: { critical: rules('slack', 'call 1') } }),
    person('jonas', ['sms']),
    policy('p', [['person mia'], ['person jonas']], { step: { waitMs: 20_000 }, repeat: 1 }),
  ),
  acknowledgementEndsAfterMs: { critical: 30_000 },
};

/** Configurations that a process may be started with, one after the other: routes and receivers come and go. */
const configurations: readonly WorldOptions[] = [
  {
    hash: 'plain',
    route: {},
    onCall: people,
    inhibitRules: [],
    timeIntervals,
    integrations: new Map([
      ['team', [chat, hook]],
      ['spare', [mail, chat]],
      ['last', [hook]],
    ]),
    receiverRules: new Map([
      [
        'team',
        {
          fallback: { receiver: 'spare', afterMs: 7_000 },
          rateLimit: { messages: 2, perMs: 25_000 },
        },
      ],
      [
        'spare',
        { fallback: { receiver: 'last', afterMs: 4_000 }, rateLimit: { messages: 1, perMs: 20_000 } },
      ],
    ]),
  },
  {
    hash: 'routed',
    onCall: { ...people, acknowledgementEndsAfterMs: {} },
    route: {
      children: [
        { ...byTeam('x', 'other', ['alertname', 'instance']), muteTimeIntervals: ['odd'] },
        byTeam('y', 'team', []),
      ],
    },
    timeIntervals,
    inhibitRules: [slowBehindDown],
    integrations: new Map([
      ['team', [chat]],
      ['other', [mail, hook]],
      ['spare', [mail]],
    ]),
    receiverRules: new Map([
      ['team', { fallback: { receiver: 'spare', afterMs: 20_000 } }],
      [
        'other',
        { fallback: { receiver: 'team', afterMs: 3_000 }, rateLimit: { messages: 1, perMs: 15_000 } },
      ],
    ]),
  },
  {
    hash: 'renamed',
    onCall: onCall('p', person('mia', ['slack']), policy('p', [['person mia']], { repeat: 1 })),
    route: { receiver: 'renamed', groupBy: { all: false, labels: [] }, activeTimeIntervals: ['odd'] },
    timeIntervals,
    inhibitRules: [slowBehindDown, { ...slowBehindDown, equal: [], name: 'all' }],
    integrations: new Map([['renamed', [chat, mail]]]),
    receiverRules: new Map(),
  },
];

type Beyond = Pick<WantedSilence, 'ending' | 'recurs'>;

type Act =
  | { act: 'fire' | 'end'; who: Labels; seconds: number }
  | { act: 'rule'; change: 'firing' | 'resolved'; who: Labels }
  | { act: 'crash'; configuration: number }
  | { act: 'reload'; configuration: number }
  | { act: 'command'; command: Command }
  | { act: 'silence'; of: string; forSeconds: number; inSeconds: number; beyond: Beyond }
  | { act: 'expire' }
  | { act: 'clock'; seconds: number }
  | { act: 'receiver'; mood: 'ok' | 'retry' | 'refuse' | 'slow' };

/** The world begins at eight. */
const eachFirstMinutes = {
  kind: 'intervals' as const,
  intervals: [{ times: [{ fromMinute: 480, toMinute: 482 }], location: 'UTC' }],
};

const who = fc.record({
  alertname: fc.constantFrom('Down', 'Slow'),
  instance: fc.constantFrom('a', 'b', 'c'),
  team: fc.constantFrom('x', 'y', 'z'),
  severity: fc.constantFrom('critical', 'warning', 'none'),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constantFrom('fire' as const, 'end' as const),
      who,
      seconds: fc.constantFrom(5, 40, 3_600),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('rule' as const),
      change: fc.constantFrom('firing' as const, 'resolved' as const),
      who,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('crash' as const),
      configuration: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('reload' as const),
      configuration: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('command' as const), command: anyCommand }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('silence' as const),
      of: fc.constantFrom('a', 'b', 'c'),
      forSeconds: fc.constantFrom(20, 60, 3_600),
      inSeconds: fc.constantFrom(0, 0, 30),
      beyond: fc.constantFrom<Beyond>(
        {},
        {},
        { ending: { whenResolved: true } },
        { ending: { unusedMs: 15_000 } },
        { recurs: eachFirstMinutes },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'expire' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('clock' as const), seconds: fc.constantFrom(-4_000, -20, 100) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('receiver' as const),
      mood: fc.constantFrom('ok' as const, 'retry' as const, 'refuse' as const, 'slow' as const),
    }),
  },
);
const timeline = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 15 }), step: act }), { maxLength: 30 });

function listen(world: World, mood: () => string): void {
  world.respond = () => {
    if (mood() === 'retry') return { outcome: 'retry', error: 'answered 503', status: 503 };
    if (mood() === 'refuse') return { outcome: 'refused', error: 'answered 400', status: 400 };
    const done = { outcome: 'delivered' as const, receipt: { ts: '1' } };
    if (mood() !== 'slow') return done;
    return new Promise((resolve) => void world.clock.at(world.clock.now() + 7_000, () => resolve(done)));
  };
}

const ruleInput = (change: 'firing' | 'resolved', labels: Labels, now: number): RuleInput => ({
  kind: 'rule',
  ruleId: `f;g;${labels.alertname}`,
  state: { change, at: now },
  steps: [
    {
      change,
      fingerprint: fingerprint(labels),
      value: '1',
      alert: {
        labels,
        annotations: {},
        generatorURL: '',
        measure: { value: '1', expression: 'up == 0' },
        startsAt: now - 1_000,
        ...(change === 'resolved' && { endsAt: now }),
      },
    },
  ],
});

async function play(steps: readonly { wait: number; step: Act }[]): Promise<World> {
  let world = await startWorld(configurations[0]);
  let mood = 'ok';
  const begin = world.clock.now();
  listen(world, () => mood);
  for (const { wait, step: each } of steps) {
    await world.at((world.clock.now() - begin) / 1_000 + wait);
    if (each.act === 'crash') {
      world = await world.crash({ ...configurations[each.configuration] });
      listen(world, () => mood);
    } else if (each.act === 'reload') await world.reload({ ...configurations[each.configuration] });
    else if (each.act === 'receiver') mood = each.mood;
    else if (each.act === 'clock') world.clock.set(world.clock.now() + each.seconds * 1_000);
    else if (each.act === 'silence')
      await world.silence(each.of, each.forSeconds + each.inSeconds, {
        startsAt: world.clock.now() + each.inSeconds * 1_000,
        ...each.beyond,
      });
    else if (each.act === 'expire') await expireOldest(world);
    else if (each.act === 'rule')
      await world.engine.submit(ruleInput(each.change, each.who, world.clock.now()));
    else if (each.act === 'command') await doCommand(world, each.command);
    else if (each.act === 'fire') await world.post(each.who, { inSeconds: each.seconds });
    else await world.post(each.who, { now: true, startedSecondsAgo: each.seconds });
  }
  await world.at((world.clock.now() - begin) / 1_000 + 60);
  return world;
}

async function expireOldest(world: World): Promise<void> {
  const [id] = [...world.engine.state().silences.keys()].sort();
  if (id !== undefined) await world.expire(id);
}

/** One process that was never stopped, given the same inputs. */
async function replay(store: Store) {
  const state = emptyState('default');
  const rows = new Map<string, string>();
  const pages: string[] = [];
  let configuration = '';
  for await (const batch of store.batches('default', 0)) {
    for (const input of batch.inputs) if (input.kind === 'configuration') configuration = input.hash;
    const options = configurations.find(({ hash }) => hash === configuration);
    const done = step(state, policyOf(options), batch);
    for (const { kind, key, value } of done.rows) {
      if (value === undefined) rows.delete(`${kind} ${key}`);
      else rows.set(`${kind} ${key}`, JSON.stringify(value));
    }
    if (done.entries.length > 0) pages.push(JSON.stringify([batch.seq, done.entries]));
  }
  return { pages, rows: [...rows].sort() };
}

test('the same inputs give the same ledger and the same rows, bit for bit, whatever crashed in between', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const world = await play(steps);
      const kept = await Array.fromAsync(world.store.pagesAfter('default', 0));
      const rows = (await world.store.rows('default')).map(({ kind, key, value }) => [
        `${kind} ${key}`,
        JSON.stringify(value),
      ]);
      const again = await replay(world.store);
      expect(again.pages).toEqual(kept.map(({ seq, entries }) => JSON.stringify([seq, entries])));
      expect(again.rows).toEqual(rows.sort());
      void world.stop();
    }),
    { numRuns: runs(100) },
  );
}, 120_000);

const picture = (state: State) =>
  JSON.stringify({
    now: state.now,
    seq: state.seq,
    incidentCount: state.incidentCount,
    configuration: state.configuration,
    alerts: [...state.alerts],
    members: [...state.members].map(([key, set]) => [key, [...set].sort()]).sort(),
    rows: [
      state.groups,
      state.told,
      state.pending,
      state.orphans,
      state.paces,
      state.incidents,
      state.incidentOfGroup,
      state.movedAlerts,
      state.escalations,
      state.pages,
      state.directory,
      state.requests,
      state.rules,
      state.silences,
    ].map((rows: ReadonlyMap<string, unknown>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1))),
    flushes: state.flushes.peek(Infinity, 1_000),
    attempts: [...state.attempts].flatMap(([, queue]) => queue.peek(Infinity, 1_000)).sort(),
  });

/** What is remembered of silences and rules agrees with what is found out anew. */
const statuses = (state: State, policy: Policy) =>
  [...state.alerts.values()].map((record) => alertStatus({ state, policy, now: state.now }, record));

test('what is recovered is what was in memory, bit for bit, whatever happened before', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const world = await play(steps);
      const state = world.engine.state();
      const policy = policyOf(configurations.find(({ hash }) => hash === state.configuration));
      const recovered = await recover(world.store, 'default', policy.router);
      expect(picture(recovered)).toEqual(picture(state));
      expect(statuses(recovered, policy)).toEqual(statuses(state, policy));
      void world.stop();
    }),
    { numRuns: runs(100) },
  );
}, 120_000);
