import type { GroupBatch } from '../group/batch.ts';
import { believedFiring } from '../notify/told.ts';
import { isUpdate } from '../notify/update.ts';
import type { Pending, Told } from '../state.ts';
import type { Muted } from './muted.ts';

/** Who may believe that an alert fires: it was told so, or an attempt to tell so may have arrived. */
export function believedOf(told: Told | undefined, pending: Pending | undefined): ReadonlySet<string> {
  const { believed = [], inFlight } = pending ?? {};
  const flying = inFlight && !isUpdate(inFlight.notice) ? inFlight.notice.firing : [];
  return new Set([...believedFiring(told), ...believed, ...flying.map((alert) => alert.fingerprint)]);
}

/**
 * What one integration hears of a flush: what is not muted, and the ends that it is owed although they are: whoever was
 * told that an alert fires is told that it has ended (#226).
 */
export function heardOf(batch: GroupBatch, { why }: Muted, believed: ReadonlySet<string>): GroupBatch {
  if (why.size === 0) return batch;
  return {
    at: batch.at,
    firing: batch.firing.filter((alert) => !why.has(alert.fingerprint)),
    resolved: batch.resolved.filter(
      (alert) => !why.has(alert.fingerprint) || believed.has(alert.fingerprint),
    ),
  };
}
