/** Characters that end lines, hide text or turn its direction: nothing of that kind belongs into one line of a message. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;
const loneSurrogates = /\p{Surrogate}/gu;

/** One line of plain text, at most `max` characters, however hostile the value. */
export function oneLine(value: string, max: number): string {
  const start = value.slice(0, max * 4);
  const printable = start.replace(unprintable, ' ').replace(loneSurrogates, '\ufffd');
  return capped(printable.replace(/\s+/gu, ' ').trim(), max);
}

/** Like `oneLine`, but lines stay lines. */
export const lines = (value: string, max: number): string =>
  capped(
    value
      .slice(0, max * 4)
      .split(/\r\n|\r|\n/u)
      .map((line) => oneLine(line, max))
      .join('\n')
      .trim(),
    max,
  );

/** Cut to `max` UTF-16 units with `…` at the end, never inside a character. */
export function capped(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - 1));
  return cut.replace(/[\ud800-\udbff]$/u, '').trimEnd() + '…';
}

/** `3 alerts`, `1 alert`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`, `a, b and 4 more`. */
export function listed(items: readonly string[], most: number): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

/** Cut to `max` characters as receivers count that count code points. */
export function cappedCharacters(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = [...text.slice(0, max * 2 + 2)];
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

/** Cut to `max` bytes of UTF-8, never inside a character. */
export function cappedBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text;
  const cut = new TextDecoder().decode(Buffer.from(text).subarray(0, max - 3));
  return `${cut.replace(/\ufffd+$/u, '').trimEnd()}…`;
}
