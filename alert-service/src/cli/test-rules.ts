import { writeFile } from 'node:fs/promises';
import { RE2JS } from 're2js';
import { systemClock } from '#lib/clock';
import { type JunitSuite, junitXml } from '#rule-test/junit';
import { PrometheusMissing } from '#rule-test/prometheus-process';
import { type FileRun, runTestFile } from '#rule-test/run-file';
import { CannotRun, defineVerb, WrongArguments } from './define-verb.ts';
import type { Terminal } from './verb.ts';

const usage = `Usage: tocsin test rules [--run=REGEX ...] [--diff] [--debug] [--junit=FILE] [--ignore-unknown-fields]
         [--enable-feature=NAME,...] [--prometheus.program=FILE] FILE ...
Runs unit tests of rules, written in promtool's format: series, the alerts that must fire on them, and what expressions
must give. Rules are evaluated by the code that serves, in the time of the test; expressions by a Prometheus that is
started on loopback for each test (prometheus on the PATH, or --prometheus.program).
  --run                    only tests whose name it finds; several times: any of them
  --diff                   differences of alerts field by field, in colours
  --debug                  which test runs, how long it takes, and all series at its end
  --junit                  writes the results to this file, as JUnit XML
  --ignore-unknown-fields  passes over fields of rule files that Prometheus does not have
  --enable-feature         experimental features of Prometheus, such as promql-experimental-functions
Exit code 1 if a test fails.
`;

const options = {
  run: { type: 'string', multiple: true },
  diff: { type: 'boolean', default: false },
  debug: { type: 'boolean', default: false },
  junit: { type: 'string' },
  'ignore-unknown-fields': { type: 'boolean', default: false },
  'enable-feature': { type: 'string', multiple: true },
  'prometheus.program': { type: 'string', default: 'prometheus' },
} as const;

export const testVerb = defineVerb({
  ...{ name: 'test', usage, options },
  async run({ values, positionals }, terminal) {
    const [what, ...files] = positionals;
    if (what !== 'rules') throw new WrongArguments('say what to test: rules');
    if (files.length === 0) throw new WrongArguments('name a file of unit tests');
    const only = finds(values.run ?? []);
    const run = {
      ...{ program: values['prometheus.program'], clock: systemClock, diff: values.diff },
      features: (values['enable-feature'] ?? []).flatMap((list) => list.split(',')).filter(Boolean),
      ignoreUnknownFields: values['ignore-unknown-fields'],
      ...(values.debug && { debug: (text: string) => terminal.complain(`DEBUG: ${text}\n`) }),
      ...(only && { only }),
    };
    const suites: JunitSuite[] = [];
    for (const file of files) suites.push(await tested({ file, ...run }, terminal));
    if (values.junit !== undefined) await writeReport(values.junit, suites);
    return suites.every(passed) ? 0 : 1;
  },
});

/** promtool's expressions are Go's. */
function finds(patterns: readonly string[]): ((name: string) => boolean) | undefined {
  if (patterns.length === 0) return undefined;
  try {
    const compiled = RE2JS.compile(patterns.join('|'));
    return (name) => compiled.matcher(name).find();
  } catch {
    throw new WrongArguments(`--run is no regular expression: ${patterns.join('|')}`);
  }
}

async function writeReport(file: string, suites: readonly JunitSuite[]): Promise<void> {
  try {
    await writeFile(file, junitXml(suites));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`--junit=${file} cannot be written (${why}): mend its path or its rights`);
  }
}

const passed = ({ cases, aborted }: JunitSuite): boolean =>
  aborted === undefined && cases.every(({ errors }) => errors.length === 0);

async function tested(run: FileRun, terminal: Terminal): Promise<JunitSuite> {
  const suite = { name: run.file, ...(await results(run, terminal)) };
  const errors = suite.cases.flatMap(({ name, errors: all }) => all.map((error) => `${name}: ${error}`));
  const told = [...errors, ...(suite.aborted?.split('\n') ?? [])];
  if (told.length === 0) terminal.print(`${run.file}: passed\n`);
  else terminal.complain(`${run.file}: failed\n${told.map(indented).join('')}`);
  return suite;
}

async function results(run: FileRun, terminal: Terminal): Promise<Omit<JunitSuite, 'name'>> {
  try {
    const { cases, warnings, startedAt, unusable } = await runTestFile(run);
    for (const warning of warnings) terminal.complain(`warning: ${run.file}: ${warning}\n`);
    return {
      cases,
      ...(startedAt !== undefined && { startedAt }),
      ...(unusable !== undefined && { aborted: unusable }),
    };
  } catch (error) {
    if (error instanceof PrometheusMissing) return { cases: [], aborted: error.message };
    throw error;
  }
}

const indented = (error: string): string => `  ${error.replaceAll('\n', '\n  ')}\n`;
