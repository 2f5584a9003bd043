import type { Alert } from '@tocsin/model';
import type { Group } from '#core/state';
import type { AlertmanagerContext } from './context.ts';

/** How an alert stands at the time of asking, not of its last flush. */
export interface AlertStatus {
  readonly state: 'active' | 'suppressed';
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
}

export const active: AlertStatus = { state: 'active', silencedBy: [], inhibitedBy: [] };

export const statusesOf =
  (_context: AlertmanagerContext, _now: number): ((alert: Alert) => AlertStatus) =>
  () =>
    active;

/** Names of the time intervals that mute the route of a group now. */
export const groupMutedBy = (
  _context: AlertmanagerContext,
  _group: Group,
  _now: number,
): readonly string[] => [];
