import type { Matcher } from '@tocsin/model';
import { compileMatcher } from '@tocsin/model/matchers';

/** What one selector of an expression can match, as far as it says: any metric where `names` is empty. */
export interface ReadSeries {
  readonly names: readonly Matcher[];
  /** Its matchers on `alertname`. */
  readonly alertnames: readonly Matcher[];
}

/** Of all selectors of a rule's expressions. */
export type Reads = readonly ReadSeries[];

export interface OrderedRule {
  readonly kind: 'alerting' | 'recording';
  readonly name: string;
  readonly reads: Reads;
}

/** In which order the rules of a group are evaluated; rules are named by their index. */
export interface GroupOrder {
  /** Sets that may be evaluated at the same time, one set after the other; ascending in each. */
  readonly waves: readonly (readonly number[])[];
  /** The earlier rules whose series a rule may read. */
  readsFrom(index: number): readonly number[];
  /** Whether a later rule may read what this one writes: it must be written by then. */
  readLater(index: number): boolean;
}

/** Every series that a group's rules write, by rule. */
interface Output {
  readonly metric: string;
  readonly alertname?: string;
  readonly rule: number;
}

/**
 * A rule reads what earlier ones write: it waits for them. It must not see what later ones write: they wait for it.
 * Prometheus (rules/group.go, buildDependencyMap) evaluates a whole group one by one as soon as one selector names no
 * metric; here only that rule stands alone between those before and those after it, which keeps the same order.
 * Several recording rules may write one metric at the same time: whoever evaluates a wave writes in the rules' order.
 */
export function orderOf(rules: readonly OrderedRule[]): GroupOrder {
  const outputs = rules.flatMap(outputsOf);
  const touched = touchedBy(outputs);
  const reads = rules.map((rule) => rule.reads.some(isOpen) || touched(rule.reads));
  const all = (index: number): number[] => Array.from({ length: index }, (_, earlier) => earlier);
  const readsFrom = (index: number): readonly number[] => {
    const found = reads[index];
    if (found === undefined) return [];
    return found === true ? all(index) : [...found].filter((other) => other < index).sort((a, b) => a - b);
  };
  const lastReader = lastReaders(reads);
  return {
    waves: wavesOf(reads),
    readsFrom,
    readLater: (index) => (lastReader.get(index) ?? -1) > index || reads.lastIndexOf(true) > index,
  };
}

/** `true`: it may read all of them. */
type ReadRules = true | ReadonlySet<number>;

const isOpen = ({ names }: ReadSeries): boolean => names.length === 0;

const outputsOf = ({ kind, name }: OrderedRule, rule: number): Output[] =>
  kind === 'recording'
    ? [{ metric: name, rule }]
    : ['ALERTS', 'ALERTS_FOR_STATE'].map((metric) => ({ metric, alertname: name, rule }));

function touchedBy(outputs: readonly Output[]): (reads: Reads) => ReadonlySet<number> {
  const byMetric = Map.groupBy(outputs, ({ metric }) => metric);
  const metrics = [...byMetric.keys()];
  const candidates = (names: readonly Matcher[]): string[] => {
    const exact = names.find(({ op }) => op === '=');
    const some = exact ? [exact.value] : metrics;
    const tests = names.map(dotAll);
    return some.filter((metric) => tests.every((holds) => holds(metric)));
  };
  return (reads) => {
    const found = new Set<number>();
    for (const { names, alertnames } of reads) {
      const tests = alertnames.map(dotAll);
      for (const metric of candidates(names)) {
        for (const { alertname, rule } of byMetric.get(metric) ?? []) {
          if (alertname === undefined || tests.every((holds) => holds(alertname))) found.add(rule);
        }
      }
    }
    return found;
  };
}

/** In PromQL a dot takes a line feed too. */
const dotAll = (matcher: Matcher): ((value: string) => boolean) => {
  const isRegex = matcher.op === '=~' || matcher.op === '!~';
  return compileMatcher(isRegex ? { ...matcher, value: `(?s:${matcher.value})` } : matcher);
};

function lastReaders(reads: readonly ReadRules[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  reads.forEach((found, reader) => {
    if (found !== true) for (const written of found) last.set(written, reader);
  });
  return last;
}

/** Each rule one wave behind the last one that it has to wait for. */
function wavesOf(reads: readonly ReadRules[]): number[][] {
  const waves: number[][] = [];
  const waveOf: number[] = [];
  /** The first wave for those behind a rule that reads all, and for those that an earlier one must not see yet. */
  let floor = 0;
  const notBefore = new Map<number, number>();
  reads.forEach((found, index) => {
    const behind = found === true ? waves.length : behindThose(found, index, waveOf);
    const wave = Math.max(floor, notBefore.get(index) ?? 0, behind);
    waveOf[index] = wave;
    (waves[wave] ??= []).push(index);
    if (found === true) floor = wave + 1;
    else for (const later of found) notBefore.set(later, Math.max(notBefore.get(later) ?? 0, wave + 1));
  });
  return waves;
}

function behindThose(found: ReadonlySet<number>, index: number, waveOf: readonly number[]): number {
  let wave = 0;
  for (const other of found) if (other < index) wave = Math.max(wave, (waveOf[other] ?? 0) + 1);
  return wave;
}
