import { z } from 'zod';
import { fields, given, length, text, whole } from './fields.ts';

const texts = given(
  z.record(z.string(), text, { error: 'expected names with texts here, such as `severity: page`' }),
);

const rule = fields({
  record: given(text),
  alert: given(text),
  expr: given(text),
  for: given(length),
  keep_firing_for: given(length),
  labels: texts,
  annotations: texts,
});
export type WrittenRule = z.output<typeof rule>;

const group = fields({
  name: given(text),
  interval: given(length),
  query_offset: given(length),
  limit: given(whole),
  labels: texts,
  rules: given(z.array(rule, { error: 'expected a list of rules, each beginning with `- alert:`' })),
});
export type WrittenGroup = z.output<typeof group>;

/** Prometheus's rule file, with no field beyond it. */
export const ruleFile = given(
  fields({
    groups: given(z.array(group, { error: 'expected a list of groups, each beginning with `- name:`' })),
  }),
);

/** The file without the fields that Prometheus does not have. */
export function withoutUnknownFields(file: unknown): unknown {
  return only(['groups'], file, (groups) =>
    each(groups, (one) =>
      only(fieldsOf(group), one, (rules) => each(rules, (two) => only(fieldsOf(rule), two))),
    ),
  );
}

const fieldsOf = ({ shape }: { readonly shape: object }): string[] => Object.keys(shape);

/** The last of a file's or a group's fields is the list of what is in it. */
function only(names: readonly string[], value: unknown, inner = (list: unknown): unknown => list): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const known = Object.entries(value).filter(([name]) => names.includes(name));
  return Object.fromEntries(known.map(([name, of]) => [name, name === names.at(-1) ? inner(of) : of]));
}

const each = (list: unknown, of: (one: unknown) => unknown): unknown =>
  Array.isArray(list) ? list.map((one) => of(one)) : list;
