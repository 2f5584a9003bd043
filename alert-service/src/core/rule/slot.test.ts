import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { missedSlots, slotAfter, slotBefore, slotsOf } from './slot.ts';

const group = { file: 'rules/a.yml', name: 'web', intervalMs: 15_000 };

test('the offset is the same after each restart and differs between groups', () => {
  expect(slotsOf(group)).toEqual(slotsOf({ ...group }));
  const offsets = new Set(['a', 'b', 'c', 'd'].map((name) => slotsOf({ ...group, name }).offsetMs));
  expect(offsets.size).toBeGreaterThan(1);
});

test('they are the slots of Prometheus 3 for a group of this name in this file', () => {
  const file = '/tmp/slotrules/a.yml';
  expect(slotsOf({ file, name: 'web', intervalMs: 15_000 }).offsetMs).toBe(4_420);
  expect(slotsOf({ file, name: 'ünicode', intervalMs: 7_000 }).offsetMs).toBe(1_781);
});

test('slots are an interval apart, and `now` lies between its two', () => {
  const anyGroup = fc.record({
    file: fc.string(),
    name: fc.string(),
    intervalMs: fc.integer({ min: 1, max: 86_400_000 }),
  });
  fc.assert(
    fc.property(anyGroup, fc.integer({ min: 0, max: 4e12 }), (anyOne, now) => {
      const slots = slotsOf(anyOne);
      expect(slotBefore(slots, now)).toBeLessThanOrEqual(now);
      expect(slotAfter(slots, now)).toBeGreaterThan(now);
      expect(slotAfter(slots, now) - slotBefore(slots, now)).toBe(slots.intervalMs);
      expect(slotBefore(slots, slotBefore(slots, now))).toBe(slotBefore(slots, now));
    }),
  );
});

test('slots that were slept through are counted, not replayed', () => {
  const slots = slotsOf(group);
  const slot = slotBefore(slots, 1e12);
  expect(missedSlots(slots, slot, slot + group.intervalMs)).toBe(0);
  expect(missedSlots(slots, slot, slot + 4 * group.intervalMs)).toBe(3);
});
