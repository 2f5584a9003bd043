import { expect, test } from '@jest/globals';
import { isSettled } from './settle.ts';

const ended = (fingerprint: string) => ({ alert: { fingerprint, endsAt: 1 }, seq: 1 });
const names = Array.from({ length: 60_000 }, (_, index) => index.toString(16).padStart(16, '0'));

test('those whose end waits for the morning are asked for at a start without delay, however many they are', () => {
  const group = { settledAt: 2, settledSeq: 2, held: names };
  const before = process.cpuUsage();
  expect(names.filter((each) => isSettled(ended(each), group))).toEqual([]);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(2_000);
  expect(isSettled(ended('other'), group)).toBe(true);
});
