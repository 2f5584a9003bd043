import { FunctionError } from '#template/error';
import { quote } from '#template/format/quote';
import { byteSlice, fromBytes, toBytes } from '#template/value/bytes';

/** url.QueryUnescape: a plus is a space, and what a percent sign leads must be two hexadecimal digits. */
export function unescapeQuery(text: string): string {
  const bad = /%(?![\da-fA-F]{2})/.exec(text);
  if (bad !== null) {
    const rest = text.slice(bad.index);
    throw new FunctionError(
      `invalid URL escape ${quote(byteSlice(rest, 0, Math.min(3, toBytes(rest).length)))}`,
    );
  }
  const source = toBytes(text.replaceAll('+', ' '));
  const bytes: number[] = [];
  for (let at = 0; at < source.length; at++) {
    if (source[at] === 0x25) {
      bytes.push(Number.parseInt(String.fromCharCode(source[at + 1] ?? 0, source[at + 2] ?? 0), 16));
      at += 2;
    } else bytes.push(source[at] ?? 0);
  }
  return fromBytes(Uint8Array.from(bytes));
}
