import type { CaseAlert } from '../fuzz-case.ts';
import type { LabelSet } from './labels.ts';

export interface ModelAlert {
  readonly id: string;
  readonly labels: LabelSet;
  readonly note: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly timeout: boolean;
  readonly updatedAt: number;
}

export const idOf = (labels: LabelSet): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

export const ended = (alert: ModelAlert, now: number): boolean => alert.endsAt <= now;

/** api/v2 postAlertsHandler: what is not given is filled in, empty labels are dropped; undefined where refused. */
export function posted(given: CaseAlert, now: number, resolveTimeoutMs: number): ModelAlert | undefined {
  const labels = Object.fromEntries(Object.entries(given.labels).filter(([, value]) => value !== ''));
  const startsAt = given.startsAt ?? given.endsAt ?? now;
  const endsAt = given.endsAt ?? now + resolveTimeoutMs;
  if (Object.keys(labels).length === 0 || endsAt < startsAt) return undefined;
  const timeout = given.endsAt === undefined;
  return { id: idOf(labels), labels, note: given.note, startsAt, endsAt, timeout, updatedAt: now };
}

/** provider/mem Put with Alert.Merge. */
export function put(old: ModelAlert | undefined, next: ModelAlert, now: number): ModelAlert {
  if (!old) return next;
  const endsInside = next.endsAt > old.startsAt && next.endsAt < old.endsAt;
  const startsInside = next.startsAt > old.startsAt && next.startsAt < old.endsAt;
  if (!endsInside && !startsInside) return next;
  const startsAt = Math.min(old.startsAt, next.startsAt);
  const oldEndCounts = ended(next, now) ? ended(old, now) : !old.timeout;
  return { ...next, startsAt, endsAt: oldEndCounts ? Math.max(old.endsAt, next.endsAt) : next.endsAt };
}
