import type { ImportInput } from '#core/input';
import { silenceFault } from '#core/mute/silence-fault';
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

export interface Snapshots {
  readonly input: ImportInput;
  /** Silences that mean nothing, and why: they silenced nothing there either. */
  readonly refused: readonly { readonly id: string; readonly fault: string }[];
}

/** What an Alertmanager that was stopped left there, or nothing. Throws SnapshotError with the file and what to do. */
export function readSnapshots(folder: SnapshotFolder): Snapshots | undefined {
  const silences = bytesOf(folder, 'silences');
  const log = bytesOf(folder, 'nflog');
  if (!silences && !log) return undefined;
  const found = silences ? named(folder, 'silences', () => readSilences(silences)) : [];
  const notified = log ? named(folder, 'nflog', () => readNotificationLog(log)).map(withReceipt) : [];
  const refused = found.flatMap((silence) => {
    const fault = silenceFault(silence);
    return fault === undefined ? [] : [{ id: silence.id, fault }];
  });
  const wrong = new Set(refused.map(({ id }) => id));
  const kept = found.filter(({ id }) => !wrong.has(id));
  return { input: { kind: 'import', silences: kept, notified }, refused };
}

function bytesOf({ path, read }: SnapshotFolder, name: 'silences' | 'nflog'): Uint8Array | undefined {
  try {
    return read(name);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SnapshotError(
      `cannot read Alertmanager's ${path}/${name}: ${why}. Let this user read it, as Alertmanager's did`,
      { cause },
    );
  }
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
