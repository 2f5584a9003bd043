import { expect, test } from '@jest/globals';
import { mismatch, type Signs } from './match.ts';

const signs: Signs = {
  silence: (name) => (name === 'quiet' ? 'id-1' : undefined),
  fingerprint: (name) => (name === 'a' ? 'fp-a' : undefined),
  epoch: (seconds) => 1_800_000_000_000 + seconds * 1_000,
  toleranceMs: 500,
};

test('a body may hold more than is expected, and not less', () => {
  expect(mismatch({ a: 1 }, { a: 1, b: 2 }, signs)).toBeUndefined();
  expect(mismatch({ a: 1, b: 2 }, { a: 1 }, signs)).toBe('.b is nothing, not 2');
  expect(mismatch({ a: { b: 'x' } }, { a: { b: 'y' } }, signs)).toBe('.a.b is "y", not "x"');
});

test('a list has as many elements as are expected, in their order', () => {
  expect(mismatch([{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2, b: 3 }], signs)).toBeUndefined();
  expect(mismatch([1, 2], [2, 1], signs)).toBe('[0] is 2, not 1');
  expect(mismatch([], [1], signs)).toBe('the list has 1 elements, not 0: [1]');
  expect(mismatch([1], {}, signs)).toBe('the body is {}, not [1]');
});

test.each([
  ['$any', 0, true],
  ['$any', undefined, false],
  ['$absent', undefined, true],
  ['$absent', '', false],
  ['$contains:b', 'abc', true],
  ['$contains:x', 'abc', false],
  ['$matches:^a.c$', 'abc', true],
  ['$matches:^b', 'abc', false],
  ['$time:3', '2027-01-15T08:00:03.400Z', true],
  ['$time:3', '2027-01-15T08:00:03.600Z', false],
  ['$time:3', '2027-01-15T08:00:02.000Z', false],
  ['$silence:quiet', 'id-1', true],
  ['$silence:other', undefined, false],
  ['$fingerprint:a', 'fp-a', true],
  ['$fingerprint:b', 'fp-a', false],
])('%s against %j: %j', (sign, actual, fits) => {
  expect(mismatch({ x: sign }, { x: actual }, signs) === undefined).toBe(fits);
});
