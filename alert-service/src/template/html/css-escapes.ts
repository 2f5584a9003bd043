const highest = 0x10ffff;

/** A backslash and up to six hexadecimal digits with one space behind, or a backslash and any one character. */
const escapes = /\\(?:[\da-fA-F]{1,6}(?:\r\n|[\t\n\f\r ])?|[^])|\\$/gu;

function decoded(escape: string): string {
  const digits = /^\\([\da-fA-F]+)/.exec(escape)?.[1];
  if (digits === undefined) return escape.slice(1);
  const point = Number.parseInt(digits, 16);
  // Six digits that are too many: the last one is a character of its own, and so is the space behind it.
  if (point > highest) return decoded(escape.slice(0, 6)) + escape.slice(6);
  return point >= 0xd800 && point <= 0xdfff ? '\ufffd' : String.fromCodePoint(point);
}

/** What escapes in a style stand for. */
export const decodeCss = (text: string): string =>
  text.includes('\\') ? text.replace(escapes, decoded) : text;
