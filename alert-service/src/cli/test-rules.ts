import { systemClock } from '#lib/clock';
import { PrometheusMissing } from '#rule-test/prometheus-process';
import { runTestFile } from '#rule-test/run-file';
import { defineVerb, WrongArguments } from './define-verb.ts';
import type { Terminal } from './verb.ts';

const usage = `Usage: tocsin test rules [--run=REGEX ...] [--prometheus.program=FILE] FILE ...
Runs unit tests of rules, written in promtool's format: series, the alerts that must fire on them, and what expressions
must give. Alerting rules are evaluated by the code that serves, in the time of the test; expressions by a Prometheus
that is started on loopback for each test (prometheus on the PATH, or --prometheus.program).
Exit code 1 if a test fails.
`;

const options = {
  run: { type: 'string', multiple: true },
  'prometheus.program': { type: 'string', default: 'prometheus' },
} as const;

export const testVerb = defineVerb({
  ...{ name: 'test', usage, options },
  async run({ values, positionals }, terminal) {
    const [what, ...files] = positionals;
    if (what !== 'rules') throw new WrongArguments('say what to test: rules');
    if (files.length === 0) throw new WrongArguments('name a file of unit tests');
    const only = regexpOf(values.run ?? []);
    const program = values['prometheus.program'];
    const codes: number[] = [];
    for (const file of files) codes.push(await tested({ file, program, ...(only && { only }) }, terminal));
    return Math.max(...codes);
  },
});

function regexpOf(patterns: readonly string[]): RegExp | undefined {
  if (patterns.length === 0) return undefined;
  try {
    return new RegExp(patterns.join('|'));
  } catch {
    throw new WrongArguments(`--run is no regular expression: ${patterns.join('|')}`);
  }
}

type Tested = Omit<Parameters<typeof runTestFile>[0], 'clock'>;

async function tested(run: Tested, terminal: Terminal): Promise<number> {
  try {
    const { errors, warnings } = await runTestFile({ ...run, clock: systemClock });
    for (const warning of warnings) terminal.complain(`warning: ${run.file}: ${warning}\n`);
    if (errors.length === 0) return (terminal.print(`${run.file}: passed\n`), 0);
    terminal.complain(`${run.file}: failed\n${errors.map(indented).join('')}`);
  } catch (error) {
    if (!(error instanceof PrometheusMissing)) throw error;
    terminal.complain(`tocsin test: ${error.message}\n`);
  }
  return 1;
}

const indented = (error: string): string => `  ${error.replaceAll('\n', '\n  ')}\n`;
