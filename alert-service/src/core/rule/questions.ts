import type { Labels } from '@tocsin/model';
import type { RuleOptions } from './options.ts';
import { isFiringAlert, type RuleState } from './state.ts';

/** Asked besides the expression, at the same time of the same source. */
export interface Question {
  readonly kind: 'recovery' | 'present' | 'vanished' | 'nothing';
  readonly query: string;
}

/** The label sets that a question gave, or why there are none. */
export type LabelSets = { readonly sets: readonly Labels[] } | { readonly error: string };

/** What must be asked to decide on this answer of the expression. A rule without options asks nothing. */
export function questionsFor(
  { options }: { readonly options?: RuleOptions },
  state: RuleState,
  found: readonly { readonly fingerprint: string }[],
): readonly Question[] {
  if (!options) return [];
  const { recovery, missing } = options;
  const gone = goneOf(state, found);
  const recovers = recovery !== undefined && gone.some(isFiringAlert);
  const keeps = gone.length > 0 && missing !== undefined && missing.then !== 'resolve';
  const wanted: readonly [Question['kind'], string | undefined, boolean][] = [
    ['recovery', recovery, recovers],
    ['present', missing?.present, recovers || keeps],
    ['vanished', missing?.vanished, missing?.then === 'alert'],
    ['nothing', missing?.nothing, missing?.then === 'alert' && found.length === 0],
  ];
  return wanted.flatMap(([kind, query, isAsked]) =>
    isAsked && query !== undefined ? [{ kind, query }] : [],
  );
}

function goneOf({ alerts }: RuleState, found: readonly { readonly fingerprint: string }[]) {
  const active = Object.entries(alerts).filter(([, alert]) => !alert.missing);
  if (active.length === 0) return [];
  const there = new Set(found.map(({ fingerprint }) => fingerprint));
  return active.flatMap(([fingerprint, alert]) => (there.has(fingerprint) ? [] : [alert]));
}

/**
 * Whether one of these label sets is a part of an alert's. What has no labels stands for all; the metric's name does not
 * count, since functions drop it.
 */
export function amongSets(sets: readonly Labels[]): (labels: Labels) => boolean {
  const shapes = new Map<string, { names: readonly string[]; values: Set<string> }>();
  for (const set of sets) {
    const names = Object.keys(set)
      .filter((name) => name !== '__name__')
      .sort();
    const shape = shapes.get(JSON.stringify(names)) ?? { names, values: new Set() };
    shape.values.add(valuesOf(names, set));
    shapes.set(JSON.stringify(names), shape);
  }
  return (labels) => [...shapes.values()].some(({ names, values }) => values.has(valuesOf(names, labels)));
}

const valuesOf = (names: readonly string[], labels: Labels): string =>
  JSON.stringify(names.map((name) => labels[name] ?? null));
