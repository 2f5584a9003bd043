import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRouter } from '#core/route/router';
import { recover } from '#engine/recovery';
import { systemClock } from '#lib/clock';
import { openSqlite } from '#store/sqlite';
import { StoreError } from '#store/store';
import { snapshotsOf } from '#switch/hand-back';
import { readArguments } from './arguments.ts';
import type { Terminal, Verb } from './verb.ts';

const usage = `Usage: tocsin export alertmanager --to=FOLDER [--storage.path=data/]

Writes the silences and what was told as Alertmanager's own snapshots (silences, nflog) into FOLDER, which must not
hold them yet. Stop Tocsin first. Then start Alertmanager with --storage.path=FOLDER: it pages nobody anew.
`;

const options = {
  to: { type: 'string' },
  'storage.path': { type: 'string', default: 'data/' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** As Alertmanager's --data.retention by default: it shortens what is kept longer at its own next maintenance. */
const retentionMs = 120 * 3_600_000;

export const exportVerb: Verb = {
  usage,
  async run(args, terminal) {
    const read = readArguments(args, options);
    if (!read.ok) return wrong(terminal, read.error);
    const { values, positionals } = read.value;
    if (values.help) return (terminal.print(usage), 0);
    if (positionals.join(' ') !== 'alertmanager') return wrong(terminal, 'say what to export: alertmanager');
    if (!values.to) return wrong(terminal, '--to is missing: name the folder to write to');
    return write(values['storage.path'], values.to, terminal);
  },
};

function wrong(terminal: Terminal, error: string): number {
  terminal.complain(`tocsin export: ${error}\n\n${usage}`);
  return 2;
}

async function write(storage: string, to: string, terminal: Terminal): Promise<number> {
  const database = path.join(storage, 'tocsin.db');
  if (!existsSync(database)) {
    terminal.complain(`tocsin export: there is no ${database}: name its folder with --storage.path\n`);
    return 1;
  }
  const files = { silences: path.join(to, 'silences'), nflog: path.join(to, 'nflog') };
  const taken = Object.values(files).find((file) => existsSync(file));
  if (taken !== undefined) {
    terminal.complain(`tocsin export: ${taken} is there already: move it away, or choose another --to\n`);
    return 1;
  }
  try {
    const { counts, ...made } = await snapshots(database);
    const fault = written(to, made);
    if (fault !== undefined) {
      terminal.complain(
        `tocsin export: cannot write to ${to}: ${fault}: mend that, or choose another --to\n`,
      );
      return 1;
    }
    terminal.print(
      `Wrote ${counts.silences} silences and what was told of ${counts.notified} groups to ${to}. Start Alertmanager with --storage.path=${to}.\n`,
    );
    if (counts.recurring > 0)
      terminal.print(
        `${counts.recurring} of the silences recur, which Alertmanager has none of: of each, the window that it is in or its next one was written, where there is one.\n`,
      );
    return 0;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    terminal.complain(`tocsin export: ${error.message}\n`);
    return 1;
  }
}

/** Both or none: with one of them Alertmanager would start, and page anew. */
function written(to: string, made: Readonly<Record<'silences' | 'nflog', Uint8Array>>): string | undefined {
  try {
    mkdirSync(to, { recursive: true });
    for (const [name, bytes] of Object.entries(made)) writeFileSync(path.join(to, `${name}.part`), bytes);
    for (const name of Object.keys(made)) renameSync(path.join(to, `${name}.part`), path.join(to, name));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Which group an alert is in does not matter here, so neither do the routes. */
async function snapshots(database: string): Promise<ReturnType<typeof snapshotsOf>> {
  const store = openSqlite(database);
  try {
    const state = await recover(store, 'default', createRouter(noRoutes));
    return snapshotsOf(state, retentionMs, systemClock.now());
  } finally {
    await store.close();
  }
}

const noRoutes = {
  ...{
    key: '{}',
    receiver: '',
    groupBy: { all: true, labels: [] },
    continue: false,
    matchers: [],
    labels: {},
  },
  ...{ groupWaitMs: 0, groupIntervalMs: 1, repeatIntervalMs: 1, children: [], line: 0 },
  ...{ muteTimeIntervals: [], activeTimeIntervals: [] },
};
