import type { AlertRecord, Group } from '../state.ts';
import { type Silence, silenceState } from './silence.ts';
import { holdsForReceiver } from './silence-index.ts';
import { inhibitorOf, type MuteView } from './why-muted.ts';

/** As Alertmanager's API shows it. */
export interface AlertStatus {
  readonly state: 'unprocessed' | 'active' | 'suppressed';
  /** Ids of all silences that hold now. */
  readonly silencedBy: readonly string[];
  /** Fingerprint of one alert that inhibits it. */
  readonly inhibitedBy: readonly string[];
  /** Names of time intervals: only within a group. */
  readonly mutedBy: readonly string[];
}

const nothing: readonly string[] = [];
const active: AlertStatus = { state: 'active', silencedBy: nothing, inhibitedBy: nothing, mutedBy: nothing };

/**
 * What holds at the time of reading, not at the last flush. So no alert is ever shown as unprocessed: since 0.34
 * Alertmanager asks its silences and rules for each answer too. `group` only where an alert is shown within one.
 */
export function alertStatus(view: MuteView, record: AlertRecord, group?: Group): AlertStatus {
  const silencedBy = silencesOf(view, record).map(({ id }) => id);
  const by = inhibitorOf(view, record.alert);
  const mutedBy = group ? groupMutedBy(group) : nothing;
  if (silencedBy.length === 0 && !by && mutedBy.length === 0) return active;
  return { state: 'suppressed', silencedBy, inhibitedBy: by ? [by.source.fingerprint] : nothing, mutedBy };
}

/** Names of the time intervals that muted the group's last flush; like Alertmanager, not those of the time of reading. */
export const groupMutedBy = ({ offTime }: Group): readonly string[] => offTime ?? nothing;

/** Those that hold now. */
const silencesOf = (view: MuteView, record: AlertRecord): readonly Silence[] =>
  silencesFor(view, record).filter((silence) => silenceState(silence, view.now) === 'active');

/** All that are not over, pending ones included. One made for some receivers is for an alert that goes to any of them. */
export function silencesFor(
  { state, policy, now }: MuteView,
  { alert, groups }: AlertRecord,
): readonly Silence[] {
  const matching = state.muting.silences.matching(alert, now);
  if (matching.length === 0) return matching;
  const receivers = (): string[] => groups.flatMap((key) => state.groups.get(key)?.receiver ?? []);
  return matching.filter(
    (silence) =>
      silence.receiverMatcherSets.length === 0 ||
      receivers().some((name) => holdsForReceiver(silence, policy.receiverLabels.get(name) ?? { name })),
  );
}
