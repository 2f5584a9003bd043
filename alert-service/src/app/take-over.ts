import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '#engine/engine';
import type { Log } from '#lib/log';
import { readSnapshots } from '#switch/take-over';

interface Switch {
  readonly engine: Engine;
  /** `--storage.path`. */
  readonly folder: string;
  readonly log: Log;
}

/** At the first start on a folder that an Alertmanager used: what it knew is taken over, and its files are left alone. */
export async function takeOverFrom({ engine, folder, log }: Switch): Promise<void> {
  if (engine.state().seq > 0) return;
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
