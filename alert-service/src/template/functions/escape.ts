import { isPrintable } from '#template/format/quote';
import { isEscapedByte, toBytes } from '#template/value/bytes';

const entities: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (character) => entities[character] ?? character);
}

const hex = (value: number, width: number): string => value.toString(16).toUpperCase().padStart(width, '0');

function escapeJsCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (character === '\\' || character === "'" || character === '"') return `\\${character}`;
  if (point < 0x80) return `\\u${hex(point, 4)}`;
  if (isEscapedByte(point)) return '\ufffd';
  return isPrintable(character) ? character : `\\u${hex(point, 4)}`;
}

export function escapeJs(text: string): string {
  return text.replace(/[\0-\x1f\\'"<>&=]|[^\0-\x7f]/gu, escapeJsCharacter);
}

const unreserved = /[A-Za-z0-9\-_.~]/;

/** url.QueryEscape: a space becomes a plus. */
export function escapeQuery(text: string): string {
  let escaped = '';
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte);
    if (byte === 0x20) escaped += '+';
    else escaped += unreserved.test(character) ? character : `%${hex(byte, 2)}`;
  }
  return escaped;
}
