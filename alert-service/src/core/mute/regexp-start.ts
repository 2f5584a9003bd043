/** What a value must be, or begin with, to match: found without asking the expression. */
export interface RegexpStart {
  /** The value is one of these. */
  readonly values?: readonly string[];
  /** The value begins with this; never ''. */
  readonly prefix?: string;
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
  if (values.every((value) => value !== '' && !special.test(value))) return { values };
  if (pattern.includes('|') || closesTheWhole(pattern)) return {};
  const prefix = literalPrefix(pattern);
  return prefix === '' ? {} : { prefix };
}

/** `a)*(b` is asked as `^(?:a)*(b)$`: what looks like its beginning may be left out. */
function closesTheWhole(pattern: string): boolean {
  if (pattern.includes('[') && pattern.includes(')')) return true;
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth < 0) return true;
  }
  return false;
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
      // What comes before may be there not at all; a group of flags alone is looked through, `a(?i)?`.
      if (/[*?{]/.test(character) || (character === '(' && next === '?')) found.pop();
      return found.join('');
    } else found.push(character);
  }
  return found.join('');
}
