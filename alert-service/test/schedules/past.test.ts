import { expect, test } from '@jest/globals';
import { onCallAt, shiftsBetween } from '#core/on-call/shift';
import { Versions } from './directory-of.ts';
import { at, layer, schedule, written } from './written.ts';

const people = ['mia', 'jonas', 'lena'];
const who = (versions: Versions, time: string): string[] =>
  onCallAt(versions.directory, 'payments', at(time)).map(({ person }) => person);

test('who was on call stays what it was when the schedule is changed later', () => {
  const versions = new Versions().people(people).schedule(schedule([layer('days', 'mia')]));
  versions.schedule(schedule([layer('days', 'jonas')]), at('2026-11-10T12:00Z'));
  expect(who(versions, '2026-11-10T11:59:59Z')).toEqual(['mia']);
  expect(who(versions, '2026-11-10T12:00Z')).toEqual(['jonas']);
  const shifts = shiftsBetween(versions.directory, 'payments', {
    from: at('2026-11-10T08:00Z'),
    to: at('2026-11-11T08:00Z'),
  });
  expect(written(shifts.final, 'Europe/Berlin')).toEqual([
    'mia 2026-11-10T09:00 2026-11-10T13:00',
    'jonas 2026-11-10T13:00 2026-11-11T09:00',
  ]);
});

test('a change that concerns nobody on call cuts no shift in two', () => {
  const versions = new Versions().people(people).schedule(schedule([layer('days', 'mia jonas')]));
  versions.schedule(schedule([layer('days', 'mia jonas')], { name: 'Money' }), at('2026-11-02T12:00Z'));
  versions.people(['mia'], { at: at('2026-11-02T13:00Z') });
  const [shift] = onCallAt(versions.directory, 'payments', at('2026-11-02T14:00Z'));
  expect(shift).toMatchObject({ from: at('2026-11-02T08:00Z'), to: at('2026-11-03T08:00Z') });
});

test('an override counts from when it was made, and what it did stays true once it is deleted', () => {
  const versions = new Versions().people(people).schedule(schedule([layer('days', 'mia jonas')]));
  const times = { from: at('2026-11-02T08:00Z'), to: at('2026-11-02T20:00Z') };
  const override = { id: 'o', schedule: 'payments', person: 'lena', ...times };
  versions.override(override, at('2026-11-02T12:00Z'));
  versions.set(at('2026-11-02T18:00Z'), { kind: 'override', id: 'o' });
  expect(who(versions, '2026-11-02T11:00Z')).toEqual(['mia']);
  expect(who(versions, '2026-11-02T13:00Z')).toEqual(['lena']);
  expect(who(versions, '2026-11-02T19:00Z')).toEqual(['mia']);
});

test('before a schedule was made, and after it was deleted, nobody was on call in it, and it says why', () => {
  const versions = new Versions()
    .people(people)
    .schedule(schedule([layer('days', 'mia')]), at('2026-11-05T00:00Z'))
    .set(at('2026-11-06T00:00Z'), { kind: 'schedule', id: 'payments' });
  const window = { from: at('2026-11-04T00:00Z'), to: at('2026-11-07T00:00Z') };
  expect(shiftsBetween(versions.directory, 'payments', window).gaps).toEqual([
    { from: window.from, to: at('2026-11-05T00:00Z'), why: 'no-schedule' },
    { from: at('2026-11-06T00:00Z'), to: window.to, why: 'no-schedule' },
  ]);
  expect(who(versions, '2026-11-06T00:00Z')).toEqual([]);
});

test('what a calendar said is forgotten when the schedule names another one', () => {
  const from = { ...schedule([]), calendar: 'https://calendar.example.org/old.ics' };
  const shifts = [{ person: 'mia', from: at('2026-11-02T08:00Z'), to: at('2026-11-09T08:00Z') }];
  const versions = new Versions().people(people).schedule(from).calendar(from, shifts);
  versions.schedule({ ...from, calendar: 'https://calendar.example.org/new.ics' }, at('2026-11-04T00:00Z'));
  expect(who(versions, '2026-11-03T23:59Z')).toEqual(['mia']);
  expect(who(versions, '2026-11-04T00:00Z')).toEqual([]);
});
