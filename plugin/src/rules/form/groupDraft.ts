import type { FieldProblem, WrittenRule, WrittenRuleGroup } from '@tocsin/api';

/** A label or an annotation, as it is being written. */
export interface NamedText {
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

export interface RuleDraft {
  readonly key: number;
  readonly kind: 'alert' | 'record';
  readonly name: string;
  readonly expr: string;
  readonly forLength: string;
  readonly keepFiring: string;
  readonly labels: readonly NamedText[];
  readonly annotations: readonly NamedText[];
}

export interface GroupDraft {
  readonly name: string;
  readonly source: string;
  readonly interval: string;
  readonly queryOffset: string;
  readonly limit: string;
  readonly labels: readonly NamedText[];
  readonly rules: readonly RuleDraft[];
}

let keys = 0;
const newKey = (): number => ++keys;

export const newText = (text: Partial<NamedText> = {}): NamedText => ({ name: '', value: '', ...text, key: newKey() });
const textsOf = (texts: Readonly<Record<string, string>> = {}): NamedText[] =>
  Object.entries(texts).map(([name, value]) => newText({ name, value }));

export const newRule = (rule: Partial<RuleDraft> = {}): RuleDraft => ({
  kind: 'alert',
  name: '',
  expr: '',
  forLength: '',
  keepFiring: '',
  labels: [],
  annotations: [],
  ...rule,
  key: newKey(),
});

const ruleDraft = (rule: WrittenRule): RuleDraft =>
  newRule({
    kind: rule.record === undefined ? 'alert' : 'record',
    name: rule.record ?? rule.alert ?? '',
    expr: rule.expr,
    forLength: rule.for ?? '',
    keepFiring: rule.keep_firing_for ?? '',
    labels: textsOf(rule.labels),
    annotations: textsOf(rule.annotations),
  });

export const newGroup = (): GroupDraft => ({
  name: '',
  source: '',
  interval: '',
  queryOffset: '',
  limit: '',
  labels: [],
  rules: [newRule({ annotations: [newText({ name: 'summary' })], labels: [newText({ name: 'severity' })] })],
});

export const groupDraft = (group: WrittenRuleGroup): GroupDraft => ({
  name: group.name,
  source: group.source ?? '',
  interval: group.interval ?? '',
  queryOffset: group.query_offset ?? '',
  limit: group.limit === undefined || group.limit === 0 ? '' : String(group.limit),
  labels: textsOf(group.labels),
  rules: group.rules.map(ruleDraft),
});

/** Lines that nobody has filled in are not there. */
const filled = (texts: readonly NamedText[]): Record<string, string> =>
  Object.fromEntries(
    texts.filter(({ name, value }) => name.trim() !== '' && value !== '').map(({ name, value }) => [name.trim(), value])
  );

const given = <K extends string>(name: K, text: string): Partial<Record<K, string>> => {
  const fields: Partial<Record<K, string>> = {};
  if (text.trim() !== '') {
    fields[name] = text.trim();
  }
  return fields;
};

const some = (texts: Record<string, string>): Record<string, string> | undefined =>
  Object.keys(texts).length > 0 ? texts : undefined;

function writtenRule({ kind, name, expr, forLength, keepFiring, labels, annotations }: RuleDraft): WrittenRule {
  const common = { expr, labels: some(filled(labels)) };
  return kind === 'record'
    ? { record: name.trim(), ...common }
    : {
        alert: name.trim(),
        ...common,
        ...given('for', forLength),
        ...given('keep_firing_for', keepFiring),
        annotations: some(filled(annotations)),
      };
}

/** As it is to be kept, and checked. */
export function writtenGroup({
  name,
  source,
  interval,
  queryOffset,
  limit,
  labels,
  rules,
}: GroupDraft): WrittenRuleGroup {
  return {
    name: name.trim(),
    ...given('source', source),
    ...given('interval', interval),
    ...given('query_offset', queryOffset),
    ...(isCount(limit) && limit.trim() !== '' ? { limit: Number(limit) } : {}),
    labels: some(filled(labels)),
    rules: rules.map(writtenRule),
  };
}

const isCount = (text: string): boolean => /^\s*\d*\s*$/.test(text);

/** What the form alone can see: what is written twice, and what cannot be sent as it stands. */
export function ownFaults({ limit, labels, rules }: GroupDraft): FieldProblem[] {
  return [
    ...(isCount(limit)
      ? []
      : [{ path: ['group', 'limit'], message: 'this is no whole number: write one, or leave it empty for no limit' }]),
    ...textFaults(['group', 'labels'], labels),
    ...rules.flatMap((rule, index) => [
      ...textFaults(['group', 'rules', index, 'labels'], rule.labels),
      ...(rule.kind === 'alert' ? textFaults(['group', 'rules', index, 'annotations'], rule.annotations) : []),
    ]),
  ];
}

function textFaults(path: FieldProblem['path'], texts: readonly NamedText[]): FieldProblem[] {
  const names = texts.map(({ name }) => name.trim()).filter(Boolean);
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  const nameless = texts.some(({ name, value }) => name.trim() === '' && value !== '');
  return [
    ...twice.map((name) => ({ path: [...path, name], message: `${name} is there twice: remove one` })),
    ...(nameless ? [{ path: [...path, ''], message: 'this value has no name: give it one' }] : []),
  ];
}
