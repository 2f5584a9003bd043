/** Go's strings.ToUpper and ToLower: letter by letter, one letter for one. */
function simply(text: string, change: (character: string) => string): string {
  let changed = '';
  for (const character of text) {
    const other = change(character);
    const single = Array.from(other).length === 1;
    changed += single ? other : (simpleForms[character] ?? character);
  }
  return changed;
}

/** Letters whose full mapping is longer than one letter, but which have a simple one too. */
const simpleForms: Readonly<Record<string, string>> = { İ: 'i' };

/** Letters with a simple upper case of their own that the full mapping hides. */
const upperForms: Readonly<Record<string, string>> = {};

export const toUpper = (text: string): string =>
  simply(text, (character) => upperForms[character] ?? character.toUpperCase());
export const toLower = (text: string): string => simply(text, (character) => character.toLowerCase());

const cased = /^\p{Cased}$/u;
/** Unicode's MidLetter, MidNumLet and Single_Quote: one of them between letters does not end a word. */
const mid = /^['.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a]$/;
/** Letters, digits, marks, format characters and connecting punctuation never end a word. */
const inWord = /^[\p{Alphabetic}\p{Nd}\p{M}\p{Cf}\p{Pc}\p{Lm}]$/u;
const noSpaces =
  /^[\p{Script=Hiragana}\p{Ideographic}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

const digraphs: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǳ: 'ǲ',
};

function titleForm(character: string): string {
  const digraph = digraphs[character];
  if (digraph !== undefined) return digraph;
  const [first = '', ...rest] = Array.from(character.toUpperCase());
  return first + rest.join('').toLowerCase();
}

function lowerForm(text: string, at: number, character: string): string {
  if (character !== 'Σ') return character.toLowerCase();
  const next = Array.from(text.slice(at + 1)).find((after) => !/^\p{Case_Ignorable}$/u.test(after));
  return next !== undefined && cased.test(next) ? 'σ' : 'ς';
}

const endsWord = (character: string): boolean =>
  !mid.test(character) && (!inWord.test(character) || noSpaces.test(character));

/** golang.org/x/text's title caser for English; `keep` leaves the other letters of a word as they are. */
export function toTitle(text: string, keep: boolean): string {
  let titled = '';
  let inside = false;
  let wasMid = false;
  let at = 0;
  for (const character of text) {
    const isMid = mid.test(character);
    if (wasMid && isMid) inside = false;
    if (cased.test(character)) {
      if (!inside) titled += titleForm(character);
      else titled += keep ? character : lowerForm(text, at, character);
      inside = true;
    } else {
      titled += character;
      if (endsWord(character)) inside = false;
    }
    wasMid = isMid;
    at += character.length;
  }
  return titled;
}
