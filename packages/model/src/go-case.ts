/** Go's strings.ToUpper and ToLower: letter by letter, one letter for one. */
const simply = (text: string, change: (character: string) => string): string => {
  let changed = '';
  for (const character of text) {
    const other = change(character);
    changed += Array.from(other).length === 1 ? other : (simpleForms[character] ?? character);
  }
  return changed;
};

/** A letter whose lower case takes two by Unicode's full mapping, and one by its simple one. */
const simpleForms: Readonly<Record<string, string>> = { İ: 'i' };

/** Greek letters with an iota: their simple upper case is one letter some places on. */
export const iotaUpper = (character: string): string | undefined => {
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0x1f80 && point <= 0x1faf) return String.fromCodePoint(point | 8);
  return [0x1fb3, 0x1fc3, 0x1ff3].includes(point) ? String.fromCodePoint(point + 9) : undefined;
};

export const toUpper = (text: string): string =>
  simply(text, (character) => iotaUpper(character) ?? character.toUpperCase());
export const toLower = (text: string): string => simply(text, (character) => character.toLowerCase());
