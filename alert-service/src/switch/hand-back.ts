import { notificationHash } from '@tocsin/model';
import type { Notified } from '#core/input';
import type { Silence } from '#core/mute/silence';
import { windowAt } from '#core/mute/silence-window';
import type { State } from '#core/state';
import { writeNotificationLog } from './nflog-snapshot.ts';
import { dataFromReceipt } from './receipts.ts';
import { writeSilences } from './silences-snapshot.ts';

export interface Snapshots {
  readonly silences: Uint8Array;
  readonly nflog: Uint8Array;
  /** For the person who asked. */
  readonly counts: {
    readonly silences: number;
    readonly notified: number;
    /** Silences of which Alertmanager gets one window only. */
    readonly recurring: number;
  };
}

/**
 * The way back: what we know in the form of Alertmanager's own snapshots, so that it pages nobody anew when it is
 * started on them. Groups whose keys are ours alone (`#2`) are left out: there they would mean something else.
 */
export function snapshotsOf(state: State, retentionMs: number, now: number): Snapshots {
  const silences = [...state.silences.values()].flatMap((silence) => oneWindow(silence, now));
  const notified = [...toldEntries(state, retentionMs), ...[...state.notified.values()].flat()]
    .filter(({ group }) => !ownKey.test(group))
    .map((entry) => ({ ...entry, receipt: dataFromReceipt(entry.integration, entry.receipt) }));
  return {
    silences: writeSilences(silences, retentionMs),
    nflog: writeNotificationLog(notified),
    counts: {
      silences: silences.length,
      notified: notified.length,
      recurring: [...state.silences.values()].filter((each) => recursYet(each, now)).length,
    },
  };
}

const recursYet = ({ recurs, endsAt }: Silence, now: number): boolean => recurs !== undefined && endsAt > now;

/** Alertmanager has none that recur: such a one would hide alerts all the time there. */
function oneWindow(silence: Silence, now: number): Silence[] {
  if (!recursYet(silence, now)) return [silence];
  const { recurs: _, ...once } = silence;
  const window = windowAt(silence, now);
  return window ? [{ ...once, ...window }] : [];
}

const ownKey = /}#\d+[/:]/;

function toldEntries(state: State, retentionMs: number): Notified[] {
  const hashes = (fingerprints: readonly string[]): string[] =>
    fingerprints.flatMap((each) => {
      const labels = state.alerts.get(each)?.alert.labels;
      return labels ? [notificationHash(labels)] : [];
    });
  return [...state.told.values()].map(({ group, integration, at, firing, resolved, receipt }) => ({
    ...{ group, integration, at },
    firing: hashes(firing),
    resolved: hashes(resolved),
    expiresAt: at + retentionMs,
    receipt: receipt ?? {},
  }));
}
