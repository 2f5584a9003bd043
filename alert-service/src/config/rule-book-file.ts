import { Document, isMap, Scalar, visit } from 'yaml';
import type { BookGroup, BookRule } from '#core/rule-book';
import { bookFile } from './rule-book.ts';

/**
 * Groups of the app as one rule file of Prometheus. Texts that YAML 1.1 reads as something else (yes, 12:30) get quotes:
 * Prometheus's parser is of that age. The data source, which a rule file has no field for, stands in a comment.
 */
export function printRuleFile(groups: readonly BookGroup[]): string {
  const sorted = [...groups].sort((a, b) => (a.name < b.name ? -1 : 1));
  const document = new Document(
    { groups: sorted.map(writtenGroup) },
    {
      version: '1.1',
      aliasDuplicateObjects: false,
    },
  );
  document.commentBefore = ` Rule groups made in Tocsin (shown there as file ${bookFile}).`;
  sorted.forEach(({ source }, index) => {
    const node = document.getIn(['groups', index], true);
    if (!isMap(node)) return;
    if (source) node.commentBefore = ` data source: ${source}`;
    node.spaceBefore = index > 0;
  });
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && !isTame(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({
    lineWidth: 0,
    directives: false,
    doubleQuotedAsJSON: true,
    doubleQuotedMinMultiLineLength: Infinity,
  });
}

/** Written as people write it: one line, or lines that each begin and end with something. The rest is put in quotes. */
const isTame = (text: string): boolean =>
  /^[ -~]*$/.test(text) || /^\S([ -~]*[!-~])?(\n+ *[!-~]([ -~]*[!-~])?)*\n?$/.test(text);

const writtenGroup = ({
  source: _,
  name,
  interval,
  query_offset: offset,
  limit,
  labels,
  rules,
}: BookGroup) => ({
  name,
  ...(interval && { interval }),
  ...(offset && { query_offset: offset }),
  ...(limit !== undefined && { limit }),
  ...(labels && hasAny(labels) && { labels }),
  rules: rules.map(writtenRule),
});

/** In the order in which people write them. */
const writtenRule = (rule: BookRule) => ({
  ...(rule.record && { record: rule.record }),
  ...(rule.alert && { alert: rule.alert }),
  expr: rule.expr,
  ...(rule.for && { for: rule.for }),
  ...(rule.keep_firing_for && { keep_firing_for: rule.keep_firing_for }),
  ...(rule.labels && hasAny(rule.labels) && { labels: rule.labels }),
  ...(rule.annotations && hasAny(rule.annotations) && { annotations: rule.annotations }),
});

const hasAny = (named: object): boolean => Object.keys(named).length > 0;
