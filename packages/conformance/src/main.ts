import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { type Loaded, loadScenarios, scenarioFolder } from './load.ts';
import { processWorlds } from './process-world.ts';
import { runAll, type Subject, type Verdict } from './run.ts';
import type { Timing } from './world.ts';

const usage = `tocsin-conformance --binary FILE [--arg serve] [--beyond] [--at-once 8] [--version 0.34] [WORD …]

Starts FILE as an Alertmanager, once for each scenario, on 127.0.0.1 and in real time, and says where it differs.
  --binary FILE      the program; it must take Alertmanager's flags and say "Listening on" on stderr
  --arg WORD         goes before the flags; may be repeated
  --beyond           expect what goes beyond Alertmanager where a scenario says both
  --version 0.34     leave out what needs a newer Alertmanager (default: what FILE --version says)
  --scenarios DIR    others than those that come with this tool
  --at-once N        servers at the same time
  WORD               only scenarios with this word in their name
`;

export interface MainOptions {
  readonly args: readonly string[];
  readonly timing: Timing;
  readonly write: (text: string) => void;
}

/** Resolves with the exit code: 0 where every scenario is kept to. */
export async function main({ args, timing, write }: MainOptions): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      binary: { type: 'string' },
      arg: { type: 'string', multiple: true, default: [] },
      beyond: { type: 'boolean', default: false },
      version: { type: 'string' },
      scenarios: { type: 'string', default: scenarioFolder },
      'at-once': { type: 'string', default: '8' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.binary === undefined) {
    write(usage);
    return values.help ? 0 : 2;
  }
  const { binary } = values;
  const version = values.version ?? (await alertmanagerVersion(binary));
  const subject: Subject = {
    start: processWorlds({ binary, args: values.arg }, timing),
    mode: values.beyond ? 'beyond' : 'upstream',
    ...(version === undefined ? {} : { version }),
  };
  const chosen = (await loadScenarios(values.scenarios)).filter((each) => isChosen(each, positionals));
  const atOnce = Math.max(1, Number(values['at-once']) || 1);
  const verdicts = await runAll(chosen, subject, { atOnce, onVerdict: (each) => write(lineOf(each)) });
  return sumUp(verdicts, write);
}

const isChosen = ({ id }: Loaded, words: readonly string[]): boolean =>
  words.length === 0 || words.some((word) => id.includes(word));

function lineOf({ id, skipped, failures }: Verdict): string {
  if (skipped) return `- ${id}: ${skipped}\n`;
  if (failures.length === 0) return `✓ ${id}\n`;
  return [`✗ ${id}`, ...failures.map((failure) => `    ${failure}`), ''].join('\n');
}

function sumUp(verdicts: readonly Verdict[], write: MainOptions['write']): number {
  const skipped = verdicts.filter((each) => each.skipped).length;
  const failed = verdicts.filter((each) => each.failures.length > 0);
  if (failed.length > 0) write(`\nfailed: ${failed.map(({ id }) => id).join(', ')}\n`);
  write(`${verdicts.length - skipped - failed.length} passed, ${failed.length} failed, ${skipped} skipped\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Only Alertmanager's own word counts: another server's version says nothing of what it is compatible with. */
async function alertmanagerVersion(binary: string): Promise<string | undefined> {
  const said = await promisify(execFile)(binary, ['--version']).catch(() => ({ stdout: '', stderr: '' }));
  return /^alertmanager, version (\d+\.\d+)/.exec(said.stdout || said.stderr)?.[1];
}
