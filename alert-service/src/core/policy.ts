import type { Labels, Severity } from '@tocsin/model';
import type { InhibitRule } from './mute/inhibit-rule.ts';
import type { TimeIntervals } from './mute/time-interval.ts';
import type { OnCallObject } from './on-call/directory.ts';
import type { Router } from './route/router.ts';
import type { ServicesPolicy } from './services-policy.ts';

/** What the core must know of an integration: nothing of how it sends. */
export interface IntegrationPolicy {
  /** `slack[0]`. */
  readonly key: string;
  readonly sendResolved: boolean;
  /** Chat, mail and paging are not repeated once somebody has the incident. */
  readonly quietWhenAcknowledged: boolean;
  /** What was posted changes in place when somebody takes the incident. */
  readonly updatesInPlace: boolean;
  /** Several groups can be told of in one message. */
  readonly digests?: boolean;
}

/** What tocsin.yml adds to a receiver. */
export interface ReceiverRule {
  /** Told instead once something has waited for so long and could not be delivered. */
  readonly fallback?: { readonly receiver: string; readonly afterMs: number };
  /** More than so many messages of an integration become a digest; what is critical never waits. */
  readonly rateLimit?: { readonly messages: number; readonly perMs: number };
}

export interface SilenceLimits {
  /** Expired ones included; 0: no limit. */
  readonly mostSilences: number;
  /** Of each one; 0: no limit. */
  readonly mostBytes: number;
  /** Silences are kept for so long after their end. */
  readonly retentionMs: number;
}

/** What tocsin.yml and the files beside it say about incidents and people. */
export interface OnCallRules {
  /** People, teams, schedules, policies … of the files. */
  readonly objects: readonly OnCallObject[];
  /** Receiver to the policy that its incidents escalate along. */
  readonly escalations: ReadonlyMap<string, string>;
  /** From labels; `none`: no incident. */
  readonly severityOf: (labels: Labels) => Severity;
  readonly respondWithinMs: Readonly<Record<Severity, number>>;
  /** An acknowledgement that is not renewed ends after so long; absent for a severity: never. */
  readonly acknowledgementEndsAfterMs: Readonly<Partial<Record<Severity, number>>>;
  /** Told when there is nobody else: `emergency.receiver`, else that of the root route. */
  readonly emergencyReceiver: string;
}

/** The checked configuration as the core decides with it. */
export interface Policy {
  readonly hash: string;
  readonly router: Router;
  readonly receivers: ReadonlyMap<string, readonly IntegrationPolicy[]>;
  readonly receiverRules: ReadonlyMap<string, ReceiverRule>;
  readonly inhibitRules: readonly InhibitRule[];
  readonly timeIntervals: TimeIntervals;
  /** Absent: none. */
  readonly silenceLimits?: SilenceLimits;
  /** Of each receiver, for matchers on receivers; always has `name`. */
  readonly receiverLabels: ReadonlyMap<string, Labels>;
  /** A notice is given up after being undeliverable for so long. */
  readonly giveUpAfterMs: number;
  /** True: no incident is made for such an alert. */
  readonly withoutIncident: (labels: Labels) => boolean;
  readonly onCall: OnCallRules;
  readonly services: ServicesPolicy;
  /** How many due groups one commit flushes at most. */
  readonly flushLimit: number;
}

/** By its full name, `team/slack[0]`; where a receiver is given, only if it is one of that receiver's. */
export function integrationOf(
  policy: Policy,
  name: string,
  receiver?: string,
): IntegrationPolicy | undefined {
  const slash = name.lastIndexOf('/');
  const owner = name.slice(0, slash);
  if (receiver !== undefined && receiver !== owner) return undefined;
  return policy.receivers.get(owner)?.find(({ key }) => key === name.slice(slash + 1));
}
