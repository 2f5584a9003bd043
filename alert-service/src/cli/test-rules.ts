import { systemClock } from '#lib/clock';
import { PrometheusMissing } from '#rule-test/prometheus-process';
import { runTestFile } from '#rule-test/run-file';
import { readArguments } from './arguments.ts';
import type { Terminal, Verb } from './verb.ts';

const usage = `Usage: tocsin test rules [--run=REGEX ...] [--prometheus.program=FILE] FILE ...
Runs unit tests of rules, written in promtool's format: series, the alerts that must fire on them, and what expressions
must give. Alerting rules are evaluated by the code that serves, in the time of the test; expressions by a Prometheus
that is started on loopback for each test (prometheus on the PATH, or --prometheus.program).
Exit code 1 if a test fails.
`;

const options = {
  run: { type: 'string', multiple: true },
  'prometheus.program': { type: 'string', default: 'prometheus' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const testVerb: Verb = {
  usage,
  async run(args, terminal) {
    const read = readArguments(args, options);
    if (!read.ok) return wrong(terminal, read.error);
    const { values, positionals } = read.value;
    if (values.help) return (terminal.print(usage), 0);
    const [what, ...files] = positionals;
    if (what !== 'rules') return wrong(terminal, 'say what to test: rules');
    if (files.length === 0) return wrong(terminal, 'name a file of unit tests');
    const only = regexpOf(values.run ?? []);
    if (typeof only === 'string') return wrong(terminal, only);
    const program = values['prometheus.program'];
    const codes: number[] = [];
    for (const file of files) codes.push(await tested({ file, program, ...(only && { only }) }, terminal));
    return Math.max(...codes);
  },
};

function wrong(terminal: Terminal, error: string): number {
  terminal.complain(`tocsin test: ${error}\n\n${usage}`);
  return 2;
}

function regexpOf(patterns: readonly string[]): RegExp | string | undefined {
  if (patterns.length === 0) return undefined;
  try {
    return new RegExp(patterns.join('|'));
  } catch {
    return `--run is no regular expression: ${patterns.join('|')}`;
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
