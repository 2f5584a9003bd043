import type { ScheduleShifts } from '@tocsin/api';
import { dayOf, mondayOf, momentOf, shortZone, spanIn } from '../zoned';
import { placeIn, weekOf } from './weeks';

const zone = 'Europe/Berlin';
const iso = (field: string) => new Date(momentOf(zone, field)).toISOString();
const shift = (person: string, from: string, until: string) => ({
  person,
  name: person,
  from: iso(from),
  until: iso(until),
  by: { kind: 'layer' as const, id: 'days' },
});
const shifts = (change: Partial<ScheduleShifts>): ScheduleShifts => ({
  from: iso('2026-10-19T00:00'),
  to: iso('2026-10-26T00:00'),
  timeZone: zone,
  final: [],
  layers: [],
  overrides: [],
  gaps: [],
  clockChanges: [],
  load: [],
  ...change,
});

test('a wall clock is read in the zone of the schedule, and the Sunday when clocks go back has 25 h', () => {
  expect(iso('2026-10-20T09:00')).toBe('2026-10-20T07:00:00.000Z');
  expect(dayOf(zone, '2026-10-25').hours).toBe(25);
  expect(dayOf(zone, '2026-03-29').hours).toBe(23);
  expect(mondayOf('2026-10-25')).toBe('2026-10-19');
  expect(shortZone(zone, momentOf(zone, '2026-10-20T09:00'))).toBe('CEST');
  expect(spanIn(zone, { from: momentOf(zone, '2026-10-28T18:00'), to: momentOf(zone, '2026-10-28T22:00') })).toBe(
    'Wed 28 Oct, 18:00 to 22:00'
  );
});

test('a shift over the end of a week is cut there, and keeps its own times', () => {
  const week = weekOf(shifts({ final: [shift('lena', '2026-10-24T00:00', '2026-10-27T09:00')] }), '2026-10-19');
  const [bar] = week.lanes[0]?.bars ?? [];
  expect(bar?.left).toBeCloseTo(5 / 7);
  expect((bar?.left ?? 0) + (bar?.width ?? 0)).toBeCloseTo(1);
  expect(bar?.to).toBe(momentOf(zone, '2026-10-27T09:00'));
});

test('a gap stands in the lane that counts, between those who are on call', () => {
  const week = weekOf(
    shifts({
      final: [
        shift('mia', '2026-10-19T00:00', '2026-10-21T18:00'),
        shift('ines', '2026-10-21T22:00', '2026-10-26T00:00'),
      ],
      gaps: [{ from: iso('2026-10-21T18:00'), until: iso('2026-10-21T22:00'), why: 'No layer has anybody then.' }],
    }),
    '2026-10-19'
  );
  expect(week.lanes[0]?.bars.map(({ shift: one, gap }) => one?.name ?? gap?.why)).toEqual([
    'mia',
    'No layer has anybody then.',
    'ines',
  ]);
  expect(placeIn(week.days, momentOf(zone, '2026-10-21T12:00'))).toBeCloseTo(2.5 / 7);
});
