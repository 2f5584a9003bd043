import type { Because, Mute } from '@tocsin/model';
import type { GroupBatch } from '../group/batch.ts';
import type { Route } from '../route/route-tree.ts';
import { type MuteView, type OffTime, whyInhibited, whyOffTime, whySilenced } from './why-muted.ts';

/** What mutes the alerts of a flush, those that have ended included. */
export interface Muted {
  /** By fingerprint; the others are heard. */
  readonly why: ReadonlyMap<string, Mute>;
  /** Set: the whole route is quiet now, and what is owed waits until it is not. */
  readonly offTime?: OffTime;
}

/** As `whyMuted` for each of them; the time is asked once. */
export function mutedIn(view: MuteView, route: Route | undefined, batch: GroupBatch): Muted {
  const offTime = route && whyOffTime(view, route);
  const why = new Map<string, Mute>();
  const { state, policy } = view;
  if (!offTime && state.silences.size === 0 && policy.inhibitRules.length === 0) return { why };
  for (const alerts of [batch.firing, batch.resolved])
    for (const alert of alerts) {
      const mute = whyInhibited(view, alert) ?? offTime ?? whySilenced(view, route?.receiver ?? '', alert);
      if (mute) why.set(alert.fingerprint, mute);
    }
  return { why, ...(offTime && { offTime }) };
}

/** The same cause said once, with all its alerts. */
export function becauseOf(muted: readonly (readonly [string, Mute])[]): Because[] {
  const found = new Map<string, { mute: Mute; alerts: string[] }>();
  for (const [fingerprint, mute] of muted) {
    const key = JSON.stringify(mute);
    const entry = found.get(key) ?? { mute, alerts: [] };
    entry.alerts.push(fingerprint);
    found.set(key, entry);
  }
  return [...found.values()].map(({ mute, alerts }) => ({ ...mute, alerts }));
}

/** Equal for causes that are the same news: of several alerts that inhibit, another one each minute is none. */
export const causeOf = (mute: Mute): string => {
  switch (mute.reason) {
    case 'inhibited':
      return mute.rule;
    case 'silenced':
      return mute.silences.join(',');
    default:
      return mute.intervals.join(',');
  }
};
