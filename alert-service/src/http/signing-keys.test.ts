import { expect, test } from '@jest/globals';
import type { JSONWebKeySet } from 'jose';
import { createFakeClock, settle } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import { createSigningKeys } from './signing-keys.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** An address that answers as told, and counts how often it was asked. */
const start = () => {
  const clock = createFakeClock();
  const address = { asked: 0, answer: async (): Promise<JSONWebKeySet> => ({ keys: [] }) };
  const load = (): Promise<JSONWebKeySet> => {
    address.asked += 1;
    return address.answer();
  };
  const fail = (): void => {
    address.answer = () => Promise.reject(new Error('it answered 502'));
  };
  return { clock, address, fail, keys: createSigningKeys({ load, clock, log: silentLog }) };
};

test('keys are asked for once an hour, and by many at once only once', async () => {
  const { clock, address, keys } = start();
  const [first, second] = await Promise.all([keys.current(), keys.current()]);
  expect(first).toBe(second);
  await clock.advance(59 * minute);
  await keys.current();
  expect(address.asked).toBe(1);
  await clock.advance(2 * minute);
  await keys.current();
  expect(address.asked).toBe(2);
});

test('an unknown key asks anew, at most once a minute', async () => {
  const { clock, address, keys } = start();
  await keys.current();
  await keys.afresh();
  expect(address.asked).toBe(1);
  await clock.advance(minute);
  const [first, second] = await Promise.all([keys.afresh(), keys.afresh()]);
  expect(first).toBe(second);
  expect(address.asked).toBe(2);
  await keys.afresh();
  expect(address.asked).toBe(2);
});

test('while the address fails, its last answer holds for a day, and the address is asked each minute', async () => {
  const { clock, address, fail, keys } = start();
  const read = await keys.current();
  fail();
  await clock.advance(23 * hour);
  expect(await keys.current()).toBe(read);
  await settle();
  const asked = address.asked;
  expect(await keys.current()).toBe(read);
  expect(address.asked).toBe(asked);
  await clock.advance(hour);
  await expect(keys.current()).rejects.toThrow('it answered 502');
});

test('keys that were read before serve while an address hangs', async () => {
  const { clock, address, keys } = start();
  const read = await keys.current();
  address.answer = () => new Promise(() => undefined);
  await clock.advance(2 * hour);
  expect(await keys.current()).toBe(read);
});

test('an address that never answered is asked again after a minute, and says why meanwhile', async () => {
  const { clock, address, fail, keys } = start();
  fail();
  await expect(keys.current()).rejects.toThrow('it answered 502');
  await expect(keys.current()).rejects.toThrow('it answered 502');
  expect(address.asked).toBe(1);
  address.answer = async () => ({ keys: [] });
  await clock.advance(minute);
  await expect(keys.current()).resolves.toBeDefined();
});
