import type { WrittenRule, WrittenRuleGroup } from '@tocsin/api';
import type { BookGroup, BookRule } from '#core/rule-book';

/** As it is kept: a field of a form that was left empty is not there. */
export const bookGroup = ({
  name,
  source,
  interval,
  limit,
  labels,
  rules,
  ...rest
}: WrittenRuleGroup): BookGroup => ({
  name,
  ...(source && { source }),
  ...(interval && { interval }),
  ...(rest.query_offset && { query_offset: rest.query_offset }),
  ...(limit && { limit }),
  ...(labels && hasAny(labels) && { labels }),
  rules: rules.map(bookRule),
});

const bookRule = ({ record, alert, expr, labels, annotations, ...rest }: WrittenRule): BookRule => ({
  ...(record && { record }),
  ...(alert && { alert }),
  expr,
  ...(rest.for && { for: rest.for }),
  ...(rest.keep_firing_for && { keep_firing_for: rest.keep_firing_for }),
  ...(labels && hasAny(labels) && { labels }),
  ...(annotations && hasAny(annotations) && { annotations }),
});

const hasAny = (named: object): boolean => Object.keys(named).length > 0;

export const wireBookGroup = ({ rules, ...group }: BookGroup): WrittenRuleGroup => ({
  ...group,
  rules: rules.map((rule) => ({ ...rule })),
});
