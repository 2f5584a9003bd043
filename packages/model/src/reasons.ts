import { healthReasons, relateReasons } from './health.ts';
import { contactReasons, notPagedReasons, pageReasons } from './page-reasons.ts';

/** Why a flush told an integration something. Maps one to one to Alertmanager's notification_reason. */
export const toldReasons = {
  first: 'The first notification of this group to this integration.',
  'new-alerts': 'Alerts fire that this integration has not been told of.',
  'newly-resolved': 'Some alerts it was told of have ended; others still fire.',
  'all-resolved': 'All alerts it was told of have ended.',
  'repeat-interval': 'Nothing changed, and repeat_interval has passed since it was last told.',
} as const;
export type ToldReason = keyof typeof toldReasons;

/** Why an integration is told of what is another's. */
export const standInReasons = {
  fallback: 'Another integration could not be told for so long that this one is told in its place.',
} as const;
export type StandInReason = keyof typeof standInReasons;

/** Why a flush told an integration nothing. */
export const notToldReasons = {
  inhibited: 'Another firing alert inhibits these.',
  'outside-active-interval': 'The route is not active at this time.',
  'muted-interval': 'The route is muted at this time.',
  silenced: 'A silence matches.',
  acknowledged: 'Somebody has the incident: no repeats until something changes.',
  deduplicated: 'It has been told exactly this, and repeat_interval has not passed.',
  'resolved-not-wanted': 'These have ended, and send_resolved is false for this integration.',
  'never-told': 'These ended before this integration was told that they fired.',
  'queued-behind': 'A notification for this group is still being delivered; nothing new to add to it.',
  moved: 'A new configuration tells of these elsewhere; here only that they have all ended is told.',
  'receiver-removed': 'Its receiver is no longer configured.',
  'rate-limited':
    'Its receiver has had as many messages as its rate_limit allows: this one waits for its turn.',
} as const;
export type NotToldReason = keyof typeof notToldReasons;

/** How a notice ended. */
export const noticeReasons = {
  delivered: 'The receiver accepted it.',
  superseded: 'A newer state of the same group replaced it before it was sent.',
  refused: 'The receiver refused it until delivery.give_up_after had passed.',
  'gave-up': 'It could not be delivered within delivery.give_up_after.',
  moved: 'A new configuration tells of these elsewhere; here only that they have all ended is told.',
  'receiver-removed': 'Its receiver is no longer configured.',
} as const;
export type NoticeReason = keyof typeof noticeReasons;

/** Why a notice goes out that no flush asked for: it changes what was posted, without a sound. */
export const updateReasons = {
  'incident-acknowledged': 'Somebody took the incident: what was posted is updated.',
  'incident-handed-back': 'Nobody has the incident any more: what was posted is updated.',
  'incident-snoozed': 'Somebody has put the incident off until later.',
  'incident-resolved': 'The incident is over.',
  'incident-changed': 'Something else of the incident changed: what was posted is updated.',
} as const;
export type UpdateReason = keyof typeof updateReasons;

export const clockReasons = {
  'extended-by-downtime': 'Nobody could reach us for a while: expiries not yet due moved by that time.',
  'clock-set-back': 'The clock went back: due times and expiries were shifted by the difference.',
} as const;
export type ClockReason = keyof typeof clockReasons;

/** Why a silence ended before its end, without anybody ending it. */
export const silenceEndReasons = {
  'silence-resolved': 'All that it silenced has ended, and nothing of it fired again for 5 minutes.',
  'silence-unused': 'Nothing that it matches has fired for as long as it was to stay unused.',
} as const;
export type SilenceEndReason = keyof typeof silenceEndReasons;

export const reasonTexts: Readonly<Record<string, string>> = {
  ...toldReasons,
  ...standInReasons,
  ...notToldReasons,
  ...noticeReasons,
  ...updateReasons,
  ...clockReasons,
  ...silenceEndReasons,
  ...pageReasons,
  ...notPagedReasons,
  ...contactReasons,
  ...healthReasons,
  ...relateReasons,
};

const isKeyOf = <T extends object>(table: T, key: string): key is Extract<keyof T, string> =>
  Object.hasOwn(table, key);
export const isToldReason = (reason: string): reason is ToldReason => isKeyOf(toldReasons, reason);
