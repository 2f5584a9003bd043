import { expect, test } from '@jest/globals';
import { createFakeClock, type FakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import { createTogetherMemory, type TogetherMemory } from './together-memory.ts';

const minute = 60_000;
const remembering = (bound?: number): { readonly clock: FakeClock; readonly memory: TogetherMemory } => {
  const clock = createFakeClock();
  const memory = createTogetherMemory({ clock, log: silentLog, atMost: 50, ...(bound && { bound }) });
  return { clock, memory };
};

test('more expressions than its bound are forgotten, the oldest first', () => {
  const { memory } = remembering(2);
  for (const expression of ['a', 'b', 'c']) memory.learn(expression, {});
  expect(['a', 'b', 'c'].map((expression) => memory.known(expression) !== undefined)).toEqual([
    false,
    true,
    true,
  ]);
  memory.askAlone(['b', 'c', 'd']);
  memory.learn('b', {});
  memory.learn('c', {});
  expect(['b', 'c'].map((expression) => memory.known(expression) !== undefined)).toEqual([true, false]);
});

test('what is asked alone is not known for an hour, and must then be learnt anew', async () => {
  const { clock, memory } = remembering();
  memory.learn('a', { infos: ['remark'] });
  memory.askAlone(['a']);
  memory.learn('a', {});
  expect(memory.known('a')).toBeUndefined();
  await clock.advance(60 * minute);
  expect(memory.known('a')).toBeUndefined();
  memory.learn('a', {});
  expect(memory.known('a')).toEqual({});
});

test('a set goes wrong for good at the second time in a row', () => {
  const { memory } = remembering();
  expect(memory.strike(['a', 'b'])).toBe(false);
  expect(memory.strike(['a', 'b'])).toBe(true);
  expect(memory.strike(['a', 'b'])).toBe(false);
  memory.acquit(['a', 'b']);
  expect(memory.strike(['a', 'b'])).toBe(false);
});

test('one set a minute is looked into, and sets get smaller a step in ten minutes, for an hour', async () => {
  const { clock, memory } = remembering();
  memory.suspect(['a', 'b']);
  memory.suspect(['c']);
  expect([...memory.takeSuspects(['a', 'b', 'c'])]).toEqual(['a', 'b']);
  expect([...memory.takeSuspects(['a', 'b', 'c'])]).toEqual([]);
  await clock.advance(minute);
  memory.suspect(['c']);
  expect([...memory.takeSuspects(['a', 'b', 'c'])]).toEqual(['c']);

  const steps: number[] = [];
  for (let at = 0; at < 5; at++) {
    expect(memory.shrink()).toBe(true);
    expect(memory.shrink()).toBe(true);
    steps.push(memory.atMost());
    await clock.advance(10 * minute);
    if (memory.atMost() === 5) break;
  }
  expect(steps).toEqual([25, 12, 6, 5]);
  expect(memory.shrink()).toBe(false);
  await clock.advance(60 * minute);
  expect(memory.atMost()).toBe(50);
});
