import { sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** A test, or another check, that failed: said once more at the end, where whoever looks at a run reads first. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

export interface Room {
  /** Where names and messages stand for the files of this folder. */
  readonly root: string;
  /** A run in CI shows about the last sixty lines. */
  readonly lines: number;
}

const widest = 180;
const mostOfOne = 14;

const isPlace = (line: string): boolean => /^\s+at /.test(line);
const isOurs = (line: string): boolean => !/node_modules|node:internal/.test(line);

/** What was wrong, and the first place of ours that it came from. */
function wrongAndWhere(message: string): string[] {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const place = lines.find((line) => isPlace(line) && isOurs(line));
  return [...(place ? [place] : []), ...lines.filter((line) => !isPlace(line))].map((line) => line.trimEnd());
}

const cut = (line: string): string => (line.length > widest ? `${line.slice(0, widest - 1)}…` : line);

/** Every failure has its name; all have the same number of lines; those that have no room are counted. */
export function failureLines(failures: readonly Failure[], { root, lines }: Room): string[] {
  const shown = failures.slice(0, failures.length > lines ? lines - 1 : lines);
  const each = Math.min(mostOfOne, Math.floor(lines / Math.max(1, shown.length)));
  const told = shown.flatMap(({ name, message }) => [
    `✗ ${name}`,
    ...wrongAndWhere(message)
      .slice(0, each - 1)
      .map((line) => `    ${line.trimStart()}`),
  ]);
  const more = failures.length - shown.length;
  return [...told, ...(more > 0 ? [`… and ${more} more failed`] : [])].map((line) =>
    cut(line.replaceAll(root + sep, '')),
  );
}
