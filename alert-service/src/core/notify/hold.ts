import type { GroupBatch } from '../group/batch.ts';
import { type Group, integrationKey, type Pending, type State } from '../state.ts';
import type { Turn } from '../turn.ts';
import { forgetAlerts } from './told.ts';

/** The time muted the group's last flush: what is owed waits for the next one. */
export const isOffTime = (state: State, group: string): boolean =>
  state.groups.get(group)?.offTime !== undefined;

interface Held {
  readonly group: Group;
  /** `receiver/slack[0]`. */
  readonly integration: string;
  readonly sendResolved: boolean;
  readonly batch: GroupBatch;
}

/**
 * The time mutes this flush. Nothing is lost and nothing is said: what waits is asked again by the flushes to come, and
 * ends are owed until the first one that is not muted. Ends that nobody wants are forgotten now, or the next firing
 * would be no news.
 */
export function hold(turn: Turn, { group, integration, sendResolved, batch }: Held): void {
  const key = integrationKey(group.key, integration);
  const told = turn.state.told.get(key);
  if (told && !sendResolved) {
    const ended = new Set(batch.resolved.map((alert) => alert.fingerprint));
    forgetAlerts(turn, told, ended);
  }
  const pending = turn.state.pending.get(key);
  if (pending?.nextAttemptAt !== undefined) turn.putPending(withoutAttempt(pending));
}

export function withoutAttempt({ nextAttemptAt: _, ...pending }: Pending): Pending {
  return pending;
}
