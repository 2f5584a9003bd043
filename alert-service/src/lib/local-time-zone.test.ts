import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { localTimeZone } from './local-time-zone.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-zone-'));
const zone = path.join(folder, 'zoneinfo/posix/Europe/Berlin');
mkdirSync(path.dirname(zone), { recursive: true });
writeFileSync(zone, 'TZif');
const link = path.join(folder, 'localtime');
symlinkSync(zone, link);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  [':Europe/Berlin', 'Europe/Berlin'],
  ['UTC', 'UTC'],
  ['', 'UTC'],
  [':', 'UTC'],
  [link, 'Europe/Berlin'],
  [`:${link}`, 'Europe/Berlin'],
])('TZ=%j is %s', (tz, name) => {
  expect(localTimeZone(tz)).toEqual({ name });
});

test.each(['Foo/Bar', 'UTC+2', '/nowhere/at/all', `:${folder}`, 'Etc/Unknown'])(
  'TZ=%j is UTC, and said',
  (tz) => {
    expect(localTimeZone(tz)).toEqual({
      name: 'UTC',
      fault: `TZ=${tz} names no time zone, so UTC is taken: write a name such as Europe/Berlin`,
    });
  },
);

test('without TZ it is the machine’s, and always one that Intl takes', () => {
  const { name, fault } = localTimeZone(undefined);
  expect(fault).toBeUndefined();
  expect(() => new Intl.DateTimeFormat('en', { timeZone: name })).not.toThrow();
});
