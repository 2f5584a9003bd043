import type { Labels } from '@tocsin/model';
import { seriesKey } from '#core/rule/samples';
import type { AlertDifference, ComparedAlert } from './compare.ts';

const red = (line: string): string => `\x1b[31m${line}\x1b[0m`;
const green = (line: string): string => `\x1b[32m${line}\x1b[0m`;

/** Lines with - for what was expected and + for what there is, in colours, as `--diff` wants it. */
export function alertDiff({ missing, unexpected }: AlertDifference): string[] {
  const left = [...unexpected];
  const takeTwin = (alert: ComparedAlert): ComparedAlert | undefined => {
    const same = left.findIndex(({ labels }) => seriesKey(labels) === seriesKey(alert.labels));
    return left.splice(Math.max(same, 0), 1)[0];
  };
  const pairs = missing.map((alert): [ComparedAlert, ComparedAlert | undefined] => [alert, takeTwin(alert)]);
  return [
    ...pairs.flatMap(([expected, got]) => pairDiff(expected, got)),
    ...left.flatMap((got) => pairDiff(undefined, got)),
  ];
}

function pairDiff(expected: ComparedAlert | undefined, got: ComparedAlert | undefined): string[] {
  const mark = expected && got ? '  an alert that is otherwise:' : undefined;
  const head =
    mark ?? (got ? green('+ an alert that is not expected:') : red('- an alert that does not fire:'));
  return [
    head,
    ...linesOf('label', expected?.labels, got?.labels),
    ...linesOf('annotation', expected?.annotations, got?.annotations),
  ];
}

function linesOf(what: string, expected: Labels = {}, got: Labels = {}): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(got)])].sort();
  return names.flatMap((name) => {
    const [before, now] = [expected[name], got[name]];
    const line = (text: string): string => `${what} ${name}: ${JSON.stringify(text)}`;
    if (before === now && now !== undefined) return [`    ${line(now)}`];
    return [
      ...(before === undefined ? [] : [red(`-   ${line(before)}`)]),
      ...(now === undefined ? [] : [green(`+   ${line(now)}`)]),
    ];
  });
}
