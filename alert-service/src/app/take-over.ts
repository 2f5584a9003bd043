import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '#engine/engine';
import type { Log } from '#lib/log';
import { readSnapshots } from '#switch/take-over';

interface Switch {
  readonly engine: Engine;
  /** `--storage.path`. */
  readonly folder: string;
  readonly log: Log;
  /** When we last committed in it, before this start. */
  readonly lastSeen: number;
}

/** At the first start on a folder that an Alertmanager used: what it knew is taken over, and its files are left alone. */
export async function takeOverFrom({ engine, folder, log, lastSeen }: Switch): Promise<void> {
  if (engine.state().seq > 0) return sayIfNewer({ folder, log, lastSeen });
  const snapshots = readSnapshots({
    path: folder,
    read(name) {
      const file = path.join(folder, name);
      return existsSync(file) ? readFileSync(file) : undefined;
    },
  });
  if (!snapshots) return;
  const { input, refused } = snapshots;
  for (const { id, fault } of refused)
    log.warn('A silence of Alertmanager cannot be read', { silence: id, fault });
  await engine.submit(input);
  log.info('Took over from Alertmanager', {
    folder,
    silences: input.silences.length,
    notified: input.notified.length,
  });
}

/** An Alertmanager ran here after us: it silenced and told what we know nothing of. */
function sayIfNewer({ folder, log, lastSeen }: Omit<Switch, 'engine'>): void {
  const newer = ['silences', 'nflog'].filter((name) => {
    const stats = statSync(path.join(folder, name), { throwIfNoEntry: false });
    return stats !== undefined && stats.mtimeMs > lastSeen;
  });
  if (newer.length === 0) return;
  log.warn('Alertmanager was running here since: its silences and what it told are not taken over again', {
    files: newer.join(', '),
    remedy: `to start from what it knew, stop Tocsin, move ${folder}/tocsin.db* away and start it again`,
  });
}
