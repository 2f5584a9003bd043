import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Directory } from '#core/on-call/directory';
import { finalLane, finalShifts, onCallAt, shiftsBetween } from '#core/on-call/shift';
import type { Window } from '#core/on-call/zone-clock';
import { runs } from '../kit/runs.ts';
import { Versions } from './directory-of.ts';
import { type Case, everybody, quarterMs, scheduleCase } from './schedule-arbitrary.ts';
import { type Moment, walked } from './second-calculation.ts';

const dayMs = 86_400_000;

/** What the engine says at the same moments. */
function said(directory: Directory, window: Window): Moment[] {
  const lane = finalLane(directory, 's', window);
  const found: Moment[] = [];
  for (const { from, to, people } of lane)
    for (let at = Math.ceil(from / quarterMs) * quarterMs; at < to; at += quarterMs)
      found.push({ at, people: people.map(({ person }) => person).sort() });
  return found;
}

function directoryOfCase({ schedule, imported, overrides }: Case): Directory {
  const versions = new Versions().people(everybody).schedule(schedule).calendar(schedule, imported);
  overrides.forEach((override, index) => versions.override(override, index));
  return versions.directory;
}

const windowOf = ({ middle }: Case): Window => {
  const start = Math.floor(middle / quarterMs) * quarterMs - 3 * dayMs;
  return { from: start, to: start + 6 * dayMs };
};

test('whoever is on call by arithmetic is on call by walking along the wall clock', () => {
  fc.assert(
    fc.property(scheduleCase, (each) => {
      const window = windowOf(each);
      const directory = directoryOfCase(each);
      const walk = { ...each, people: new Set(everybody) };
      expect(said(directory, window)).toEqual(walked(walk, { ...window, stepMs: quarterMs }));
    }),
    { numRuns: runs(75) },
  );
});

test('a lane has no hole and no overlap, each gap says why, and no moment is lost or counted twice', () => {
  fc.assert(
    fc.property(scheduleCase, (each) => {
      const window = windowOf(each);
      const directory = directoryOfCase(each);
      const lane = finalLane(directory, 's', window);
      expect(lane.map(({ from }) => from)).toEqual([window.from, ...lane.slice(0, -1).map(({ to }) => to)]);
      expect(lane.at(-1)?.to).toBe(window.to);
      for (const { from, to, people, why } of lane) {
        expect(from).toBeLessThan(to);
        expect(people.length === 0).toBe(why !== undefined);
        expect(new Set(people.map(({ person }) => person)).size).toBe(people.length);
      }
    }),
    { numRuns: runs(100) },
  );
});

test('what is said of one moment is what is drawn of a window, wherever that begins', () => {
  const inside = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(scheduleCase, inside, (each, [one, other]) => {
      const window = windowOf(each);
      const directory = directoryOfCase(each);
      const whole = shiftsBetween(directory, 's', window);
      const at = Math.floor(window.from + one * (window.to - window.from - 1));
      const at2 = Math.floor(at + other * (window.to - at - 1));
      const during = ({ from, to }: Window): boolean => from <= at && at < to;
      expect(onCallAt(directory, 's', at)).toEqual(whole.final.filter(during));
      expect(whole.gaps.some(during)).toBe(onCallAt(directory, 's', at).length === 0);
      const part = { from: at, to: at2 + 1 };
      expect(finalShifts(directory, 's', part)).toEqual(
        whole.final.filter(({ from, to }) => from < part.to && to > part.from),
      );
    }),
    { numRuns: runs(100) },
  );
});
