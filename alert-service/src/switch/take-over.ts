import type { ImportInput } from '#core/input';
import { readNotificationLog } from './nflog-snapshot.ts';
import { receiptFromData } from './receipts.ts';
import { readSilences } from './silences-snapshot.ts';
import { SnapshotError } from './wire.ts';

/** Alertmanager's own files in --storage.path. */
export interface SnapshotFolder {
  readonly path: string;
  /** Undefined where there is no such file. */
  readonly read: (name: 'silences' | 'nflog') => Uint8Array | undefined;
}

/** What an Alertmanager that was stopped left there, or nothing. Throws SnapshotError with the file and what to do. */
export function readSnapshots(folder: SnapshotFolder): ImportInput | undefined {
  const silences = folder.read('silences');
  const log = folder.read('nflog');
  if (!silences && !log) return undefined;
  return {
    kind: 'import',
    silences: silences ? named(folder, 'silences', () => readSilences(silences)) : [],
    notified: log ? named(folder, 'nflog', () => readNotificationLog(log)).map(withReceipt) : [],
  };
}

const withReceipt = (entry: ImportInput['notified'][number]): ImportInput['notified'][number] => ({
  ...entry,
  receipt: receiptFromData(entry.integration, entry.receipt),
});

function named<T>({ path }: SnapshotFolder, name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    const without =
      name === 'silences' ? 'its silences' : 'knowing what it had told, so that everything firing pages anew';
    throw new SnapshotError(
      `cannot take over Alertmanager's ${path}/${name}: ${error.message}. Start and stop Alertmanager once more on this folder, or move the file away to start without ${without}`,
      { cause: error },
    );
  }
}
