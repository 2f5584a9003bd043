import { FunctionError } from '#template/error';
import { stringerText } from '#template/format/print';
import { toJson } from '#template/functions/json';
import { GoTime } from '#template/time/time';
import { GoScalar, type Value } from '#template/value/value';
import { type Content, contentOf, pointedAt } from './content.ts';

const letters: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '/': '\\/',
  '\\': '\\\\',
};

const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const letterOrUnicode = (character: string): string => letters[character] ?? unicode(character);

/** Inside quotes; the quotes of HTML are escaped too, so that it can stand in an attribute. */
export const inJsText = ({ text, kind }: Content): string =>
  kind === 'js-string'
    ? text.replace(/[\0-\x1f"&'`+/<>\u2028\u2029]/g, letterOrUnicode)
    : text.replace(/[\0-\x1f"&'`+/<>\\\u2028\u2029]/g, letterOrUnicode);

export const inJsTemplate = ({ text }: Content): string =>
  text.replace(/[\0-\x1f"&'`+/<>\\${}\u2028\u2029]/g, letterOrUnicode);

const regexpCharacter = (character: string): string =>
  /[$()*\-.?[\]^{|}]/.test(character) ? `\\${character}` : letterOrUnicode(character);

/** Matches itself inside a regular expression; an empty one would make a comment of the slashes. */
export const inJsRegexp = ({ text }: Content): string =>
  text.replace(/[\0-\x1f"&'+/<>\\$()*\-.?[\]^{|}\u2028\u2029]/g, regexpCharacter) || '(?:)';

/** An expression that gives the value: JSON. */
export function asJsValue(given: Value): string {
  const value = pointedAt(given);
  const { text, kind } = value instanceof GoScalar ? contentOf(value) : { text: '', kind: 'plain' };
  if (kind === 'js') return text;
  if (kind === 'js-string') return `"${text}"`;
  try {
    const json = toJson(value instanceof GoTime ? value : (stringerText(value) ?? value));
    // Spaces, so that it does not grow together with a keyword before or behind it.
    return /^[$\w]|[$\w]$/.test(json) ? ` ${json} ` : json;
  } catch (error) {
    if (error instanceof FunctionError) return inComment(error.message);
    throw error;
  }
}

function inComment(message: string): string {
  const safe = message
    .replace(/<(\/?)script/gi, '\\x3C$1script')
    .replaceAll('*/', '* /')
    .replaceAll('<!--', '\\x3C!--');
  return ` /* ${safe} */null `;
}
