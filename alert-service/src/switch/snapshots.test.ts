import { expect, test } from '@jest/globals';
import { matcherOps } from '@tocsin/model';
import fc from 'fast-check';
import { readNotificationLog, writeNotificationLog } from './nflog-snapshot.ts';
import { readSilences, writeSilences } from './silences-snapshot.ts';
import { readSnapshots } from './take-over.ts';
import { SnapshotError } from './wire.ts';

const at = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
const matcher = fc.record({ name: fc.string(), op: fc.constantFrom(...matcherOps), value: fc.string() });
const sets = fc.array(fc.array(matcher, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });

const silence = fc.record({
  id: fc.uuid(),
  matcherSets: sets,
  receiverMatcherSets: fc.oneof(fc.constant([]), sets),
  startsAt: at,
  endsAt: at,
  updatedAt: at,
  createdBy: fc.string({ unit: 'grapheme' }),
  comment: fc.string({ unit: 'grapheme' }),
  annotations: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true, maxKeys: 3 }),
});

test('what was written of silences reads the same', () => {
  fc.assert(
    fc.property(fc.array(silence), (silences) => {
      expect(readSilences(writeSilences(silences, 3_600_000))).toEqual(silences);
    }),
  );
});

const hash = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map(String);

const notified = fc.record({
  group: fc.string({ unit: 'grapheme' }),
  integration: fc
    .tuple(fc.string({ minLength: 1 }), fc.constantFrom('slack', 'webhook', 'msteamsv2'), fc.nat(20))
    .map(([receiver, kind, index]) => `${receiver}/${kind}[${index}]`),
  at,
  firing: fc.array(hash),
  resolved: fc.array(hash),
  expiresAt: at,
  // An object of JavaScript has no own `__proto__` that is a text; no receipt of ours has one.
  receipt: fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    fc.string(),
    { noNullPrototype: true, maxKeys: 2 },
  ),
});

test('what was written of the notification log reads the same', () => {
  fc.assert(
    fc.property(fc.array(notified), (entries) => {
      expect(readNotificationLog(writeNotificationLog(entries))).toEqual(entries);
    }),
  );
});

test('a snapshot that is cut off, or is none, is refused and never half taken', () => {
  const whole = writeNotificationLog([
    {
      ...{ group: '{}:{}', integration: 'team/slack[0]', at: 1, expiresAt: 2, resolved: [], receipt: {} },
      firing: ['1', '2'],
    },
  ]);
  for (let length = 1; length < whole.length; length++)
    expect(() => readNotificationLog(whole.subarray(0, length))).toThrow(SnapshotError);
  expect(() => readSilences(new TextEncoder().encode('no snapshot at all'))).toThrow(SnapshotError);
});

test('a group of very many alerts reads as it was written', () => {
  const firing = Array.from({ length: 300_000 }, (_, index) => String(index));
  const entry = {
    group: '{}:{}',
    integration: 'team/slack[0]',
    at: 1,
    expiresAt: 2,
    resolved: [],
    receipt: {},
  };
  expect(readNotificationLog(writeNotificationLog([{ ...entry, firing }]))[0]?.firing).toHaveLength(300_000);
});

test('a snapshot that may not be read stops the start, and says what to change', () => {
  const read = (): never => {
    throw new Error('EACCES: permission denied');
  };
  expect(() => readSnapshots({ path: '/data', read })).toThrow(SnapshotError);
  expect(() => readSnapshots({ path: '/data', read })).toThrow(
    /\/data\/silences: EACCES.*Let this user read it/,
  );
});
