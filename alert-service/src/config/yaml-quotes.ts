import { type Document, Scalar, visit } from 'yaml';

interface QuoteFault {
  readonly offset: number;
  readonly message: string;
}

/** What the library reads in quotes, and Go's reader refuses. */
export function quoteFaults(read: { readonly document: Document; readonly text: string }): QuoteFault[] {
  const faults: QuoteFault[] = [];
  visit(read.document, {
    Scalar(_, { type, range }) {
      if ((type !== Scalar.QUOTE_DOUBLE && type !== Scalar.QUOTE_SINGLE) || !range) return;
      const [offset, end] = range;
      const written = read.text.slice(offset, end);
      if (type === Scalar.QUOTE_DOUBLE && halfCharacter.test(written.replaceAll('\\\\', '')))
        faults.push({
          offset,
          message: 'an escape from \\uD800 to \\uDFFF is no character: write it as it is',
        });
    },
  });
  return faults;
}

const halfCharacter = /\\(u|U0000)d[89a-f]/i;
