import { expect, test } from '@jest/globals';
import { child, end, read, wrong } from './kit/alertmanager-examples.ts';

const entry = (line: string): string =>
  `route: {receiver: a}\n${end}time_intervals:\n- name: n\n  time_intervals:\n  - ${line}\n`;
const intervals = (line: string) => read(entry(line)).timeIntervals.get('n');

test('every field of a time interval is read, as upstream reads it', () => {
  const text = [
    "times: [{start_time: 09:00, end_time: '17:30'}, {start_time: 23:59, end_time: 24:00}]",
    "    weekdays: [Monday:friday, 'sunday']",
    '    days_of_month: [1:5, -3:-1, 15, 1:-1]',
    '    months: [may:August, 12, 0:99]',
    '    years: [2026, 2027:2030, -1:+4]',
    '    location: Europe/Kyiv',
  ].join('\n');
  expect(intervals(text)).toEqual([
    {
      times: [
        { fromMinute: 540, toMinute: 1050 },
        { fromMinute: 1439, toMinute: 1440 },
      ],
      weekdays: [
        { from: 1, to: 5 },
        { from: 0, to: 0 },
      ],
      daysOfMonth: [
        { from: 1, to: 5 },
        { from: -3, to: -1 },
        { from: 15, to: 15 },
        { from: 1, to: -1 },
      ],
      months: [
        { from: 5, to: 8 },
        { from: 12, to: 12 },
        { from: 0, to: 99 },
      ],
      years: [
        { from: 2026, to: 2026 },
        { from: 2027, to: 2030 },
        { from: -1, to: 4 },
      ],
      location: 'Europe/Kyiv',
    },
  ]);
});

test('no location is UTC; a field that is not given is not asked, one that is empty never holds', () => {
  expect(intervals('{years:, months: [], location: ""}')).toEqual([{ months: [], location: 'UTC' }]);
  expect(intervals('{location: UTC}')).toEqual([{ location: 'UTC' }]);
  expect(intervals('{location: posix/Asia/Tokyo}')).toEqual([{ location: 'Asia/Tokyo' }]);
  expect(intervals('')).toEqual([{ location: 'UTC' }]);
});

test('what is null is what Go makes of it, with a warning where nobody means that', () => {
  expect(intervals('{weekdays: [~], times: [~]}')).toEqual([
    { weekdays: [{ from: 0, to: 0 }], times: [{ fromMinute: 0, toMinute: 0 }], location: 'UTC' },
  ]);
  expect(read(entry('{weekdays: [~], years: []}')).warnings.map(({ message }) => message)).toEqual([
    'an empty day means Sunday: fill it in, or take it out',
    'an empty list of years never holds: take it out to hold always',
  ]);
  expect(read(`route: {receiver: a}\n${end}time_intervals: [~]\n`).timeIntervals.get('')).toEqual([]);
});

test('the old list and the new one are one space of names, and the old one is told of', () => {
  const both = (name: string): string =>
    `route: {receiver: a}\n${end}mute_time_intervals: [{name: n}]\ntime_intervals: [{name: ${name}}]\n`;
  const { timeIntervals, warnings } = read(both('m'));
  expect([...timeIntervals.keys()]).toEqual(['n', 'm']);
  expect(warnings).toMatchObject([{ line: 5, message: expect.stringContaining('write time_intervals') }]);
  expect(wrong(both('n'))).toContain('6:25: there are two time intervals "n"');
});

test('a route holds the names of its intervals, and hands them to nobody', () => {
  const named = `${child('{mute_time_intervals: [n], active_time_intervals: [m], routes: [{receiver: b}]}')}time_intervals: [{name: n}, {name: m}]\n`;
  const [route] = read(named).root.children;
  expect(route).toMatchObject({ muteTimeIntervals: ['n'], activeTimeIntervals: ['m'] });
  expect(route?.children[0]).toMatchObject({ muteTimeIntervals: [], activeTimeIntervals: [] });
});

test('the shown configuration says what was written', () => {
  const config = read(entry('{weekdays: [monday:friday], times: [{start_time: 09:00, end_time: 24:00}]}'));
  expect(read(config.original).timeIntervals).toEqual(config.timeIntervals);
  expect(read(config.original).original).toBe(config.original);
});

test.each([
  ['weekdays: [mon-fri]', '8:16: a range is written with a colon: monday:friday'],
  ['weekdays: [Friday:monday]', '8:16: the range ends before it begins: weeks begin on Sunday'],
  ['weekdays: [monady]', '8:16: "monady" is no day of the week; did you mean "monday"?'],
  ['weekdays: [1]', '8:16: "1" is no day of the week; there is sunday, monday'],
  ['weekdays: ["monday:tuesday:friday"]', '8:16: a range has one colon: write it as monday:friday'],
  ['weekdays: monday', '8:15: expected a list of days, each after a dash'],
  ['days_of_month: [0]', '8:21: a day of the month is 1 to 31, or -31 to -1'],
  ['days_of_month: [32]', '8:21: a day of the month is 1 to 31'],
  ["days_of_month: ['-1:1']", '8:21: a range that begins from the month’s end must end there too'],
  ["days_of_month: ['25:-5']", '8:21: the range ends before it begins'],
  ['days_of_month: [1.5]', '8:21: "1.5" is no day of the month'],
  ['months: [june:may]', '8:14: the range ends before it begins: write two'],
  ['months: [mai]', '8:14: "mai" is no month; did you mean "may"?'],
  ['years: [2030:2026]', '8:13: the range ends before it begins: write the earlier year first'],
  ['times: [{start_time: 9:00, end_time: 24:00}]', '8:26: "9:00" is no time of day: write two digits each'],
  ['times: [{start_time: 22:00, end_time: 06:00}]', '8:43: end_time must be later than start_time'],
  ['times: [{start_time: 22:00}]', '8:13: end_time is missing'],
  ['times: [22:00]', '8:13: expected fields here'],
  ['location: europe/berlin', '8:15: "europe/berlin" is no time zone; did you mean "Europe/Berlin"?'],
  ['location: PST', '8:15: "PST" is no time zone: write a name such as Europe/Berlin'],
  ['location: "+01:00"', '8:15: "+01:00" is no time zone'],
  ['time: []', '8:5: unknown field "time"; did you mean "times"?'],
])('the entry %s is refused: %s', (line, expected) => {
  expect(wrong(entry(line))).toContain(expected);
});

test('a route to an interval that is wrong in itself is no second error', () => {
  const text = `${child('mute_time_intervals: [n]')}time_intervals: [{name: n, time_intervals: [{years: [x]}]}]\n`;
  expect(wrong(text).split('\n')).toEqual([expect.stringMatching(/^8:\d+: "x" is no year/)]);
});

test('the root route has no intervals: it is where alerts go that nothing else takes', () => {
  const text = (field: string): string =>
    `route: {receiver: a, ${field}: [n]}\n${end}time_intervals: [{name: n}]\n`;
  for (const field of ['mute_time_intervals', 'active_time_intervals'])
    expect(wrong(text(field))).toContain(`1:22: the root route cannot have ${field}`);
});
