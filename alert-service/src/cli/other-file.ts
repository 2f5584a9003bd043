import { readFile } from 'node:fs/promises';
import { InvalidConfiguration } from '#config/config-error';
import { readOnCallFile } from '#config/on-call/load-on-call';
import type { Terminal } from './verb.ts';

const alertmanager = /^(global|route|receivers):/mu;
const onCall = /^(people|teams|schedules|policies|automations|overrides):/mu;
const tocsin =
  /^(on_call|escalations|incidents|slack_app|twilio|telegram|api|grafana|person|emergency|canary|services|health|changes|workflows):/mu;

/** Where a file stands beside an alertmanager.yml: what can be said of it alone. Undefined: it is none of these. */
export async function checkedAlone(file: string, terminal: Terminal): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (alertmanager.test(text)) return undefined;
  if (onCall.test(text)) return checkedOnCall(file, text, terminal);
  if (!tocsin.test(text)) return undefined;
  terminal.complain(
    `${file}: this is what stands beside an alertmanager.yml: check both, and the files that they name, with\n` +
      `  tocsin check-config --config.file=alertmanager.yml --tocsin.config.file=${file}\n`,
  );
  return 1;
}

function checkedOnCall(file: string, text: string, terminal: Terminal): number {
  try {
    readOnCallFile(file, text);
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    terminal.complain(`${error.message}\n${file}: Tocsin would not start\n`);
    return 1;
  }
  terminal.print(
    `${file}: well formed. Whether what it names exists is checked with --config.file and --tocsin.config.file\n`,
  );
  return 0;
}
