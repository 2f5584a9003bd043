/** An answer of Redis: only the kinds that our three commands are answered with. */
export type Answer =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'error'; readonly text: string };

/** A command in the protocol of Redis: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export const commandOf = (...words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** The first answer in what has arrived, and how many bytes it took; nothing while it is not whole. Throws at nonsense. */
export function firstAnswer(bytes: Buffer): { readonly answer: Answer; readonly length: number } | undefined {
  const end = bytes.indexOf('\r\n');
  if (end === -1) return undefined;
  const line = bytes.toString('utf8', 1, end);
  const length = end + 2;
  switch (bytes.toString('latin1', 0, 1)) {
    case '+':
    case ':':
      return { answer: { kind: 'text', text: line }, length };
    case '-':
      return { answer: { kind: 'error', text: line }, length };
    case '$':
      return bulk(bytes, { from: length, size: Number(line) });
    default:
      throw new Error('it does not answer as Redis does');
  }
}

function bulk(bytes: Buffer, { from, size }: { readonly from: number; readonly size: number }) {
  if (size === -1) return { answer: { kind: 'text', text: '' } as const, length: from };
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('it does not answer as Redis does');
  if (bytes.length < from + size + 2) return undefined;
  const text = bytes.toString('utf8', from, from + size);
  return { answer: { kind: 'text', text } as const, length: from + size + 2 };
}
