import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createGet } from '#app/calendars';
import { say, startHttpServer, type HttpServer } from '#channels/kit/http-server';
import { readShiftCalendar } from '#config/calendar-shifts';
import { objectIn } from '#core/on-call/directory';
import type { Schedule } from '#core/on-call/schedule';
import { onCallAt } from '#core/on-call/shift';
import { createCalendarLoop } from '#engine/calendar-loop';
import { silentLog } from '#lib/log';
import type { Loop } from '#lib/loop';
import { person } from '../kit/people.ts';
import { startWorld, type World } from '../kit/world.ts';
import { schedule } from './written.ts';

let server: HttpServer;
let world: World;
let loop: Loop;
let close: () => void;

const ical = (name: string, end = 'END:VCALENDAR'): string => {
  const [from, to] = [world.clock.now() - 3_600_000, world.clock.now() + 86_400_000].map((each) =>
    new Date(each).toISOString().replace(/\.\d+|[-:]/g, ''),
  );
  return [
    ...['BEGIN:VCALENDAR', 'BEGIN:VEVENT', `SUMMARY:${name} on call`, `DTSTART:${from}`, `DTEND:${to}`],
    ...['END:VEVENT', end, ''],
  ].join('\r\n');
};

const named = (address: string): Schedule => schedule([], { calendar: `${server.origin}${address}` });
const onCall = (): string[] =>
  onCallAt(world.engine.state().directory, 'payments', world.clock.now()).map((shift) => shift.person);
const versions = () => world.engine.state().directory.get('calendar payments') ?? [];
const problems = (): readonly string[] | undefined =>
  objectIn(world.engine.state().directory, { kind: 'calendar', id: 'payments' })?.problems;

beforeEach(async () => {
  server = await startHttpServer(say(404));
  world = await startWorld({
    onCall: {
      objects: [
        person('mia', []),
        person('jonas', []),
        { kind: 'schedule', id: 'payments', value: named('/a.ics') },
      ],
    },
  });
  const { get, close: closeGet } = createGet(world.clock);
  close = closeGet;
  const { engine, clock } = world;
  loop = createCalendarLoop({ engine, clock, log: silentLog, get, read: readShiftCalendar });
});

afterEach(async () => {
  await loop.stop();
  close();
  await world.stop();
  await server.close();
});

const minutesUntil = (next: number): number => (next - world.clock.now()) / 60_000;

test('whoever a calendar names is on call, and reading the same again changes nothing', async () => {
  server.answer = say(200, ical('Mia'));
  expect(minutesUntil(await loop.step(world.clock.now()))).toBe(15);
  expect(onCall()).toEqual(['mia']);
  const { seq } = world.engine.state();
  await world.at(15 * 60);
  const before = server.received.length;
  await loop.step(world.clock.now());
  expect(server.received.length).toBe(before + 1);
  expect(versions()).toHaveLength(1);
  expect(world.engine.state().seq).toBeGreaterThanOrEqual(seq);
});

test('a calendar that changes is followed; the past stays what it was', async () => {
  server.answer = say(200, ical('Mia'));
  await loop.step(world.clock.now());
  const then = world.clock.now();
  await world.at(15 * 60);
  server.answer = say(200, ical('Jonas'));
  await loop.step(world.clock.now());
  expect(onCall()).toEqual(['jonas']);
  const [before] = onCallAt(world.engine.state().directory, 'payments', then);
  expect(before?.person).toBe('mia');
});

test.each([
  ['is gone', say(404), 'The calendar cannot be read: its server answers 404: check its address'],
  ['is a page to sign in', say(200, '<html>'), 'this is no iCalendar'],
  ['is cut off', say(200, 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n'), 'it ends in the middle'],
  ['leads elsewhere', say(302, '', { location: 'http://127.0.0.1:1/' }), 'it redirects elsewhere'],
])(
  'a calendar that %s changes nobody’s shift: it is said, and tried again soon',
  async (_, answer, words) => {
    server.answer = say(200, ical('Mia'));
    await loop.step(world.clock.now());
    await world.at(15 * 60);
    server.answer = answer;
    expect(minutesUntil(await loop.step(world.clock.now()))).toBe(2);
    expect(onCall()).toEqual(['mia']);
    expect(problems()).toEqual([expect.stringContaining(words)]);
    expect(JSON.stringify(problems())).not.toContain(server.origin);
  },
);

test('an address that the app gave never leads inside', async () => {
  await world.reload({ onCall: { objects: [person('mia', [])] } });
  server.answer = say(200, ical('Mia'));
  const value = named('/b.ics');
  await world.engine.submit({
    kind: 'on-call',
    by: 'ann',
    change: 'set',
    object: { kind: 'schedule', id: 'payments', value },
  });
  await loop.step(world.clock.now());
  expect(onCall()).toEqual([]);
  expect(problems()).toEqual([expect.stringContaining('may not be connected to')]);
  expect(server.received).toEqual([]);
});
