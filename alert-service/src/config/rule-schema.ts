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
