import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRouter } from '#core/route/router';
import { recover } from '#engine/recovery';
import { systemClock } from '#lib/clock';
import { openSqlite } from '#store/sqlite';
import { type Store, StoreError } from '#store/store';
import { snapshotsOf } from '#switch/hand-back';
import { CannotRun, defineVerb, WrongArguments } from './define-verb.ts';
import type { Terminal } from './verb.ts';

const usage = `Usage: tocsin export alertmanager --to=FOLDER [--storage.path=data/]

Writes the silences and what was told as Alertmanager's own snapshots (silences, nflog) into FOLDER, which must not
hold them yet. Stop Tocsin first. Then start Alertmanager with --storage.path=FOLDER: it pages nobody anew.
`;

const options = {
  to: { type: 'string' },
  'storage.path': { type: 'string', default: 'data/' },
} as const;

/** As Alertmanager's --data.retention by default: it shortens what is kept longer at its own next maintenance. */
const retentionMs = 120 * 3_600_000;

export const exportVerb = defineVerb({
  ...{ name: 'export', usage, options },
  run({ values, positionals }, terminal) {
    if (positionals.join(' ') !== 'alertmanager')
      throw new WrongArguments('say what to export: alertmanager');
    if (!values.to) throw new WrongArguments('--to is missing: name the folder to write to');
    return write(values['storage.path'], values.to, terminal);
  },
});

async function write(storage: string, to: string, terminal: Terminal): Promise<number> {
  const database = path.join(storage, 'tocsin.db');
  if (!existsSync(database))
    throw new CannotRun(`there is no ${database}: name its folder with --storage.path`);
  const files = { silences: path.join(to, 'silences'), nflog: path.join(to, 'nflog') };
  const taken = Object.values(files).find((file) => existsSync(file));
  if (taken !== undefined)
    throw new CannotRun(`${taken} is there already: move it away, or choose another --to`);
  const { counts, ...made } = await snapshots(database);
  writeBoth(to, made);
  terminal.print(
    `Wrote ${counts.silences} silences and what was told of ${counts.notified} groups to ${to}. Start Alertmanager with --storage.path=${to}.\n`,
  );
  if (counts.recurring > 0)
    terminal.print(
      `${counts.recurring} of the silences recur, which Alertmanager has none of: of each, the window that it is in or its next one was written, where there is one.\n`,
    );
  return 0;
}

/** Both or none: with one of them Alertmanager would start, and page anew. */
function writeBoth(to: string, made: Readonly<Record<'silences' | 'nflog', Uint8Array>>): void {
  try {
    mkdirSync(to, { recursive: true });
    for (const [name, bytes] of Object.entries(made)) writeFileSync(path.join(to, `${name}.part`), bytes);
    for (const name of Object.keys(made)) renameSync(path.join(to, `${name}.part`), path.join(to, name));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`cannot write to ${to}: ${why}: mend that, or choose another --to`);
  }
}

/** Which group an alert is in does not matter here, so neither do the routes. */
async function snapshots(database: string): Promise<ReturnType<typeof snapshotsOf>> {
  const store = opened(database);
  try {
    const state = await recover(store, 'default', createRouter(noRoutes));
    return snapshotsOf(state, retentionMs, systemClock.now());
  } finally {
    await store.close();
  }
}

function opened(database: string): Store {
  try {
    return openSqlite(database);
  } catch (error) {
    if (error instanceof StoreError) throw new CannotRun(error.message);
    throw error;
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
