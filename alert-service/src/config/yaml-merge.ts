import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Pair,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml';

/** Where a merge key has no mapping to merge. */
export type MergeFault = (offset: number) => void;

const isMerge = (pair: Pair): boolean =>
  isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN';

const nameOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

/** What each alias names: asking the library reads the whole document for each. */
export type Named = ReadonlyMap<Alias, unknown>;

interface Merging {
  readonly document: Document;
  readonly named: Named;
}

const resolved = (node: unknown, { named }: Merging): unknown => (isAlias(node) ? named.get(node) : node);

/** Go's reader adds to what stands in these lists already; it replaces other lists. */
const addedTo = new Set(['matchers', 'source_matchers', 'target_matchers']);
/** It begins this one anew; in other mappings the fields add up. */
const begunAnew = new Set(['http_config']);

/** What becomes of a field that is merged and written, or merged twice. */
const joined = (earlier: Pair, later: Pair, merging: Merging): Pair => {
  const { document } = merging;
  const [one, other] = [resolved(earlier.value, merging), resolved(later.value, merging)];
  const name = nameOf(later);
  const node =
    isMap(one) && isMap(other) && !begunAnew.has(name)
      ? new YAMLMap(document.schema)
      : isSeq(one) && isSeq(other) && addedTo.has(name)
        ? new YAMLSeq(document.schema)
        : undefined;
  if (node === undefined) return later;
  if (isMap(node) && isMap(one) && isMap(other))
    node.items = collected([...one.items, ...other.items], merging);
  if (isSeq(node) && isSeq(one) && isSeq(other)) node.items = [...one.items, ...other.items];
  return new Pair(later.key, node);
};

/** The last of each name, in the place of the first. */
const collected = (pairs: readonly Pair[], merging: Merging): Pair[] => {
  const found = new Map<string, Pair>();
  for (const pair of pairs) {
    const earlier = found.get(nameOf(pair));
    found.set(nameOf(pair), earlier === undefined ? pair : joined(earlier, pair, merging));
  }
  return [...found.values()];
};

/**
 * Carries out merge keys (`<<`) as Go's reader does, in the order of writing: what stands after a merge replaces what
 * was merged, and a merge replaces what stands before it.
 */
export function mergeKeys(merging: Merging, fault: MergeFault): void {
  const done = new Set<unknown>();
  const sources = (value: unknown): Pair[][] => {
    const node = resolved(value, merging);
    // Of several the first wins, so it is applied last.
    const maps = isSeq(node) ? node.items.map((item) => resolved(item, merging)).reverse() : [node];
    return maps.map((map) => {
      if (isMap(map)) return flatten(map);
      fault((isScalar(value) || isSeq(value) || isAlias(value) ? value.range?.[0] : undefined) ?? 0);
      return [];
    });
  };
  const flatten = (map: YAMLMap): Pair[] => {
    if (done.has(map)) return map.items;
    done.add(map);
    if (map.items.some(isMerge))
      map.items = collected(
        map.items.flatMap((pair) => (isMerge(pair) ? sources(pair.value).flat() : [pair])),
        merging,
      );
    return map.items;
  };
  visit(merging.document, { Map: (_, map) => void flatten(map) });
}
