import type { Labels } from '@tocsin/model';
import type { BookGroup, BookRule } from './rule-book.ts';

/** One thing that a version changed: of a rule, of one of its fields, or of the group itself. */
export interface BookDifference {
  /** Name of the rule; absent: of the group. */
  readonly rule?: string;
  /** `expr`, `labels.severity`; absent: the whole rule. */
  readonly field?: string;
  /** Absent: it was not there. */
  readonly before?: string;
  /** Absent: it is not there any more. */
  readonly after?: string;
}

/** Whether a change would change nothing. The order of rules counts, that of labels does not. */
export const sameContent = (a: BookGroup, b: BookGroup): boolean => canonical(a) === canonical(b);

const canonical = (group: BookGroup): string =>
  JSON.stringify([[...groupFields(group)].sort(), group.rules.map((rule) => [...ruleFields(rule)].sort())]);

/** What one version changed of the one before. A rule is known by its name, and by its place among those named alike. */
export function differencesOf(before: BookGroup | undefined, after: BookGroup | undefined): BookDifference[] {
  const ofGroup = fieldChanges(before ? groupFields(before) : [], after ? groupFields(after) : []);
  const [old, now] = [namedRules(before), namedRules(after)];
  const ofRules = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    ruleChanges(old.get(key), now.get(key)),
  );
  const shared = (these: ReadonlyMap<string, unknown>, others: ReadonlyMap<string, unknown>): string =>
    [...these.keys()].filter((key) => others.has(key)).join('\n');
  const moved = shared(old, now) !== shared(now, old);
  return [...ofGroup, ...(moved ? [{ field: 'order', ...orderOf(before, after) }] : []), ...ofRules];
}

function ruleChanges(before: BookRule | undefined, after: BookRule | undefined): BookDifference[] {
  const rule = nameOf(after ?? before);
  if (!before || !after)
    return [{ rule, ...(before && { before: before.expr }), ...(after && { after: after.expr }) }];
  return fieldChanges(ruleFields(before), ruleFields(after)).map((each) => ({ rule, ...each }));
}

const orderOf = (before?: BookGroup, after?: BookGroup): Pick<BookDifference, 'before' | 'after'> => ({
  before: (before?.rules ?? []).map(nameOf).join(', '),
  after: (after?.rules ?? []).map(nameOf).join(', '),
});

const nameOf = (rule: BookRule | undefined): string => rule?.alert ?? rule?.record ?? '';

function namedRules(group: BookGroup | undefined): ReadonlyMap<string, BookRule> {
  const rules = new Map<string, BookRule>();
  for (const rule of group?.rules ?? []) {
    const name = `${rule.record === undefined ? 'alert' : 'record'} ${nameOf(rule)}`;
    let [key, count] = [name, 1];
    while (rules.has(key)) key = `${name}\n${++count}`;
    rules.set(key, rule);
  }
  return rules;
}

type Fields = readonly (readonly [string, string])[];

const given = (fields: Readonly<Record<string, string | number | undefined>>): Fields =>
  Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as const],
  );

const texts = (field: string, values: Labels | undefined): Fields =>
  Object.entries(values ?? {}).map(([name, value]) => [`${field}.${name}`, value] as const);

function groupFields({ rules: _, labels, ...fields }: BookGroup): Fields {
  return [...given({ ...fields }), ...texts('labels', labels)];
}

function ruleFields({ labels, annotations, ...fields }: BookRule): Fields {
  return [...given({ ...fields }), ...texts('labels', labels), ...texts('annotations', annotations)];
}

function fieldChanges(before: Fields, after: Fields): BookDifference[] {
  const [old, now] = [new Map(before), new Map(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [was, is] = [old.get(field), now.get(field)];
    if (was === is) return [];
    return [{ field, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}
