import type {
  ClockReason,
  NoticeReason,
  NotToldReason,
  SilenceEndReason,
  StandInReason,
  ToldReason,
  UpdateReason,
} from './reasons.ts';
import type { InsteadOf } from './notice.ts';
import type { OnCallEntry, Via } from './on-call-ledger.ts';
import type { RelateReason } from './health.ts';
import type { ServicesEntry } from './services-ledger.ts';
import type { Severity } from './severity.ts';

/** Alerts entered a group: they were routed there and will be told by its flushes. */
export interface Joined {
  readonly kind: 'joined';
  readonly group: string;
  readonly receiver: string;
  readonly alerts: readonly string[];
  /** A rule's id, or `push` for alerts that came by POST. */
  readonly source: string;
}

/** Alerts of a group were seen to have ended. */
export interface Ended {
  readonly kind: 'ended';
  readonly group: string;
  readonly cause: 'resolved' | 'expired';
  readonly alerts: readonly string[];
}

/** What mutes an alert, and by which silences, by whom, by which intervals. */
export type Mute =
  /** `rule` is the rule's name, '' where it has none; `source` the fingerprint of the alert that inhibits. */
  | { readonly reason: 'inhibited'; readonly source: string; readonly rule: string }
  | {
      readonly reason: 'outside-active-interval' | 'muted-interval';
      readonly intervals: readonly string[];
    }
  | { readonly reason: 'silenced'; readonly silences: readonly string[] };

export type Because = Mute & { readonly alerts: readonly string[] };

/** The terminal reason of (alerts, integration, flush). A negative one equal to the last is not written again. */
export interface Flushed {
  readonly kind: 'flush';
  readonly group: string;
  readonly integration: string;
  readonly reason: ToldReason | StandInReason | NotToldReason;
  readonly told: boolean;
  /** Of muted alerts: what muted which of them. */
  readonly because?: readonly Because[];
  /** Of a fallback: whom it stands in for. No flush decided it where its deadline came between two. */
  readonly insteadOf?: InsteadOf;
  /** The notice it made, where it made one. */
  readonly notice?: string;
  readonly alerts: readonly string[];
}

export type AttemptOutcome = 'delivered' | 'retry' | 'refused' | 'ambiguous';

export interface Attempted {
  readonly kind: 'attempt';
  readonly group: string;
  readonly integration: string;
  readonly notice: string;
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
  readonly startedAt: number;
  readonly tookMs: number;
  readonly error?: string;
  readonly status?: number;
  readonly retryAt?: number;
}

/** How a notice ended. */
export interface NoticeEnded {
  readonly kind: 'notice';
  readonly group: string;
  readonly integration: string;
  readonly notice: string;
  readonly why: ToldReason | UpdateReason;
  readonly reason: NoticeReason;
  readonly alerts: readonly string[];
  /** Where it can be seen: a Slack message, a Message-ID. */
  readonly receipt?: string;
}

export interface RuleChanged {
  readonly kind: 'rule';
  readonly rule: string;
  readonly change:
    | 'pending'
    | 'firing'
    | 'resolved'
    | 'dropped'
    | 'held-recovery'
    | 'held-missing'
    | 'data-returned'
    | 'error-began'
    | 'error-ended';
  readonly alert?: string;
  readonly value?: string;
  readonly error?: string;
}

export type IncidentChange =
  | 'opened'
  | 'joined'
  | 'acknowledged'
  | 'handed-back'
  | 'severity-raised'
  | 'reopened'
  | 'resolved'
  | 'snoozed'
  | 'woken'
  | 'acknowledgement-expired'
  | 'service-joined'
  | 'assigned'
  | 'noted'
  | 'prioritized'
  | 'severity-set'
  | 'merged'
  | 'split'
  | 'related'
  | 'declared';

export interface IncidentChanged {
  readonly kind: 'incident';
  readonly incident: string;
  readonly group: string;
  readonly change: IncidentChange;
  readonly severity: Severity;
  readonly by?: string;
  readonly via?: Via;
  /** Who `by` said it was for, unproved. */
  readonly claimed?: string;
  readonly comment?: string;
  /** It became part of another, or is said to have to do with it, by itself: why. */
  readonly relate?: RelateReason;
  /** Whom it was given to, or the incident it was merged into, split into, or is related to. */
  readonly to?: string;
  /** Until when (epoch ms): of a snooze, of an acknowledgement that expires. */
  readonly until?: number;
  readonly alerts?: readonly string[];
}

/** A silence was made, changed in place or ended. That its time is over is no entry: its end says it. */
export interface SilenceChanged {
  readonly kind: 'silence';
  readonly silence: string;
  readonly change: 'made' | 'changed' | 'ended';
  /** Absent: a person did it. */
  readonly why?: SilenceEndReason;
  /** Who made it, as they said. */
  readonly by: string;
  /** Who made this change, as our own door knows them: over Alertmanager's API nobody says. */
  readonly doneBy?: string;
  readonly via?: Via;
  readonly comment: string;
  readonly startsAt: number;
  readonly endsAt: number;
  /** As a person reads them: `{team="a"} or {team="b"}`. */
  readonly matchers: string;
  /** Ended by a change of it that made this one. */
  readonly replacedBy?: string;
}

/** A person changed a rule group of the app; all of each version is kept beside the ledger. */
export interface RuleGroupChanged {
  readonly kind: 'rule-group';
  readonly group: string;
  readonly name: string;
  readonly version: number;
  readonly change: 'made' | 'changed' | 'deleted' | 'restored';
  readonly by: string;
  readonly via?: Via;
  readonly comment?: string;
}

export interface ClockChanged {
  readonly kind: 'clock';
  readonly reason: ClockReason;
  readonly byMs: number;
  readonly alerts: number;
}

export interface ConfigurationChanged {
  readonly kind: 'configuration';
  readonly hash: string;
}

/** Somebody sent a test message through a receiver, and what became of it. */
export interface ReceiverTested {
  readonly kind: 'receiver-tested';
  readonly receiver: string;
  readonly by: string;
  readonly results: readonly {
    readonly integration: string;
    readonly delivered: boolean;
    readonly error?: string;
  }[];
}

/** The switch from Alertmanager: how many silences, and groups it had told of, were taken over. */
export interface Imported {
  readonly kind: 'imported';
  readonly silences: number;
  readonly notified: number;
}

/** Everything that can happen, each with its reason. The ledger is append-only. */
export type LedgerEntry =
  | Joined
  | Ended
  | Flushed
  | Attempted
  | NoticeEnded
  | RuleChanged
  | IncidentChanged
  | SilenceChanged
  | RuleGroupChanged
  | ClockChanged
  | ConfigurationChanged
  | Imported
  | ReceiverTested
  | OnCallEntry
  | ServicesEntry;

/** The ledger of one commit. */
export interface LedgerPage {
  readonly seq: number;
  readonly at: number;
  /** Hash of the configuration that decided. */
  readonly configuration: string;
  readonly entries: readonly LedgerEntry[];
}
