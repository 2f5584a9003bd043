import { notificationHash } from '@tocsin/model';
import type { Notified } from '#core/input';
import type { Silence } from '#core/mute/silence';
import { windowAt } from '#core/mute/silence-window';
import { integrationKey, type State } from '#core/state';
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
 * started on them.
 */
export function snapshotsOf(state: State, retentionMs: number, now: number): Snapshots {
  const silences = [...state.silences.values()].flatMap((silence) => oneWindow(silence, now));
  const entries = [...toldEntries(state, retentionMs), ...[...state.notified.values()].flat()];
  const notified = inUpstreamsKeys(entries).map((entry) => ({
    ...entry,
    receipt: dataFromReceipt(entry.integration, entry.receipt),
  }));
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

const ownMark = /}#\d+(?=[/:])/g;

/** Alertmanager has one key for routes that print alike: of those that tell one integration, the first stands for all. */
function inUpstreamsKeys(entries: readonly Notified[]): Notified[] {
  const found = new Map<string, Notified>();
  // A mark makes a key longer, so the first route's own comes before those of its likes.
  for (const entry of entries.toSorted((a, b) => a.group.length - b.group.length)) {
    const group = entry.group.replace(ownMark, '}');
    const key = integrationKey(group, entry.integration);
    if (!found.has(key)) found.set(key, { ...entry, group });
  }
  return [...found.values()];
}

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
