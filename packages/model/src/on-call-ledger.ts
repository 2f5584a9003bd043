import type { ContactReason, NotPagedReason, PageReason, StuckFault } from './page-reasons.ts';

/** From where a person acted. */
export type Via =
  | 'app'
  | 'api'
  | 'slack'
  | 'email'
  | 'sms'
  | 'call'
  | 'telegram'
  | 'push'
  | 'teams'
  | 'discord'
  | 'mattermost'
  | 'pagerduty'
  | 'opsgenie'
  | 'webhook'
  | 'automation'
  | 'escalation';

/** Who or what is told by a step. */
export interface PagedTarget {
  readonly kind: 'person' | 'receiver' | 'automation';
  readonly id: string;
}

/** What an escalation did. A step that told nobody says why, and whom it asked for. */
export interface Escalated {
  readonly kind: 'escalation';
  readonly incident: string;
  readonly policy: string;
  readonly change:
    | 'started'
    | 'stepped'
    | 'told-nobody'
    | 'skipped'
    | 'repeated'
    | 'paused'
    | 'resumed'
    | 'stopped'
    | 'finished'
    | 'last-resort'
    | 'waits'
    | 'found-stuck';
  readonly level?: number;
  /** Which step of the policy, from 0. */
  readonly step?: number;
  readonly why?: PageReason | NotPagedReason;
  /** Of `found-stuck`: what was wrong. */
  readonly fault?: StuckFault;
  /** In words: `schedule payments`. */
  readonly asked?: string;
  /** The next step is due then (epoch ms). */
  readonly nextAt?: number;
}

/** Somebody is paged about an incident, or is not, with the reason. */
export interface Paged {
  readonly kind: 'page';
  readonly incident: string;
  /** Absent: not paged. */
  readonly page?: string;
  readonly target: PagedTarget;
  readonly why: PageReason | NotPagedReason;
  readonly level?: number;
  /** How they are on call. */
  readonly schedule?: string;
}

/** What became of one message of a page. */
export interface Contacted {
  readonly kind: 'contact';
  readonly incident: string;
  readonly page: string;
  /** `@mia/phone`, `team/slack[0]`. */
  readonly integration: string;
  readonly change: 'delivered' | 'retry' | 'refused' | 'ambiguous' | 'waits' | 'stopped' | 'failed';
  readonly reason?: ContactReason | NotPagedReason;
  readonly attempt?: number;
  readonly startedAt?: number;
  readonly tookMs?: number;
  readonly error?: string;
  readonly status?: number;
  /** What the receiver answered, of an automation. */
  readonly answer?: string;
  /** It waits until then (epoch ms). */
  readonly until?: number;
}

/** People, teams, schedules, policies: made or changed, by a person or by the files. */
export interface OnCallChanged {
  readonly kind: 'on-call';
  readonly what:
    | 'person'
    | 'team'
    | 'schedule'
    | 'policy'
    | 'override'
    | 'automation'
    | 'contact'
    | 'preferences'
    | 'calendar';
  readonly id: string;
  readonly version: number;
  readonly change: 'made' | 'changed' | 'deleted' | 'restored';
  readonly source: 'file' | 'app';
  readonly by: string;
  readonly via?: Via;
  readonly comment?: string;
}

/** A contact method is proved, or turned out to be dead. */
export interface ContactProved {
  readonly kind: 'contact-method';
  readonly person: string;
  readonly contact: string;
  readonly change: 'asked' | 'verified' | 'wrong-code' | 'bounced';
  readonly by: string;
  readonly via?: Via;
}

export type OnCallEntry = Escalated | Paged | Contacted | OnCallChanged | ContactProved;
