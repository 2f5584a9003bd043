import { type Labels, labelValue, type Matcher } from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';
import { regexpStart } from './regexp-start.ts';

/** Which of many entries match a label set. An entry has sets of matchers: any of the sets, all matchers of a set. */
export interface MatcherIndex<T> {
  add(entry: T, sets: readonly (readonly Matcher[])[]): void;
  delete(entry: T): void;
  /** Each matching entry once; in no order that matters. */
  matching(labels: Labels): T[];
  /** False also for what is not in it. */
  matches(entry: T, labels: Labels): boolean;
}

interface Bucket<T> {
  readonly placed: Set<Placed<T>>;
  /** Nothing is in it any more. */
  readonly drop: () => void;
}

interface Placed<T> {
  readonly entry: T;
  readonly set: readonly Matcher[];
  /** Compiled when first asked: thousands are never asked. */
  test: ((labels: Labels) => boolean) | undefined;
  readonly buckets: readonly Bucket<T>[];
}

/** Of one label name: entries by the value they need, and by how it begins, for each length of such a beginning. */
interface OfName<T> {
  readonly values: Map<string, Bucket<T>>;
  readonly prefixes: Map<number, Map<string, Bucket<T>>>;
}

/**
 * An entry is found by one value that a label must have or begin with, so that thousands of entries cost as little as
 * the few with that value; only those that name no such value are asked one by one.
 */
export function createMatcherIndex<T>(): MatcherIndex<T> {
  const byName = new Map<string, OfName<T>>();
  const scanned: Bucket<T> = { placed: new Set(), drop: () => undefined };
  const places = new Map<T, readonly Placed<T>[]>();

  const place = (entry: T, set: readonly Matcher[]): Placed<T> => {
    const found = bucketsFor(byName, set);
    const placed = { entry, set, test: undefined, buckets: found.length > 0 ? found : [scanned] };
    for (const bucket of placed.buckets) bucket.placed.add(placed);
    return placed;
  };

  return {
    add(entry, sets) {
      places.set(
        entry,
        sets.map((set) => place(entry, set)),
      );
    },
    delete(entry) {
      for (const placed of places.get(entry) ?? []) leave(placed);
      places.delete(entry);
    },
    matching(labels) {
      const found: T[] = [];
      for (const [name, { values, prefixes }] of byName) {
        const value = labelValue(labels, name);
        if (value === '') continue;
        ask(values.get(value), labels, found);
        for (const [length, starts] of prefixes) ask(starts.get(value.slice(0, length)), labels, found);
      }
      ask(scanned, labels, found);
      return found;
    },
    matches: (entry, labels) => (places.get(entry) ?? []).some((placed) => asked(placed, labels)),
  };
}

function leave<T>(placed: Placed<T>): void {
  for (const bucket of placed.buckets) {
    bucket.placed.delete(placed);
    if (bucket.placed.size === 0) bucket.drop();
  }
}

function ask<T>(bucket: Bucket<T> | undefined, labels: Labels, found: T[]): void {
  if (!bucket) return;
  for (const placed of bucket.placed)
    if (asked(placed, labels) && !found.includes(placed.entry)) found.push(placed.entry);
}

function asked<T>(placed: Placed<T>, labels: Labels): boolean {
  placed.test ??= compileMatchers(placed.set);
  return placed.test(labels);
}

/** The emptiest that the set could go into: `instance="a"` tells more apart than `cluster="eu"`. */
function bucketsFor<T>(byName: Map<string, OfName<T>>, set: readonly Matcher[]): readonly Bucket<T>[] {
  let best: readonly Bucket<T>[] = [];
  for (const matcher of set) {
    const found = bucketsOf(byName, matcher);
    if (found.length > 0 && (best.length === 0 || sizeOf(found) < sizeOf(best))) best = found;
  }
  return best;
}

const sizeOf = <T>(buckets: readonly Bucket<T>[]): number =>
  buckets.reduce((sum, { placed }) => sum + placed.size, 0);

/** None for what a missing label could match: it is in no bucket. */
function bucketsOf<T>(byName: Map<string, OfName<T>>, { name, op, value }: Matcher): readonly Bucket<T>[] {
  const start = op === '=' ? { values: [value] } : op === '=~' ? regexpStart(value) : {};
  const { values = [], prefixes = [] } = start;
  if (values.includes('') || values.length + prefixes.length === 0) return [];
  const ofName: OfName<T> = byName.get(name) ?? { values: new Map(), prefixes: new Map() };
  byName.set(name, ofName);
  return [
    ...values.map((each) => bucketIn(ofName.values, each)),
    ...prefixes.map((each) => {
      const starts = ofName.prefixes.get(each.length) ?? new Map<string, Bucket<T>>();
      ofName.prefixes.set(each.length, starts);
      return bucketIn(starts, each);
    }),
  ];
}

function bucketIn<T>(buckets: Map<string, Bucket<T>>, key: string): Bucket<T> {
  const bucket = buckets.get(key) ?? { placed: new Set(), drop: () => void buckets.delete(key) };
  buckets.set(key, bucket);
  return bucket;
}
