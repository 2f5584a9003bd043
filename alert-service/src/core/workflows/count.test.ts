import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emptyBook, keepWorkflowRow, type WorkflowBook } from './book.ts';
import { count, mostNames, windowMinutes } from './count.ts';
import { compareIds, type WorkflowEvent, type WorkflowEventType } from './event.ts';
import type { WorkflowsInput } from './input.ts';
import { addUp, quantileError, quantiles, withLength } from './sketch.ts';
import { numbersOf } from './stats.ts';

const begin = 1_800_000_000_000;

interface Said extends Partial<Omit<WorkflowEvent, 'type' | 'workflow'>> {
  readonly t?: number;
}
let next = 0;
const event = (type: WorkflowEventType, workflow: string, { t = 0, ...more }: Said = {}): WorkflowEvent => ({
  id: `${begin + t * 1000}-${next++}`,
  type,
  workflow,
  at: begin + t * 1000,
  takenAt: begin + t * 1000,
  ...more,
});

function take(
  book: WorkflowBook,
  events: readonly WorkflowEvent[],
  more: Partial<WorkflowsInput> & { t?: number } = {},
) {
  const { t = 100, ...input } = more;
  for (const [key, row] of count(book, { kind: 'workflows', events, ...input }, begin + t * 1000))
    keepWorkflowRow(book, key, row);
  return numbersOf(book, begin + t * 1000);
}

test('a workflow is counted from its beginning to its end, overall, by its type and by its agent', () => {
  const book = emptyBook();
  const about = { kind: 'import', agent: 'mapper' };
  const running = take(book, [
    event('created', 'a', { t: 1, ...about }),
    event('started', 'a', { t: 2 }),
    event('started', 'b', { t: 3, ...about }),
    event('paused', 'b', { t: 4 }),
  ]);
  expect(running.overall).toMatchObject({ created: 1, started: 2, running: 1, paused: 1 });
  expect(running.overall.successRate).toBeUndefined();
  const ended = take(book, [
    event('completed', 'a', { t: 12 }),
    event('resumed', 'b', { t: 12 }),
    event('failed', 'b', { t: 23, error: 'no disk' }),
  ]);
  expect(ended.overall).toMatchObject({
    completed: 1,
    failed: 1,
    successRate: 0.5,
    errorRate: 0.5,
    running: 0,
  });
  expect(ended.types).toEqual([expect.objectContaining({ name: 'import', completed: 1, failed: 1 })]);
  expect(ended.agents).toEqual([expect.objectContaining({ name: 'mapper', completed: 1, failed: 1 })]);
  expect(Math.abs((ended.overall.p50 ?? 0) - 10)).toBeLessThan(10 * quantileError);
  expect(Math.abs((ended.overall.p99 ?? 0) - 20)).toBeLessThan(20 * quantileError);
  expect(book.workflows.get('b')).toMatchObject({ state: 'failed', error: 'no disk', durationMs: 20_000 });
});

test('what was read twice is counted once: the same entry again, and the same event in another entry', () => {
  const book = emptyBook();
  const events = [event('started', 'a', { t: 1 }), event('completed', 'a', { t: 5 })];
  take(book, events);
  take(book, events);
  const again = take(
    book,
    events.map((each) => ({ ...each, id: `${each.id}7` })),
  );
  expect(again.overall).toMatchObject({ started: 1, completed: 1 });
  expect(book.head).toMatchObject({ read: 4, repeated: 2 });
});

test('events of one attempt come to the same in whatever order they arrive, and however often', () => {
  const whole = [
    event('created', 'a', { t: 1, kind: 'import' }),
    event('started', 'a', { t: 2 }),
    event('paused', 'a', { t: 3 }),
    event('resumed', 'a', { t: 4 }),
    event('completed', 'a', { t: 9 }),
  ];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(whole, { minLength: whole.length }),
      fc.subarray(whole),
      fc.integer({ min: 1, max: 6 }),
      (order, repeated, size) => {
        const book = emptyBook();
        const all = [...order, ...repeated.map((each) => ({ ...each, id: `${each.id}9` }))];
        for (let at = 0; at < all.length; at += size) take(book, all.slice(at, at + size));
        const { overall } = take(book, []);
        expect(overall).toMatchObject({ created: 1, started: 1, completed: 1, running: 0, paused: 0 });
        expect(book.workflows.get('a')).toMatchObject({
          state: 'completed',
          durationMs: 7_000,
          kind: 'import',
        });
      },
    ),
    { numRuns: 200 },
  );
});

test('a workflow that failed and is started again runs again, and its next end counts too', () => {
  const book = emptyBook();
  take(book, [
    event('started', 'a', { t: 1 }),
    event('failed', 'a', { t: 2 }),
    event('started', 'a', { t: 3 }),
  ]);
  expect(book.workflows.get('a')).toMatchObject({ state: 'running' });
  expect(book.workflows.get('a')?.endedAt).toBeUndefined();
  expect(take(book, [event('completed', 'a', { t: 8 })]).overall).toMatchObject({ failed: 1, completed: 1 });
  expect(book.workflows.get('a')?.durationMs).toBe(5_000);
});

test('clocks that differ make no negative lengths, and no minute of the future', () => {
  const book = emptyBook();
  const { overall } = take(book, [
    event('started', 'a', { at: begin + 500_000, takenAt: begin + 900_000 }),
    event('completed', 'a', { at: begin + 400_000, takenAt: begin + 900_000 }),
    event('completed', 'b', { at: begin - 500_000, takenAt: begin + 1_000 }),
  ]);
  expect(overall).toMatchObject({ completed: 2 });
  expect(overall.p95).toBeUndefined();
  expect(Math.max(...book.minutes.keys()) * 60_000).toBeLessThanOrEqual(begin + 100_000);
});

test('an end that another clock dates a moment before the begin is an end: it does not run for ever', () => {
  const book = emptyBook();
  const started = event('started', 'a', { t: 2, at: begin + 2_005 });
  const { overall } = take(book, [started, event('completed', 'a', { t: 2, at: begin + 1_990 })]);
  expect(overall).toMatchObject({ started: 1, completed: 1, running: 0 });
  expect(overall.p95).toBeUndefined();
  const late = [{ ...started, id: `${started.id}7` }, event('paused', 'a', { t: 3, at: begin + 2_000 })];
  expect(take(book, late).overall).toMatchObject({ started: 1, completed: 1, running: 0, paused: 0 });
  expect(book.workflows.get('a')?.state).toBe('completed');
});

test('what happened longer ago than the window is counted no more, without any event', () => {
  const book = emptyBook();
  take(book, [event('started', 'a'), event('completed', 'a', { t: 1 })]);
  expect(numbersOf(book, begin + (windowMinutes - 2) * 60_000).overall.completed).toBe(1);
  expect(numbersOf(book, begin + (windowMinutes + 1) * 60_000).overall.completed).toBe(0);
  take(book, [], { t: (windowMinutes + 1) * 60 });
  expect(book.minutes.size).toBe(0);
});

test('memory is bounded: names beyond a hundred are other, ended workflows beyond five hundred are forgotten', () => {
  const book = emptyBook();
  const events = Array.from({ length: 700 }, (_, index) => [
    event('started', `w${index}`, { t: 1, kind: `type-${index}`, agent: `agent-${index % 3}` }),
    event('completed', `w${index}`, { t: 2 + index / 100 }),
  ]).flat();
  const open = Array.from({ length: 2_100 }, (_, index) =>
    event('started', `open${index}`, { t: index / 100 }),
  );
  for (const some of [events.slice(0, 600), events.slice(600), open]) take(book, some);
  const { types, agents, overall } = numbersOf(book, begin + 100_000);
  expect(types).toHaveLength(mostNames + 1);
  expect(types.find(({ name }) => name === 'other')?.completed).toBe(600);
  expect(agents).toHaveLength(3);
  expect(overall).toMatchObject({ completed: 700, running: 2_000 });
  expect(book.workflows.size).toBe(2_500);
  expect(book.workflows.has('w0')).toBe(false);
  expect(book.head.forgotten).toBe(100);
  expect(book.head.recent.length).toBeLessThanOrEqual(1_000);
});

test('a stream that began anew is counted from its own first id', () => {
  const book = emptyBook();
  take(book, [event('started', 'a', { t: 50 })]);
  take(book, [event('started', 'b', { t: 2 })], {
    reset: true,
    notes: [{ change: 'stream-lost', detail: 'gone' }],
  });
  expect(book.head.lastId.startsWith(String(begin + 2_000))).toBe(true);
});

test('ids are compared as two numbers', () => {
  expect(compareIds('9-1', '10-0')).toBeLessThan(0);
  expect(compareIds('10-10', '10-9')).toBeGreaterThan(0);
});

test('a quantile is never further from the exact one than the error that is stated', () => {
  const length = fc.double({ min: 1, max: 86_400_000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(length, { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 5 }),
      (all, parts) => {
        const sketches = Array.from({ length: parts }, (_, part) =>
          all.filter((_each, index) => index % parts === part).reduce(withLength, {}),
        );
        const sorted = [...all].sort((a, b) => a - b);
        const found = quantiles(addUp(sketches), [0.5, 0.95, 0.99]);
        for (const [q, value] of found) {
          const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? 0;
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * quantileError * 1.0001);
        }
      },
    ),
    { numRuns: 100 },
  );
});
