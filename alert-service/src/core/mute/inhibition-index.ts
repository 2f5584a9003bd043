import { type Alert, type Labels, labelValue } from '@tocsin/model';
import type { InhibitRule } from './inhibit-rule.ts';
import { createMatcherIndex, type MatcherIndex } from './matcher-index.ts';

/** Which firing alert inhibits another. Follows from the alerts and the rules, and is never stored. */
export interface InhibitionIndex {
  /** Every alert that changed goes through here. */
  keep(alert: Alert): void;
  forget(fingerprint: string): void;
  /** The rules from here on, and all alerts there are. */
  load(rules: readonly InhibitRule[], alerts: Iterable<Alert>): void;
  rules(): readonly InhibitRule[];
  /** By the first rule that hits. */
  inhibitor(alert: Pick<Alert, 'fingerprint' | 'labels'>, now: number): Inhibitor | undefined;
}

export interface Inhibitor {
  readonly rule: InhibitRule;
  readonly source: Alert;
}

/** Sources of one rule with the same values of its `equal` labels. */
interface Bucket {
  readonly home: Map<string, Bucket>;
  readonly key: string;
  /** Sources and targets that refer to it. */
  uses: number;
  /** Those that match the target side too: they inhibit none that does both itself. */
  readonly twoSided: Sources;
  readonly oneSided: Sources;
}

interface Sources {
  readonly alerts: Map<string, Alert>;
  /** The one that ends last. Undefined: to be found again. */
  last: Alert | undefined;
}

/** Where an alert is a source of a rule. */
interface Place {
  readonly bucket: Bucket;
  readonly sources: Sources;
}

interface RuleIndex {
  readonly rule: InhibitRule;
  readonly buckets: Map<string, Bucket>;
}

/** Where an alert is the target of a rule: what its labels say is asked once. */
interface Aim {
  readonly bucket: Bucket;
  readonly twoSided: boolean;
  readonly rule: InhibitRule;
}

interface Loaded {
  readonly rules: readonly InhibitRule[];
  readonly indexes: readonly RuleIndex[];
  readonly sources: MatcherIndex<number>;
  readonly targets: MatcherIndex<number>;
  readonly sourceOf: Map<string, readonly Place[]>;
  readonly aims: Map<string, readonly Aim[]>;
}

export function createInhibitionIndex(): InhibitionIndex {
  let loaded = load([], []);
  return {
    keep: (alert) => keepIn(loaded, alert),
    forget: (fingerprint) => forgetIn(loaded, fingerprint),
    load(rules, alerts) {
      loaded = load(rules, alerts);
    },
    rules: () => loaded.rules,
    inhibitor(alert, now) {
      if (loaded.rules.length === 0) return undefined;
      for (const { bucket, twoSided, rule } of aimsOf(loaded, alert)) {
        const source = lastOf(bucket, twoSided);
        if (source && source.endsAt > now) return { rule, source };
      }
      return undefined;
    },
  };
}

function load(rules: readonly InhibitRule[], alerts: Iterable<Alert>): Loaded {
  const loaded: Loaded = {
    rules,
    indexes: rules.map((rule) => ({ rule, buckets: new Map() })),
    sources: createMatcherIndex(),
    targets: createMatcherIndex(),
    sourceOf: new Map(),
    aims: new Map(),
  };
  for (const [at, { source, target }] of rules.entries()) {
    loaded.sources.add(at, [source]);
    loaded.targets.add(at, [target]);
  }
  if (rules.length > 0) for (const alert of alerts) keepIn(loaded, alert);
  return loaded;
}

const noPlaces: readonly Place[] = [];
const noAims: readonly Aim[] = [];

function keepIn(loaded: Loaded, alert: Alert): void {
  if (loaded.rules.length === 0) return;
  const known = loaded.sourceOf.get(alert.fingerprint);
  const places = known ?? placesOf(loaded, alert);
  if (!known) loaded.sourceOf.set(alert.fingerprint, places);
  for (const { sources } of places) put(sources, alert);
}

function forgetIn(loaded: Loaded, fingerprint: string): void {
  const places = loaded.sourceOf.get(fingerprint) ?? [];
  for (const { sources } of places) remove(sources, fingerprint);
  for (const { bucket } of [...places, ...(loaded.aims.get(fingerprint) ?? [])]) {
    bucket.uses -= 1;
    if (bucket.uses === 0) bucket.home.delete(bucket.key);
  }
  loaded.sourceOf.delete(fingerprint);
  loaded.aims.delete(fingerprint);
}

function placesOf(loaded: Loaded, { labels }: Alert): readonly Place[] {
  const found = loaded.sources.matching(labels).flatMap((at) => {
    const bucket = bucketOf(loaded, at, labels);
    if (!bucket) return [];
    return [{ bucket, sources: loaded.targets.matches(at, labels) ? bucket.twoSided : bucket.oneSided }];
  });
  return found.length === 0 ? noPlaces : found;
}

function aimsOf(
  loaded: Loaded,
  { fingerprint, labels }: Pick<Alert, 'fingerprint' | 'labels'>,
): readonly Aim[] {
  const known = loaded.aims.get(fingerprint);
  if (known) return known;
  const rules = loaded.targets.matching(labels).sort((a, b) => a - b);
  const aims = rules.flatMap((at) => {
    const bucket = bucketOf(loaded, at, labels);
    const rule = loaded.rules[at];
    return bucket && rule ? [{ bucket, rule, twoSided: loaded.sources.matches(at, labels) }] : [];
  });
  loaded.aims.set(fingerprint, aims.length > 0 ? aims : noAims);
  return aims;
}

/** A missing label equals an empty one. Counts as a use. */
function bucketOf({ indexes }: Loaded, at: number, labels: Labels): Bucket | undefined {
  const index = indexes[at];
  if (!index) return undefined;
  const key = JSON.stringify(index.rule.equal.map((name) => labelValue(labels, name)));
  const bucket = index.buckets.get(key) ?? {
    home: index.buckets,
    key,
    uses: 0,
    oneSided: { alerts: new Map(), last: undefined },
    twoSided: { alerts: new Map(), last: undefined },
  };
  bucket.uses += 1;
  index.buckets.set(key, bucket);
  return bucket;
}

function put(sources: Sources, alert: Alert): void {
  const wasEmpty = sources.alerts.size === 0;
  sources.alerts.set(alert.fingerprint, alert);
  if (wasEmpty || (sources.last && endsLater(alert, sources.last))) sources.last = alert;
  else if (sources.last?.fingerprint === alert.fingerprint) sources.last = undefined;
}

function remove(sources: Sources, fingerprint: string): void {
  sources.alerts.delete(fingerprint);
  if (sources.last?.fingerprint === fingerprint) sources.last = undefined;
}

/** Alertmanager's choice among several: the one that ends last, and of these the one seen last. */
const endsLater = (a: Alert, b: Alert): boolean =>
  a.endsAt !== b.endsAt
    ? a.endsAt > b.endsAt
    : a.updatedAt !== b.updatedAt
      ? a.updatedAt > b.updatedAt
      : a.fingerprint < b.fingerprint;

function lastIn(sources: Sources): Alert | undefined {
  if (sources.last === undefined)
    for (const alert of sources.alerts.values())
      if (!sources.last || endsLater(alert, sources.last)) sources.last = alert;
  return sources.last;
}

function lastOf({ oneSided, twoSided }: Bucket, askedByTwoSided: boolean): Alert | undefined {
  const one = lastIn(oneSided);
  const two = askedByTwoSided ? undefined : lastIn(twoSided);
  if (!one || !two) return one ?? two;
  return endsLater(two, one) ? two : one;
}
