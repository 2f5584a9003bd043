import type { Tally, WorkflowBook } from './book.ts';
import { minuteOf, mostNames, otherName, windowMinutes } from './count.ts';
import { hasEnded } from './follow.ts';
import { addUp, quantiles } from './sketch.ts';

/** Of one agent, one type, or all, within the window; lengths in seconds. */
interface WorkflowNumbers {
  readonly name: string;
  readonly created: number;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly running: number;
  readonly paused: number;
  readonly successRate?: number;
  readonly errorRate?: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

export interface BookNumbers {
  readonly overall: WorkflowNumbers;
  /** Each by name. */
  readonly agents: readonly WorkflowNumbers[];
  readonly types: readonly WorkflowNumbers[];
}

interface Open {
  running: number;
  paused: number;
}

/** What the book comes to at a moment: minutes that have left the window count no more. */
export function numbersOf(book: WorkflowBook, now: number): BookNumbers {
  const oldest = minuteOf(now) - windowMinutes + 1;
  const tallies = new Map<string, Tally[]>([['all', []]]);
  for (const { minute, tallies: ofMinute } of book.minutes.values())
    if (minute >= oldest)
      for (const [key, tally] of Object.entries(ofMinute)) {
        const all = tallies.get(key) ?? [];
        all.push(tally);
        tallies.set(key, all);
      }
  const open = openBy(book, new Set(tallies.keys()));
  for (const key of open.keys()) if (!tallies.has(key)) tallies.set(key, []);
  const all = [...tallies].sort(([a], [b]) => (a < b ? -1 : 1));
  const of = (prefix: string): WorkflowNumbers[] =>
    all.flatMap(([key, each]) =>
      key.startsWith(prefix) ? [summed(key.slice(prefix.length), each, open.get(key))] : [],
    );
  return {
    overall: summed('all', tallies.get('all') ?? [], open.get('all')),
    agents: of('agent/'),
    types: of('type/'),
  };
}

/** Names beyond those that are shown are `other` here too. */
function openBy(book: WorkflowBook, names: Set<string>): ReadonlyMap<string, Open> {
  const open = new Map<string, Open>();
  const shown = (of: 'agent' | 'type', name: string): string => {
    const key = `${of}/${name}`;
    if (names.has(key)) return key;
    if ([...names].filter((each) => each.startsWith(`${of}/`)).length >= mostNames)
      return `${of}/${otherName}`;
    names.add(key);
    return key;
  };
  for (const { state, kind = 'unknown', agent } of book.workflows.values()) {
    if (hasEnded(state) || state === 'created') continue;
    for (const key of ['all', shown('type', kind), ...(agent === undefined ? [] : [shown('agent', agent)])]) {
      const counts = open.get(key) ?? { running: 0, paused: 0 };
      counts[state === 'paused' ? 'paused' : 'running'] += 1;
      open.set(key, counts);
    }
  }
  return open;
}

function summed(name: string, tallies: readonly Tally[], open: Open | undefined): WorkflowNumbers {
  const sum = (pick: (tally: Tally) => number): number =>
    tallies.reduce((all, tally) => all + pick(tally), 0);
  const completed = sum((tally) => tally.completed);
  const failed = sum((tally) => tally.failed);
  const ended = completed + failed;
  const lengths = quantiles(addUp(tallies.map((tally) => tally.lengths)), [0.5, 0.95, 0.99]);
  const [p50, p95, p99] = [lengths.get(0.5), lengths.get(0.95), lengths.get(0.99)];
  return {
    name,
    created: sum((tally) => tally.created),
    started: sum((tally) => tally.started),
    completed,
    failed,
    cancelled: sum((tally) => tally.cancelled),
    running: open?.running ?? 0,
    paused: open?.paused ?? 0,
    ...(ended > 0 && { successRate: completed / ended, errorRate: failed / ended }),
    ...(p50 !== undefined && { p50: p50 / 1000 }),
    ...(p95 !== undefined && { p95: p95 / 1000 }),
    ...(p99 !== undefined && { p99: p99 / 1000 }),
  };
}
