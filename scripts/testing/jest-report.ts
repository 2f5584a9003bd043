import type { Failure } from './failures.ts';

/** What a run of Jest's `--json` file says, as far as we add it up. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: readonly string[];
  failures: readonly Failure[];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const field = (value: unknown, name: string): unknown =>
  isObject(value) ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

function list(value: unknown, name: string): unknown[] {
  const found: unknown = field(value, name);
  return Array.isArray(found) ? found : [];
}

const words = (value: unknown, name: string): string => {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
};

const texts = (value: unknown, name: string): string[] =>
  list(value, name).filter((text): text is string => typeof text === 'string');

const failureOf = (file: unknown, test: unknown): Failure => ({
  name: `${words(file, 'name')}: ${words(test, 'fullName')}`,
  message: texts(test, 'failureMessages').join('\n'),
});

/** A file that could not be run has no tests to fail: it counts as one failure. */
export function countsOf(report: unknown): Counts {
  const files = list(report, 'testResults');
  const tests = files.flatMap((file) => list(file, 'assertionResults'));
  const status = (wanted: string): number => tests.filter((test) => words(test, 'status') === wanted).length;
  const broken = files.filter(
    (file) => words(file, 'status') === 'failed' && list(file, 'assertionResults').length === 0,
  );
  const left = tests.filter((test) =>
    ['pending', 'skipped', 'todo', 'disabled'].includes(words(test, 'status')),
  );
  return {
    passed: status('passed'),
    failed: status('failed') + broken.length,
    skipped: left.map((test) => words(test, 'fullName')),
    failures: [
      ...files.flatMap((file) =>
        list(file, 'assertionResults')
          .filter((test) => words(test, 'status') === 'failed')
          .map((test) => failureOf(file, test)),
      ),
      ...broken.map((file) => ({ name: words(file, 'name'), message: words(file, 'message') })),
    ],
  };
}

export const sum = (all: readonly Counts[]): Counts => ({
  passed: all.reduce((total, { passed }) => total + passed, 0),
  failed: all.reduce((total, { failed }) => total + failed, 0),
  skipped: all.flatMap(({ skipped }) => skipped),
  failures: all.flatMap(({ failures }) => failures),
});
