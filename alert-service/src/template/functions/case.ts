import { iotaUpper, toLower, toUpper } from '@tocsin/model';

export { toLower, toUpper };

const cased = /^\p{Cased}$/u;
/** Unicode's MidLetter, MidNumLet and Single_Quote: one of them between letters does not end a word. */
const mid = /^['.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a]$/;
/** Letters, digits, marks, format characters and connecting punctuation never end a word; nor do a few others. */
const inWord =
  /^[\p{Alphabetic}\p{Nd}\p{M}\p{Cf}\p{Pc}\p{Lm}\u02c2-\u02c5\u02d2-\u02d7\u02de-\u02ff\u055a-\u055c\u055e\u058a\u05f3\u066b\u202f\ua708-\ua721\ua789\ua78a\uab5b\u{1f3fb}-\u{1f3ff}]$/u;
/** Scripts that write no spaces: each of their letters ends a word. */
const noSpaces =
  /^(?=[\p{L}\p{Nl}\u200b])[\u200b\p{Script=Hiragana}\p{Script=Katakana}\u30fc\u3031-\u3035\p{Ideographic}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Ahom}]$/u;

const digraphs: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ǳ: 'ǲ',
  ŉ: 'ʼN',
};

/** Georgian has capitals, but no titles. */
const georgian = /^[\u10d0-\u10ff]$/;

function titleForm(character: string): string {
  const own = digraphs[character] ?? iotaUpper(character);
  if (own !== undefined) return own;
  if (georgian.test(character)) return character;
  if (/^[\u1fb0-\u1fff]$/.test(character)) {
    return /^[\u1fbc\u1fcc\u1ffc]$/.test(character)
      ? character
      : character.toUpperCase().replace(/Ι$/u, '\u0345');
  }
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
