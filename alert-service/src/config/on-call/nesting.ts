import type { ConfigError } from '../config-error.ts';

/** No file of on call comes to a tenth of it; YAML reads what is deeper slower and slower. */
const deepest = 100;

/** Where a text nests deeper than anybody writes, in brackets or in dashes on one line; those in quotes count too. */
export function nestedTooDeep(file: string, text: string): ConfigError | undefined {
  let open = 0;
  for (const [index, line] of text.split('\n').entries()) {
    let dashes = 0;
    for (const [column, sign] of [...line].entries()) {
      if (sign === '[' || sign === '{') open += 1;
      else if (sign === ']' || sign === '}') open = Math.max(0, open - 1);
      else if ((sign === '-' || sign === '?') && /^[-? ]*$/.test(line.slice(0, Math.min(column, 1_000))))
        dashes += 1;
      if (open + dashes <= deepest) continue;
      const message = `this is nested deeper than ${deepest} levels: look for brackets that nobody closes`;
      return { file, line: index + 1, column: column + 1, message };
    }
  }
  return undefined;
}
