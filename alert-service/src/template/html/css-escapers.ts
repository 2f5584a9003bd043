import type { Content } from './content.ts';
import { decodeCss } from './css-escapes.ts';
import { failsafe } from './html-escapers.ts';

/** Hexadecimal; a space ends the number where what follows could be part of it. */
function escapedCharacter(character: string, next: string): string {
  if (character === '\\') return '\\\\';
  const escape = `\\${character.charCodeAt(0).toString(16)}`;
  return next === '' || /[\da-fA-F\t\n\f\r ]/.test(next) ? `${escape} ` : escape;
}

export const inCssText = ({ text }: Content): string =>
  text.replace(/[\0\t\n\f\r"&'()+/:;<>\\{}]/g, (character, at: number) =>
    escapedCharacter(character, text.charAt(at + 1)),
  );

/** A harmless value: a length, a colour, a keyword, an id. */
export function asCssValue({ text, kind }: Content): string {
  if (kind === 'css') return text;
  const value = decodeCss(text);
  if (/[\0"'()/;@[\\\]`{}<>]|--/.test(value)) return failsafe;
  const letters = value.replace(/[^-\w]/g, '').toLowerCase();
  return /expression|mozbinding/.test(letters) ? failsafe : value;
}
