import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { homeOf, incidentOfAlert } from '#core/incident/home';
import { endsByPeopleOnly, type Incident, incidentDueAt } from '#core/incident/incident';
import type { State } from '#core/state';
import { anyCommand, type Command, doCommand } from '../../kit/command-arbitrary.ts';
import { onCall, person, policy } from '../../kit/people.ts';
import { runs } from '../../kit/runs.ts';
import { startWorld, type World } from '../../kit/world.ts';

type Act =
  | {
      readonly act: 'fire' | 'end';
      readonly alertname: string;
      readonly instance: string;
      readonly severity: string;
    }
  | { readonly act: 'command'; readonly command: Command }
  | { readonly act: 'crash' | 'reload' };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom('fire', 'end'),
      alertname: fc.constantFrom('Down', 'Slow'),
      instance: fc.constantFrom('a', 'b', 'c'),
      severity: fc.constantFrom('critical', 'warning'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('command' as const), command: anyCommand }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('crash', 'reload') }) },
);

const options = {
  onCall: {
    ...onCall('p', person('mia', ['slack']), person('jonas', ['sms']), policy('p', [['person mia']])),
    acknowledgementEndsAfterMs: { critical: 30_000 },
  },
};

async function play(steps: readonly { readonly wait: number; readonly step: Act }[]): Promise<World> {
  let world = await startWorld(options);
  for (const alertname of ['Down', 'Slow'])
    for (const instance of ['a', 'b'])
      await world.post({ alertname, instance, severity: 'warning' }, { inSeconds: 7_200 });
  await world.clock.advanceTo(world.clock.now() + 4_000);
  for (const { wait, step } of steps) {
    await world.clock.advanceTo(world.clock.now() + wait * 1_000);
    if (step.act === 'command') await doCommand(world, step.command);
    else if (step.act === 'crash') world = await world.crash();
    else if (step.act === 'reload') await world.reload();
    else {
      const { act: _, ...labels } = step;
      await world.post(
        labels,
        step.act === 'end' ? { now: true, startedSecondsAgo: 60 } : { inSeconds: 7_200 },
      );
    }
  }
  // Each group is flushed once more.
  await world.clock.advanceTo(world.clock.now() + 25_000);
  return world;
}

const fires = (state: State, fingerprint: string): boolean =>
  (state.alerts.get(fingerprint)?.alert.endsAt ?? 0) > state.now;

function lostAlerts(state: State): string[] {
  return [...state.alerts.keys()].filter((each) => {
    if (!fires(state, each)) return false;
    const incident = incidentOfAlert(state, each);
    return !incident || (incident.status === 'resolved' && incident.stillFiring?.[each] === undefined);
  });
}

const isForgotten = (state: State, incident: Incident): boolean =>
  incident.status !== 'resolved' &&
  !endsByPeopleOnly(incident) &&
  !incident.alerts.some((each) => fires(state, each) && homeOf(state, each)?.id === incident.id);

test('whatever people do: what fires has an incident that is open or was ended by somebody, and none stays open for nothing', async () => {
  const timeline = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 20 }), step: act }), {
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const world = await play(steps);
      const state = world.engine.state();
      const all = [...state.incidents.values()];
      expect(lostAlerts(state)).toEqual([]);
      expect(all.filter((each) => isForgotten(state, each)).map(({ id }) => id)).toEqual([]);
      expect(all.filter((each) => (incidentDueAt(each) ?? Infinity) < state.now)).toEqual([]);
      for (const { status, assignee, snoozed, mergedInto } of all) {
        if (status === 'acknowledged' || status === 'snoozed') expect(assignee).toBeDefined();
        if (status === 'triggered') expect(assignee).toBeUndefined();
        expect(snoozed !== undefined).toBe(status === 'snoozed');
        if (mergedInto !== undefined) expect(status).toBe('resolved');
      }
      await world.stop();
    }),
    { numRuns: runs(60) },
  );
}, 120_000);
