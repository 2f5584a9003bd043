/** Characters that may stand in a matcher's name or value only within quotes, besides white space. */
export const reserved = '{}!=~,\\"\'`';

/** White space as Go's unicode.IsSpace has it; JavaScript's \s differs in U+0085 and U+FEFF. */
export const isSpace = (character: string): boolean =>
  /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(character);
