import type { Alert, Mute } from '@tocsin/model';
import { type MuteView, whyInhibited, whyMuted } from './why-muted.ts';

/** What hides a firing alert now from all its routes; the first route's reason. Undefined while one of them tells it. */
export function hiddenBy(view: MuteView, alert: Alert): Mute | undefined {
  const inhibited = whyInhibited(view, alert);
  if (inhibited) return inhibited;
  // Of thousands of alerts few are matched by a silence: only for those, and for intervals, are routes asked.
  const silenced = view.state.muting.silences.matching(alert, view.now).length > 0;
  if (!silenced && view.policy.timeIntervals.size === 0) return undefined;
  const mutes = view.policy.router.match(alert.labels).map((route) => whyMuted(view, route, alert));
  const [first] = mutes;
  return first && !mutes.includes(undefined) ? first : undefined;
}
