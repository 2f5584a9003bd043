import { type Labels, labelValue, type Matcher } from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';

/** Which of many entries match a label set. An entry has sets of matchers: any of the sets, all matchers of a set. */
export interface MatcherIndex<T> {
  add(entry: T, sets: readonly (readonly Matcher[])[]): void;
  delete(entry: T): void;
  /** Each matching entry once; in no order that matters. */
  matching(labels: Labels): T[];
  /** False also for what is not in it. */
  matches(entry: T, labels: Labels): boolean;
}

interface Placed<T> {
  readonly entry: T;
  readonly matches: (labels: Labels) => boolean;
  readonly bucket: Set<Placed<T>>;
}

/**
 * An entry is found by one value that a label of it must have, so that thousands of entries cost as little as the few
 * with that value; only those that name no such value are asked one by one.
 */
export function createMatcherIndex<T>(): MatcherIndex<T> {
  const byValue = new Map<string, Map<string, Set<Placed<T>>>>();
  const scanned = new Set<Placed<T>>();
  const places = new Map<T, readonly Placed<T>[]>();

  const place = (entry: T, set: readonly Matcher[]): Placed<T> => {
    const placed = { entry, matches: compileMatchers(set), bucket: bucketFor(byValue, set) ?? scanned };
    placed.bucket.add(placed);
    return placed;
  };
  const ask = (bucket: Iterable<Placed<T>>, labels: Labels, found: T[]): void => {
    for (const { entry, matches } of bucket) if (matches(labels) && !found.includes(entry)) found.push(entry);
  };

  return {
    add(entry, sets) {
      places.set(
        entry,
        sets.map((set) => place(entry, set)),
      );
    },
    delete(entry) {
      for (const placed of places.get(entry) ?? []) placed.bucket.delete(placed);
      places.delete(entry);
    },
    matching(labels) {
      const found: T[] = [];
      for (const [name, values] of byValue) {
        const bucket = values.get(labelValue(labels, name));
        if (bucket) ask(bucket, labels, found);
      }
      ask(scanned, labels, found);
      return found;
    },
    matches: (entry, labels) => (places.get(entry) ?? []).some((placed) => placed.matches(labels)),
  };
}

type Buckets<T> = Map<string, Map<string, Set<Placed<T>>>>;

/** The emptiest one that the set could go into: `instance="a"` tells more apart than `cluster="eu"`. */
function bucketFor<T>(byValue: Buckets<T>, set: readonly Matcher[]): Set<Placed<T>> | undefined {
  let best: Set<Placed<T>> | undefined;
  for (const { name, op, value } of set) {
    // A missing label is an empty one: it is in no bucket.
    if (op !== '=' || value === '') continue;
    const values = byValue.get(name) ?? new Map<string, Set<Placed<T>>>();
    const bucket = values.get(value) ?? new Set<Placed<T>>();
    if (best && best.size <= bucket.size) continue;
    byValue.set(name, values.set(value, bucket));
    best = bucket;
  }
  return best;
}
