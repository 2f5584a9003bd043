import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttemptResult } from '#core/input';
import { pageGroup } from '#core/page/page';
import { integrationKey, emptyState, type State } from '#core/state';
import { step } from '#core/step';
import { recover } from '#engine/recovery';
import { onCall, person, policy, rules, target } from '../../kit/people.ts';
import { runs } from '../../kit/runs.ts';
import { policyOf, startWorld, type World, type WorldOptions } from '../../kit/world.ts';

/** Of the world's first hour, which begins at eight: the second quarter. */
const quietHours = { timeZone: 'UTC', spans: [{ fromMinute: 495, toMinute: 510 }] };
const mia = person('mia', ['slack', 'sms', 'call'], {
  rules: { critical: rules('slack', 'call 1', 'call 3'), high: rules('slack', 'sms 2') },
  mostPerMinute: 2,
  quietHours,
});
const jonas = person('jonas', ['call', 'slack']);
const ladder = policy('p', [['person mia'], ['person mia', 'person jonas', 'receiver team']], {
  step: { waitMs: 120_000, repeat: 1 },
  lastResort: [target('person jonas')],
});

const configurations: readonly WorldOptions[] = [
  { hash: 'all', onCall: onCall('p', mia, jonas, ladder) },
  { hash: 'without mia', onCall: onCall('p', jonas, ladder) },
  {
    hash: 'other numbers',
    onCall: onCall('p', person('mia', ['sms'], { mostPerMinute: 1 }), jonas, ladder),
  },
];

type Mood = 'ok' | 'retry' | 'refuse' | 'slow' | 'half';
type Act =
  | { readonly act: 'fire' | 'end'; readonly alertname: string; readonly severity: string }
  | { readonly act: 'crash'; readonly configuration: number }
  | { readonly act: 'reload'; readonly configuration: number }
  | {
      readonly act: 'command';
      readonly command: 'acknowledge' | 'hand-back' | 'awake';
      readonly incident: string;
    }
  | { readonly act: 'bounced' }
  | { readonly act: 'code'; readonly contact: string }
  | { readonly act: 'clock'; readonly seconds: number }
  | { readonly act: 'mood'; readonly mood: Mood };

const configuration = fc.integer({ min: 0, max: configurations.length - 1 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constantFrom('fire' as const, 'fire' as const, 'end' as const),
      alertname: fc.constantFrom('A', 'B', 'C', 'D'),
      severity: fc.constantFrom('critical', 'high'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('command' as const),
      command: fc.constantFrom('acknowledge' as const, 'hand-back' as const, 'awake' as const),
      incident: fc.constantFrom('INC-1', 'INC-2', 'INC-3'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('crash' as const), configuration }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('reload' as const), configuration }) },
  { weight: 1, arbitrary: fc.constant({ act: 'bounced' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('code' as const), contact: fc.constantFrom('sms', 'call') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('clock' as const), seconds: fc.constantFrom(-4_000, -20, 100) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('mood' as const),
      mood: fc.constantFrom<Mood>('ok', 'retry', 'refuse', 'slow', 'half'),
    }),
  },
);
const timeline = fc.array(fc.record({ wait: fc.constantFrom(0, 1, 5, 30, 100, 400), next: act }), {
  maxLength: 25,
});

const answers: Readonly<Record<Exclude<Mood, 'slow' | 'half'>, AttemptResult>> = {
  ok: { outcome: 'delivered', receipt: { ts: '1' } },
  retry: { outcome: 'retry', error: 'answered 503', status: 503 },
  refuse: { outcome: 'refused', error: 'answered 400', status: 400 },
};

function listen(world: World, mood: () => Mood): void {
  world.respond = ({ integration }) => {
    const now = mood();
    if (now === 'half') return integration.includes('slack') ? answers.retry : answers.ok;
    if (now !== 'slow') return answers[now];
    return new Promise(
      (resolve) => void world.clock.at(world.clock.now() + 7_000, () => resolve(answers.ok)),
    );
  };
}

async function carryOut(world: World, each: Exclude<Act, { act: 'crash' | 'mood' }>): Promise<void> {
  switch (each.act) {
    case 'fire':
      await world.post({ ...each, instance: each.alertname }, { inSeconds: 3_600 });
      return;
    case 'end':
      await world.post({ ...each, instance: each.alertname }, { now: true, startedSecondsAgo: 10 });
      return;
    case 'reload':
      return world.reload({ ...configurations[each.configuration] });
    case 'clock':
      world.clock.set(world.clock.now() + each.seconds * 1_000);
      return;
    case 'command':
      await world.engine.submit({ kind: 'command', ...each, by: 'Mia', person: 'mia' });
      return;
    case 'bounced':
      await world.engine.submit({
        ...{ kind: 'proof', change: 'bounced', by: 'net', owner: 'mia', contact: 'sms', error: 'dead' },
      });
      return;
    case 'code':
      await world.engine.submit({
        ...{ kind: 'proof', change: 'ask', by: 'Mia', owner: 'mia', contact: each.contact, code: '123456' },
      });
  }
}

type Timeline = readonly { readonly wait: number; readonly next: Act }[];

async function play(steps: Timeline, check: (state: State) => void): Promise<World> {
  let world = await startWorld(configurations[0]);
  let mood: Mood = 'ok';
  const begin = world.clock.now();
  const passed = (): number => (world.clock.now() - begin) / 1_000;
  listen(world, () => mood);
  for (const { wait, next } of steps) {
    await world.at(passed() + wait);
    if (next.act === 'mood') mood = next.mood;
    else if (next.act === 'crash') {
      world = await world.crash({ ...configurations[next.configuration] });
      listen(world, () => mood);
    } else await carryOut(world, next);
    check(world.engine.state());
  }
  mood = 'ok';
  // What is on its way to the store is there.
  await world.at(passed() + 60);
  return world;
}

/** Of each message it is known how it ended, or when it is due; and what is due is in the queue of the sender. */
function nothingIsForgotten(state: State): void {
  for (const { id, contacts, ended, code } of state.pages.values()) {
    for (const { integration, status, nextAttemptAt, notice } of contacts) {
      const key = integrationKey(pageGroup(id), integration);
      const queue = state.attempts.get(integration);
      const queued = queue?.peek(Infinity, queue.size).includes(key) ?? false;
      if (status === 'waiting')
        expect([id, integration, nextAttemptAt !== undefined, queued]).toEqual([id, integration, true, true]);
      if (status === 'sending')
        expect([id, integration, notice !== undefined, queued]).toEqual([id, integration, true, false]);
      if (status === 'failed' || status === 'stopped')
        expect([id, integration, queued]).toEqual([id, integration, false]);
    }
    const open = contacts.some(({ status }) => status !== 'failed' && status !== 'stopped');
    if (!open && code === undefined) expect([id, ended !== undefined]).toEqual([id, true]);
  }
}

test('every message of a page ends, or is due: whatever refuses, crashes, or is reloaded', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const world = await play(steps, nothingIsForgotten);
      for (const alertname of ['A', 'B', 'C', 'D'])
        for (const severity of ['critical', 'high'])
          await carryOut(world, { act: 'end', alertname, severity });
      await world.clock.advanceTo(world.clock.now() + 3 * 3_600_000);
      nothingIsForgotten(world.engine.state());
      const open = [...world.engine.state().pages.values()].flatMap(({ id, contacts }) =>
        contacts.filter(({ status }) => status === 'waiting' || status === 'sending').map(() => id),
      );
      expect(open).toEqual([]);
      await world.stop();
    }),
    { numRuns: runs(13) },
  );
}, 120_000);

const picture = (state: State) =>
  JSON.stringify([
    ...[state.pages, state.verifications, state.escalations, state.paces, state.incidents].map(
      (rows: ReadonlyMap<string, unknown>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    state.pageCount,
    [...state.attempts].flatMap(([, queue]) => queue.peek(Infinity, 1_000)).sort(),
    state.flushes.peek(Infinity, 1_000),
  ]);

test('pages are recovered as they were, and the same inputs make the same pages', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const world = await play(steps, () => undefined);
      const state = world.engine.state();
      const current = configurations.find(({ hash }) => hash === state.configuration);
      expect(picture(await recover(world.store, 'default', policyOf(current).router))).toEqual(
        picture(state),
      );
      const again = emptyState('default');
      let hash = '';
      for await (const batch of world.store.batches('default', 0)) {
        for (const input of batch.inputs) if (input.kind === 'configuration') hash = input.hash;
        step(again, policyOf(configurations.find((each) => each.hash === hash)), batch);
      }
      expect(picture(again)).toEqual(picture(state));
      void world.stop();
    }),
    { numRuns: runs(13) },
  );
}, 120_000);
