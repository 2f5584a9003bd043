import { type Alert, notificationHash } from '@tocsin/model';
import type { Notified } from '../input.ts';
import { integrationOf } from '../policy.ts';
import { integrationKey, type State } from '../state.ts';
import type { Turn } from '../turn.ts';

/** Shared with recovery. Returns what is kept: nothing once every alert of it has come in. */
export function keepNotified(state: State, notified: Notified): Notified | undefined {
  const others = (state.notified.get(notified.group) ?? []).filter(
    (each) => each.integration !== notified.integration,
  );
  const spent = notified.firing.length === 0 && notified.resolved.length === 0;
  const left = spent ? others : [...others, notified];
  if (left.length === 0) state.notified.delete(notified.group);
  else state.notified.set(notified.group, left);
  return spent ? undefined : notified;
}

/**
 * An alert comes into a group of which Alertmanager had told: as told then, it is told now. Each hash is used once,
 * since what happens to the alert from here on is ours to tell.
 */
export function recallNotified(turn: Turn, group: string, alert: Alert): void {
  const known = turn.state.notified.get(group);
  if (!known) return;
  const hash = notificationHash(alert.labels);
  const { receiver } = turn.state.groups.get(group) ?? {};
  for (const notified of known)
    if (integrationOf(turn.policy, notified.integration, receiver))
      recall(turn, notified, { hash, fingerprint: alert.fingerprint });
}

interface Incoming {
  readonly hash: string;
  readonly fingerprint: string;
}

function recall(turn: Turn, notified: Notified, { hash, fingerprint }: Incoming): void {
  if (notified.expiresAt <= turn.now) return turn.putNotified({ ...notified, firing: [], resolved: [] });
  const fired = notified.firing.includes(hash);
  const ended = notified.resolved.includes(hash);
  if (!fired && !ended) return;
  const { group, integration, at, receipt } = notified;
  const told = turn.state.told.get(integrationKey(group, integration)) ?? {
    group,
    integration,
    firing: [],
    resolved: [],
    // Not in the future, whatever clock it was written by: a repeat would come later than at its interval.
    at: Math.min(at, turn.now),
    ...(Object.keys(receipt).length > 0 && { receipt }),
  };
  turn.putTold({
    ...told,
    firing: fired ? [...told.firing, fingerprint] : told.firing,
    resolved: ended ? [...told.resolved, fingerprint] : told.resolved,
  });
  const others = (hashes: readonly string[]): string[] => hashes.filter((each) => each !== hash);
  turn.putNotified({ ...notified, firing: others(notified.firing), resolved: others(notified.resolved) });
}
