/** What a value must be, or begin with, to match: found without asking the expression. */
export interface RegexpStart {
  /** The value is one of these. */
  readonly values?: readonly string[];
  /** The value begins with one of these; none is ''. */
  readonly prefixes?: readonly string[];
}

const special = /[\\.+*?()|[\]{}^$]/;

/**
 * How a matcher's regular expression begins, as far as that is sure. Every doubt is answered with nothing, since whatever
 * is found by this is asked the expression itself afterwards.
 */
export function regexpStart(pattern: string): RegexpStart {
  const inner = /^\((?:\?:)?([^()\\[\]]*)\)$/.exec(pattern)?.[1] ?? pattern;
  if (inner.startsWith('?')) return {};
  const values = inner.split('|');
  if (values.every(isLiteral)) return { values };
  const prefixes = alternativesOf(inner).flatMap(prefixesOf);
  return prefixes.length === 0 || prefixes.includes('') ? {} : { prefixes: [...new Set(prefixes)] };
}

const isLiteral = (text: string): boolean => text !== '' && !special.test(text);

/**
 * What stands between the bars that are in no group. None where that is in doubt: a bar or a parenthesis in brackets or
 * quoted; flags, since in `a(?i)?` the last mark is meant for the `a`; and `a)*(b`, which is asked as `^(?:a)*(b)$`, so
 * that what looks like its beginning may be left out.
 */
function alternativesOf(pattern: string): string[] {
  if (/\\[QE]|\(\?[^:]/.test(pattern) || (pattern.includes('[') && /[)|]/.test(pattern))) return [];
  const bars: number[] = [];
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '|' && depth === 0) bars.push(at);
    if (depth < 0) return [];
  }
  return [...bars, pattern.length].map((bar, index) => pattern.slice((bars[index - 1] ?? -1) + 1, bar));
}

/** `(web|db)-.*` begins with either; not where what is in the group may be left out, as in `(web|db)*`. */
function prefixesOf(alternative: string): readonly string[] {
  const group = /^\((?:\?:)?([^()]*)\)(?![*?{])/.exec(alternative)?.[1]?.split('|') ?? [];
  return group.length > 0 && group.every(isLiteral) ? group : [literalPrefix(alternative)];
}

function literalPrefix(pattern: string): string {
  const characters = Array.from(pattern);
  const found: string[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    const next = characters[at + 1] ?? '';
    if (character === '\\' && /^[^\w\s]$/.test(next) && next.charCodeAt(0) < 0x80) {
      found.push(next);
      at += 1;
    } else if (special.test(character)) {
      // What comes before may be there not at all.
      if (/[*?{]/.test(character)) found.pop();
      return found.join('');
    } else found.push(character);
  }
  return found.join('');
}
