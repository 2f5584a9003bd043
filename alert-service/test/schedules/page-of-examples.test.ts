import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { scheduleOf } from '#config/on-call/core-objects';
import { readOnCallFile } from '#config/on-call/load-on-call';
import { windowsOf } from '#core/on-call/hours';
import type { Rotation } from '#core/on-call/rotation';
import { finalShifts } from '#core/on-call/shift';
import { momentOfText } from '#core/on-call/zone-clock';
import { directoryOf } from './directory-of.ts';
import { at, layer, schedule, written } from './written.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/schedules.md'), 'utf8');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The rows of the table whose head begins so. */
function rowsUnder(head: string): string[][] {
  const lines = page.split('\n');
  const begin = lines.findIndex((line) => line.startsWith(`| ${head}`)) + 2;
  const end = lines.findIndex((line, index) => index >= begin && !line.startsWith('|'));
  expect(begin).toBeGreaterThan(2);
  return lines.slice(begin, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('the schedule at the head of the page is read, and puts on call whom its table names', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const [payments] = readOnCallFile('payments.yml', yaml).document.schedules.map(scheduleOf);
  if (!payments) throw new Error('the page has no schedule');
  const rows = rowsUnder('From, in Berlin');
  const moment = (text = ''): number => momentOfText(payments.timeZone, text);
  const shifts = finalShifts(directoryOf(payments, [], ['jonas', 'mia', 'lena', 'ines']), 'payments', {
    from: moment(rows[0]?.[0]),
    to: moment(rows.at(-1)?.[1]),
  });
  expect(written(shifts, payments.timeZone)).toEqual(
    rows.map(([from = '', until = '', who = '']) => `${who} ${from} ${until}`),
  );
});

const rotationOf = (text: string): Rotation => {
  const [every, unit] = text.split(' ');
  if (unit !== 'hours' && unit !== 'days' && unit !== 'weeks' && unit !== 'months') throw new Error(text);
  return { every: Number(every), unit };
};

test.each(rowsUnder('Zone | Turn'))(
  '%s, %s from %s: a turn from %s until %s is %s hours',
  (...cells: string[]) => {
    const [zone = '', turn = '', startsOn = '', from = '', until = '', hours = ''] = cells;
    const layers = [layer('l', 'mia jonas lena', { rotation: rotationOf(turn), startsOn })];
    const directory = directoryOf(schedule(layers, { timeZone: zone }), [], ['mia', 'jonas', 'lena']);
    const [shift] = finalShifts(directory, 'payments', { from: at(from), to: at(from) + 1 });
    expect(shift).toMatchObject({ from: at(from), to: at(until) });
    expect((at(until) - at(from)) / hourMs).toBe(Number(hours));
  },
);

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

test.each(rowsUnder('Zone | Span'))('in %s, %s on %s is from %s until %s: %s hours', (...cells: string[]) => {
  const [zone = '', span = '', day = '', from = '', until = '', hours = ''] = cells;
  const [begin = '', end = ''] = span.split(' to ');
  const weekday = Temporal.PlainDate.from(day).dayOfWeek;
  const spans = [{ days: [weekday], fromMinute: minuteOf(begin), toMinute: minuteOf(end) }];
  const start = momentOfText(zone, `${day}T00:00`);
  const [window] = windowsOf(spans, zone, { from: start, to: start + 2 * dayMs });
  if (from === 'none') return expect(window).toBeUndefined();
  expect(window).toEqual({ from: at(from), to: at(until) });
  expect((at(until) - at(from)) / hourMs).toBe(Number(hours));
});
