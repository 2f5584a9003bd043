import { Document, isScalar, isSeq, parse, Scalar, visit } from 'yaml';

const flowLists = new Set<unknown>(['weekdays', 'days_of_month', 'months', 'years']);

/** Numbers in sixties and dates, which Go's writer quotes though its reader does not take them for such. */
const looksTimed = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$|^\d{4}-\d/;

const isOtherwiseRead = (text: string): boolean => {
  if (text === '' || looksTimed.test(text)) return true;
  if (text.length > 40 || !/^[-+.~<\w]+$/.test(text)) return false;
  return typeof parse(text, { version: '1.1', logLevel: 'silent' }) !== 'string';
};

const styleOf = (text: string, inFlow: boolean): Scalar.Type | undefined => {
  if (text.startsWith('...')) return Scalar.QUOTE_SINGLE;
  if (isOtherwiseRead(text)) return Scalar.QUOTE_DOUBLE;
  return inFlow && text.includes(':') ? Scalar.QUOTE_SINGLE : undefined;
};

/** YAML in the style of Go's writer, so that the two can be compared as texts too. */
export const goYaml = (value: unknown): string => {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Pair(_, { key, value: list }) {
      if (isSeq(list) && isScalar(key) && flowLists.has(key.value)) list.flow = true;
    },
    Scalar(_, scalar, above) {
      if (typeof scalar.value !== 'string') return;
      const list = above.at(-1);
      const style = styleOf(scalar.value, isSeq(list) && list.flow === true);
      if (style !== undefined) scalar.type = style;
    },
  });
  return document.toString({
    lineWidth: 0,
    indentSeq: false,
    singleQuote: true,
    flowCollectionPadding: false,
  });
};
