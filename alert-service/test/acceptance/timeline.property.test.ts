import { expect, test } from '@jest/globals';
import type { LedgerEntry } from '@tocsin/model';
import fc from 'fast-check';
import { startWorld, type World } from '../kit/world.ts';
import { runs } from '../kit/runs.ts';

type Act =
  | { act: 'fire' | 'end'; who: string }
  | { act: 'crash' }
  | { act: 'receiver'; mood: 'ok' | 'retry' | 'refuse' | 'slow' };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom('fire' as const, 'end' as const),
      who: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'crash' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('receiver' as const),
      mood: fc.constantFrom('ok' as const, 'retry' as const, 'refuse' as const),
    }),
  },
);
const timeline = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 25 }), step: act }), { maxLength: 25 });

interface Told {
  readonly firing: Set<string>;
  everFiring: Set<string>;
}

/** What a person at the receiver believes after all that was delivered. */
function believe(told: Told, firing: readonly string[], resolved: readonly string[]): void {
  for (const each of resolved) told.firing.delete(each);
  for (const each of firing) {
    told.firing.add(each);
    told.everFiring.add(each);
  }
}

async function play(steps: readonly { wait: number; step: Act }[]) {
  let world: World = await startWorld();
  const told: Told = { firing: new Set(), everFiring: new Set() };
  const firing = new Map<string, number>();
  let mood: string = 'ok';
  const listen = (w: World): void => {
    w.respond = (send) => {
      if (mood === 'retry') return { outcome: 'retry', error: 'answered 503' };
      if (mood === 'refuse') return { outcome: 'refused', error: 'answered 400' };
      const names = (alerts: typeof send.notice.firing) => alerts.map((alert) => alert.labels.instance ?? '');
      believe(told, names(send.notice.firing), names(send.notice.resolved));
      return { outcome: 'delivered' };
    };
  };
  listen(world);
  let t = 0;
  const longEnough: string[] = [];
  for (const { wait, step } of steps) {
    t += wait;
    await world.at(t);
    if (step.act === 'crash') {
      world = await world.crash();
      listen(world);
    } else if (step.act === 'receiver') mood = step.mood;
    else if (step.act === 'fire') {
      if (!firing.has(step.who)) firing.set(step.who, t);
      await world.post({ instance: step.who }, { startedSecondsAgo: t - (firing.get(step.who) ?? t) });
    } else if (firing.has(step.who)) {
      const since = firing.get(step.who) ?? t;
      // Fired through at least one flush (group_wait or group_interval after a batch in between).
      if (t - since > 13) longEnough.push(step.who);
      firing.delete(step.who);
      await world.post({ instance: step.who }, { now: true, startedSecondsAgo: t - since });
    }
  }
  mood = 'ok';
  await world.at(t + 300);
  const entries: LedgerEntry[] = [];
  for await (const page of world.store.pagesAfter('default', 0)) entries.push(...page.entries);
  return { world, told, firing: new Set(firing.keys()), longEnough, entries };
}

test('whatever fires, ends, fails and crashes: in the end the receiver believes what is true', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const { told, firing, longEnough } = await play(steps);
      expect([...told.firing].sort()).toEqual([...firing].sort());
      for (const who of longEnough) expect(told.everFiring).toContain(who);
    }),
    { numRuns: runs(100) },
  );
}, 60_000);

test('every notice ends with exactly one reason, and every told flush made one', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const { entries, world } = await play(steps);
      const ended = entries.flatMap((entry) => (entry.kind === 'notice' ? [entry.notice] : []));
      expect(new Set(ended).size).toBe(ended.length);
      const made = entries.flatMap((entry) => (entry.kind === 'flush' && entry.told ? [entry.notice] : []));
      const waiting = [...world.engine.state().pending.values()].flatMap(({ first, newest }) => [
        first?.id,
        newest?.id,
      ]);
      for (const notice of made) expect([...ended, ...waiting]).toContain(notice);
    }),
    { numRuns: runs(40) },
  );
}, 60_000);

test('recovery at any moment gives the state that was lost', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const { world } = await play(
        steps.map((each) =>
          each.step.act === 'crash' ? { ...each, step: { act: 'receiver', mood: 'ok' } } : each,
        ),
      );
      const view = (w: World) => ({
        alerts: [...w.engine.state().alerts.values()].map(({ alert, seq, groups }) => ({
          alert,
          seq,
          groups,
        })),
        groups: [...w.engine.state().groups.values()],
        members: [...w.engine.state().members].map(([key, set]) => [key, [...set].sort()]),
        told: [...w.engine.state().told.values()],
        pending: [...w.engine.state().pending.values()],
      });
      const before = view(world);
      expect(view(await world.crash())).toEqual(before);
    }),
    { numRuns: runs(40) },
  );
}, 60_000);
