import { expect, test } from '@jest/globals';
import { finalLane, finalShifts } from '#core/on-call/shift';
import { clockChanges } from '#core/on-call/zone-clock';
import { runs } from '../kit/runs.ts';
import { directoryOf } from './directory-of.ts';
import { changesOf, everybody, quarterMs, zones } from './schedule-arbitrary.ts';
import { walked } from './second-calculation.ts';

const dayMs = 86_400_000;

/** Some of the changes of a zone, spread over all years; with enough runs, each. */
function sampleOf(zone: string): number[] {
  const all = changesOf(zone);
  const wanted = runs(2);
  // Where it has none, any day is like another.
  if (all.length === 0) return [Date.UTC(2026, 10, 22)];
  const stride = Math.max(1, all.length / wanted);
  const start = [...zone].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % Math.ceil(stride);
  return [...Array(Math.min(wanted, all.length)).keys()].flatMap(
    (index) => all[Math.floor(start + index * stride) % all.length] ?? [],
  );
}

const text = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

/** Times of day at and around a change: just before it, in what is skipped or shown twice, just after it. */
function timesAround(zone: string, at: number): number[] {
  const [change] = clockChanges(zone, { from: at, to: at + 1 });
  const [low, high] = change
    ? [Math.min(change.wallBefore, change.wallAfter), Math.max(change.wallBefore, change.wallAfter)]
    : [at, at];
  const middle = Math.round((low + high) / 2 / quarterMs) * quarterMs;
  return [...new Set([low - quarterMs, low, middle, high - quarterMs, high, high + quarterMs])];
}

const daily = (zone: string, startsOn: string) => ({
  id: 's',
  name: 'S',
  timeZone: zone,
  layers: [
    {
      id: 'l',
      name: 'L',
      turns: everybody.map((person) => [person]),
      rotation: { every: 1, unit: 'days' as const },
      startsOn,
    },
  ],
});

const wallIn = (zone: string): ((at: number) => string) => {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return (at) => format.format(at).replace(' ', 'T');
};

/** `expect` at each moment would take longer than all that is calculated: faults are gathered. */
test('in every zone a daily handover keeps its time of day on the wall, also across a change of the clock', () => {
  expect(zones.length).toBeGreaterThan(400);
  const faults: unknown[] = [];
  let atChange = 0;
  for (const zone of zones) {
    const wall = wallIn(zone);
    for (const at of sampleOf(zone))
      for (const time of timesAround(zone, at)) {
        const directory = directoryOf(daily(zone, text(time - 40 * dayMs)), [], everybody);
        const shifts = finalShifts(directory, 's', { from: at - 2 * dayMs, to: at + 2 * dayMs });
        for (const { from, to } of shifts) {
          const isOnTime = wall(from).slice(11) === text(time).slice(11);
          // Of a time that is shown twice it is the first; of one that is skipped, where the clock jumps over it.
          if (isOnTime ? wall(from - 1) >= wall(from) : from !== at) faults.push({ zone, from, time });
          if (from >= to) faults.push({ zone, from, to });
          if (!isOnTime) atChange += 1;
        }
      }
  }
  expect(faults).toEqual([]);
  expect(atChange).toBeGreaterThan(100);
});

test('in every zone a walk along its wall clock finds the same people around a change, and no moment without any', () => {
  const faults: unknown[] = [];
  for (const zone of zones)
    for (const at of sampleOf(zone)) {
      const time = timesAround(zone, at)[2] ?? at;
      const schedule = daily(zone, text(time - 40 * dayMs));
      const start = Math.floor(at / quarterMs) * quarterMs;
      const window = { from: start - dayMs, to: start + dayMs };
      const lane = finalLane(directoryOf(schedule, [], everybody), 's', window);
      const found = walked(
        { schedule, overrides: [], people: new Set(everybody) },
        { ...window, stepMs: quarterMs },
      );
      for (const moment of found) {
        const stretch = lane.find(({ from, to }) => from <= moment.at && moment.at < to);
        const [one, ...more] = stretch?.people.map(({ person }) => person) ?? [];
        if (one !== moment.people[0] || more.length > 0) faults.push({ zone, one, ...moment });
      }
      const length = lane.reduce((sum, { from, to }) => sum + to - from, 0);
      if (length !== window.to - window.from) faults.push({ zone, at, length });
    }
  expect(faults).toEqual([]);
});
