/** What `npm test` and `npm run verify` run: a line each. */
export interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Takes only what the others leave of the cores: it has no time limits, and they have. */
  readonly yields?: true;
  /** Jest counts its tests; every other check is one that passed or failed. */
  readonly counts: 'jest' | 'one';
}

const node = process.execPath;
const tool = (path: string, ...args: string[]) => ({
  command: node,
  args: [`node_modules/${path}`, ...args],
});
const npm = (...args: string[]) => ({ command: 'npm', args });

const jest = (...args: string[]) => ({
  command: node,
  args: ['--no-warnings', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args],
  counts: 'jest' as const,
});

export const lint: readonly Check[] = [
  { name: 'lint', ...tool('eslint/bin/eslint.js', '.', '--max-warnings=0'), counts: 'one', yields: true },
  { name: 'lint of the plugin', ...npm('run', 'lint', '-w', 'plugin'), counts: 'one', yields: true },
  {
    name: 'arrows between rooms',
    ...tool(
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--output-type',
      'err',
      'packages',
      'alert-service/src',
      'demo/src',
    ),
    counts: 'one',
    yields: true,
  },
];

export const types: readonly Check[] = [
  { name: 'types', ...tool('typescript/bin/tsc', '-p', 'tsconfig.json'), counts: 'one', yields: true },
  { name: 'types of the plugin', ...npm('run', 'typecheck', '-w', 'plugin'), counts: 'one', yields: true },
  { name: 'types of the console', ...npm('run', 'typecheck', '-w', 'console'), counts: 'one', yields: true },
];

export const unit: readonly Check[] = [{ name: 'tests', ...jest(), env: { TOCSIN_TEST_BUNDLE: '1' } }];

export const unitOfPlugin: readonly Check[] = [
  { name: 'tests of the plugin', ...npm('run', 'test', '-w', 'plugin', '--'), counts: 'jest' },
];

export const browser: readonly Check[] = [
  { name: 'journeys in a browser', ...jest('--config', 'e2e/jest.config.mjs') },
];

/** What takes too long for each commit: hours of it in a night. */
export const long: readonly Check[] = [
  {
    name: 'rules beside a real Prometheus for ten minutes',
    ...jest('alert-service/test/parity/beside-prometheus.test.ts'),
    env: { TOCSIN_PARITY_MINUTES: '10' },
  },
  {
    name: '5,000 lists of rules asked together',
    ...jest('alert-service/test/batched-evaluation.property.test.ts'),
    env: { FC_RUNS: '5000' },
  },
  {
    name: 'properties of delivery, each tried twenty times as often as for a commit',
    ...jest(
      ...['lost-answers', 'timeline', 'receiver-rules', 'replay'].map(
        (name) => `alert-service/test/acceptance/${name}.property.test.ts`,
      ),
      'alert-service/test/http/posted-alerts.property.test.ts',
    ),
    env: { TOCSIN_RUNS: '20' },
  },
  {
    name: 'properties of on call, each tried twenty times as often as for a commit',
    ...jest('alert-service/test/acceptance/on-call/.*property'),
    env: { TOCSIN_RUNS: '20' },
  },
  {
    name: 'schedules calculated twice, at every change of the clock of every zone',
    ...jest('alert-service/test/schedules'),
    env: { TOCSIN_RUNS: '300' },
  },
  { name: '10,000 cases of the fuzzer', ...npm('run', 'fuzz', '--', '--cases', '10000'), counts: 'one' },
  { name: 'conformance of the process', ...npm('run', 'conformance'), counts: 'one' },
];
