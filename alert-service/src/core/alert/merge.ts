import type { Alert } from '@tocsin/model';

/**
 * Two sightings of one fingerprint are one alert only while their intervals overlap (strictly); otherwise the
 * new one stands alone. As Alertmanager's provider/mem and Alert.Merge: the newer is the base, so its annotations win;
 * the earliest start wins; an explicit later end of the older wins while the newer fires.
 */
export function mergeAlert(old: Alert, next: Alert, now: number): Alert {
  if (heldByRule(old, now) && next.rule === undefined) return old;
  if (!overlap(old, next)) return next;
  const startsAt = Math.min(old.startsAt, next.startsAt);
  const end = mergedEnd(old, next, now);
  return { ...next, startsAt, endsAt: end.endsAt, expires: end.expires };
}

/** Our own rule says nothing while nothing changes: a push that ended its alert would end it unheard. */
const heldByRule = (alert: Alert, now: number): boolean => alert.rule !== undefined && alert.endsAt > now;

const overlap = (old: Alert, next: Alert): boolean =>
  (next.endsAt > old.startsAt && next.endsAt < old.endsAt) ||
  (next.startsAt > old.startsAt && next.startsAt < old.endsAt);

function mergedEnd(old: Alert, next: Alert, now: number): Alert {
  const ended = next.endsAt <= now;
  if (old.endsAt <= next.endsAt) return next;
  if (ended) return old.endsAt <= now ? old : next;
  return old.timeout ? next : old;
}
