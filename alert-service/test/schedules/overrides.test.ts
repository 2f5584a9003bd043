import { expect, test } from '@jest/globals';
import type { Override } from '#core/on-call/schedule';
import { onCallAt, shiftsBetween } from '#core/on-call/shift';
import { directoryOf, Versions } from './directory-of.ts';
import { at, layer, schedule, written } from './written.ts';

const people = ['mia', 'jonas', 'lena', 'ines'];
const payments = schedule([layer('days', 'mia jonas lena')]);
const berlin = 'Europe/Berlin';
const twoDays = { from: at('2026-11-02T08:00Z'), to: at('2026-11-04T08:00Z') };

let count = 0;
const override = (from: string, to: string, who: Partial<Override>): Override => ({
  id: `o${(count += 1)}`,
  schedule: 'payments',
  from: at(from),
  to: at(to),
  ...who,
});

const final = (...overrides: Override[]): string[] =>
  written(shiftsBetween(directoryOf(payments, overrides, people), 'payments', twoDays).final, berlin);

test('who covers for somebody takes their time and no more; they are back afterwards', () => {
  expect(
    final(override('2026-11-02T17:00Z', '2026-11-03T17:00Z', { person: 'ines', insteadOf: 'mia' })),
  ).toEqual([
    'mia 2026-11-02T09:00 2026-11-02T18:00',
    'ines 2026-11-02T18:00 2026-11-03T09:00',
    'jonas 2026-11-03T09:00 2026-11-04T09:00',
  ]);
});

test('an override that names nobody to replace takes the time of whoever it is, as one shift', () => {
  const ines = override('2026-11-02T17:00Z', '2026-11-03T17:00Z', { person: 'ines' });
  expect(final(ines)).toEqual([
    'mia 2026-11-02T09:00 2026-11-02T18:00',
    'ines 2026-11-02T18:00 2026-11-03T18:00',
    'jonas 2026-11-03T18:00 2026-11-04T09:00',
  ]);
  const [shift] = onCallAt(directoryOf(payments, [ines], people), 'payments', at('2026-11-03T09:00Z'));
  expect(shift).toMatchObject({ person: 'ines', insteadOf: ['mia', 'jonas'] });
});

test('the newest override counts, and one for the same person as an older one takes it from whoever covers', () => {
  const older = override('2026-11-02T12:00Z', '2026-11-02T20:00Z', { person: 'ines', insteadOf: 'mia' });
  const newer = override('2026-11-02T14:00Z', '2026-11-02T16:00Z', { person: 'lena', insteadOf: 'mia' });
  expect(final(older, newer).slice(0, 5)).toEqual([
    'mia 2026-11-02T09:00 2026-11-02T13:00',
    'ines 2026-11-02T13:00 2026-11-02T15:00',
    'lena 2026-11-02T15:00 2026-11-02T17:00',
    'ines 2026-11-02T17:00 2026-11-02T21:00',
    'mia 2026-11-02T21:00 2026-11-03T09:00',
  ]);
  expect(final(newer, older)[1]).toBe('ines 2026-11-02T13:00 2026-11-02T21:00');
});

test('a swap is two overrides: each takes the other one’s turn', () => {
  expect(
    final(
      override('2026-11-02T08:00Z', '2026-11-03T08:00Z', { person: 'jonas', insteadOf: 'mia', swap: 's' }),
      override('2026-11-03T08:00Z', '2026-11-04T08:00Z', { person: 'mia', insteadOf: 'jonas', swap: 's' }),
    ),
  ).toEqual(['jonas 2026-11-02T09:00 2026-11-03T09:00', 'mia 2026-11-03T09:00 2026-11-04T09:00']);
});

test('an override with nobody is a gap that was meant; of two on call together it leaves the other', () => {
  const away = override('2026-11-02T17:00Z', '2026-11-02T21:00Z', { insteadOf: 'mia' });
  const { gaps } = shiftsBetween(directoryOf(payments, [away], people), 'payments', twoDays);
  expect(gaps).toEqual([{ from: away.from, to: away.to, why: 'nobody-on-purpose' }]);
  const both = schedule([layer('days', 'mia+jonas lena')]);
  const directory = directoryOf(both, [away], people);
  expect(onCallAt(directory, 'payments', away.from).map(({ person }) => person)).toEqual(['jonas']);
  expect(onCallAt(directory, 'payments', away.to)).toHaveLength(2);
});

test('whoever is to come but does not exist takes nothing; whoever is to go but does not exist is whoever it is', () => {
  const gone = override('2026-11-02T12:00Z', '2026-11-02T20:00Z', { person: 'gone', insteadOf: 'mia' });
  expect(final(gone)[0]).toBe('mia 2026-11-02T09:00 2026-11-03T09:00');
  const forGone = override('2026-11-02T12:00Z', '2026-11-02T20:00Z', { person: 'ines', insteadOf: 'gone' });
  expect(final(forGone)[1]).toBe('ines 2026-11-02T13:00 2026-11-02T21:00');
});

test('the turn of a person who was deleted goes to the layer below; without one it is a gap that says so', () => {
  const deleted = at('2026-11-02T12:00Z');
  const versions = new Versions().people(people).set(deleted, { kind: 'person', id: 'mia' });
  versions.schedule(payments);
  expect(shiftsBetween(versions.directory, 'payments', twoDays)).toMatchObject({
    gaps: [{ from: deleted, to: at('2026-11-03T08:00Z'), why: 'person-unknown' }],
  });
  versions.schedule(schedule([layer('below', 'ines'), layer('days', 'mia jonas lena')]));
  expect(written(shiftsBetween(versions.directory, 'payments', twoDays).final, berlin)).toEqual([
    'mia 2026-11-02T09:00 2026-11-02T13:00',
    'ines 2026-11-02T13:00 2026-11-03T09:00',
    'jonas 2026-11-03T09:00 2026-11-04T09:00',
  ]);
});

test('of several layers the last that has somebody counts, an imported calendar above them, and overrides above all', () => {
  const nights = [{ fromMinute: 22 * 60, toMinute: 6 * 60 }];
  const layered = schedule([layer('days', 'mia jonas'), layer('nights', 'lena', { restrictions: nights })], {
    calendar: 'https://calendar.example.org/on-call.ics',
  });
  const ines = { person: 'ines', from: at('2026-11-02T22:00Z'), to: at('2026-11-03T01:00Z') };
  const jonas = override('2026-11-03T00:00Z', '2026-11-03T00:30Z', { person: 'jonas' });
  const versions = new Versions().people(people).schedule(layered).calendar(layered, [ines]).override(jonas);
  const { final: shifts, layers } = shiftsBetween(versions.directory, 'payments', {
    from: at('2026-11-02T08:00Z'),
    to: at('2026-11-03T08:00Z'),
  });
  expect(written(shifts, berlin)).toEqual([
    'mia 2026-11-02T09:00 2026-11-02T22:00',
    'lena 2026-11-02T22:00 2026-11-02T23:00',
    'ines 2026-11-02T23:00 2026-11-03T01:00',
    'jonas 2026-11-03T01:00 2026-11-03T01:30',
    'ines 2026-11-03T01:30 2026-11-03T02:00',
    'lena 2026-11-03T02:00 2026-11-03T06:00',
    'mia 2026-11-03T06:00 2026-11-03T09:00',
  ]);
  expect(layers.map((each) => [each.layer, ...written(each.shifts, berlin)])).toEqual([
    ['days', 'mia 2026-11-02T09:00 2026-11-03T09:00'],
    ['nights', 'lena 2026-11-02T22:00 2026-11-03T06:00'],
  ]);
});
