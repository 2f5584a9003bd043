import { isUtf8LabelName, type Labels, labelValue, sortedNames, toLower, toUpper } from '@tocsin/model';
import type { GoRegexp } from '@tocsin/model/matchers';
import { relabelHash } from './relabel-hash.ts';

export const relabelActions = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const;
export type RelabelAction = (typeof relabelActions)[number];

/** One entry of Prometheus's `relabel_configs`, checked, defaults filled in. */
export interface RelabelRule {
  readonly action: RelabelAction;
  readonly sourceLabels: readonly string[];
  readonly separator: string;
  /** Anchored on both sides; a dot matches a line break too. */
  readonly regex: GoRegexp;
  readonly modulus: bigint;
  readonly targetLabel: string;
  readonly replacement: string;
}

/** In Prometheus's order, which decides where `labelmap` gives one name to two: by name, then as they were written. */
interface LabelSet {
  readonly given: Map<string, string>;
  readonly written: Map<string, string>;
}

const labelSet = (labels: Labels): LabelSet => ({
  given: new Map(
    sortedNames(labels).flatMap((name): [string, string][] => {
      const value = labelValue(labels, name);
      return value === '' ? [] : [[name, value]];
    }),
  ),
  written: new Map(),
});
const valueIn = ({ given, written }: LabelSet, name: string): string =>
  written.get(name) ?? given.get(name) ?? '';
const all = ({ given, written }: LabelSet): [string, string][] => [...given, ...written];

/** As Prometheus relabels, rule by rule; undefined where one of them drops the whole. */
export function relabelled(rules: readonly RelabelRule[], labels: Labels): Labels | undefined {
  if (rules.length === 0) return labels;
  const set = labelSet(labels);
  return rules.every((rule) => step(rule, set)) ? Object.fromEntries(all(set)) : undefined;
}

/** The first rule that drops these labels, counted from 0; -1 where none does. */
export function droppedBy(rules: readonly RelabelRule[], labels: Labels): number {
  const set = labelSet(labels);
  return rules.findIndex((rule) => !step(rule, set));
}

/** Labels of where we stand are added where an alert has none of that name. */
export const withExternal = (labels: Labels, external: Labels): Labels => {
  const missing = Object.entries(external).filter(([name]) => labelValue(labels, name) === '');
  return missing.length === 0 ? labels : { ...labels, ...Object.fromEntries(missing) };
};

/** False: dropped. */
function step(rule: RelabelRule, set: LabelSet): boolean {
  const { action, regex, targetLabel } = rule;
  const value = rule.sourceLabels.map((name) => valueIn(set, name)).join(rule.separator);
  switch (action) {
    case 'keep':
      return regex.test(value);
    case 'drop':
      return !regex.test(value);
    case 'keepequal':
      return valueIn(set, targetLabel) === value;
    case 'dropequal':
      return valueIn(set, targetLabel) !== value;
    default:
      change(rule, value, set);
      return true;
  }
}

function change(rule: RelabelRule, value: string, set: LabelSet): void {
  const { action, targetLabel, modulus } = rule;
  switch (action) {
    case 'replace':
      return replace(rule, value, set);
    case 'hashmod':
      return put(set, targetLabel, String(relabelHash(value) % modulus));
    case 'lowercase':
      return put(set, targetLabel, toLower(value));
    case 'uppercase':
      return put(set, targetLabel, toUpper(value));
    default:
      return changeNames(rule, set);
  }
}

function changeNames({ action, regex, replacement }: RelabelRule, set: LabelSet): void {
  for (const [name, value] of all(set)) {
    const matches = regex.test(name);
    if (action === 'labelmap' && matches) put(set, regex.replaceAll(name, replacement), value);
    if (action === 'labeldrop' ? matches : action === 'labelkeep' && !matches) remove(set, name);
  }
}

/** What does not match, and what would make a name that is none, changes nothing. */
function replace({ regex, targetLabel, replacement }: RelabelRule, value: string, set: LabelSet): void {
  const [target = '', text = ''] = regex.expand(value, [targetLabel, replacement]) ?? [];
  put(set, target, text);
}

/** A label with an empty value is none, and so is one without a name. */
function put(set: LabelSet, name: string, value: string): void {
  if (!isUtf8LabelName(name)) return;
  if (value === '') return remove(set, name);
  set.given.delete(name);
  set.written.set(name, value);
}

function remove({ given, written }: LabelSet, name: string): void {
  given.delete(name);
  written.delete(name);
}
