import type { Labels, RelateReason, Severity, Via } from '@tocsin/model';

export interface IncidentNote {
  readonly at: number;
  readonly by: string;
  readonly via?: Via;
  readonly text: string;
}

/** Evidence, not a verdict: why another incident may have to do with it. */
export interface RelatedIncident {
  readonly id: string;
  /** In words: "the same service", "Mia linked it". */
  readonly why: string;
  readonly by?: string;
}

/** What people handle: one for each alert group, or opened by hand. Times in epoch ms. Rows of older versions lack what is optional. */
export interface Incident {
  readonly id: string;
  /** The key of its alert group; of one without alerts, `incident:INC-1`, which is no group. */
  readonly group: string;
  readonly groupLabels: Labels;
  readonly receiver: string;
  /** Absent: opened by alerts. */
  readonly origin?: { readonly kind: 'person' | 'api' | 'test'; readonly by: string };
  readonly status: 'triggered' | 'acknowledged' | 'snoozed' | 'resolved';
  readonly severity: Severity;
  readonly title: string;
  readonly description?: string;
  readonly service?: string;
  /** All services that its alerts have hit, in the order they came. */
  readonly services?: readonly string[];
  readonly alerts: readonly string[];
  readonly openedAt: number;
  /** When it should be acknowledged by: the response time of its severity. */
  readonly respondBy?: number;
  readonly acknowledgedAt?: number;
  /** The first time ever, through reopenings: what "time to acknowledge" is counted to. */
  readonly firstAcknowledgedAt?: number;
  /** The acknowledgement ends then unless it is renewed. */
  readonly acknowledgementEndsAt?: number;
  /** By name, as it is shown; `assigneeId` where it is a person of the directory. */
  readonly assignee?: string;
  readonly assigneeId?: string;
  /** Who had it and gave it back, while nobody has taken it again. */
  readonly handedBack?: { readonly by: string; readonly tookAt: number; readonly at: number };
  readonly snoozed?: { readonly by: string; readonly at: number; readonly until: number };
  readonly resolvedAt?: number;
  readonly resolution?: string;
  readonly resolvedBy?: string;
  readonly priority?: 'P1' | 'P2' | 'P3' | 'P4' | 'P5';
  readonly notes?: readonly IncidentNote[];
  readonly related?: readonly RelatedIncident[];
  /** Resolved because it is part of that one. */
  readonly mergedInto?: string;
  /** It began as a part of that one, by itself: why. A person takes it out again by splitting its alerts off. */
  readonly relatedBy?: RelateReason;
  /** Of such a part: nothing of its group fires since then. */
  readonly quietAt?: number;
  /** A person took it out of these: it does not become part of them by itself again. */
  readonly apart?: readonly string[];
  /** Said to the public: level 4. */
  readonly declared?: { readonly at: number; readonly by: string };
  /** Of one by hand: the policy it escalates along. */
  readonly policy?: string;
  /** Counts its changes, for optimistic locking. */
  readonly version?: number;
  /** When somebody last took it, gave it back, put it off or ended it: a post that began before shows otherwise. */
  readonly shownAt?: number;
  /**
   * Of one that a person ended: what fired then, and has not ended since, with when it began by its sender's clock. That
   * it still fires is no news.
   */
  readonly stillFiring?: Readonly<Record<string, number>>;
  /** Of one whose severity a person set: that of its alerts then. Only worse ones raise it. */
  readonly severityOfAlerts?: Severity;
  /** A person opened it again though nothing of it fired: only a person ends it, unless it fires again. */
  readonly heldOpen?: boolean;
}

/** INC numbers are counted: a later incident has the greater one, whatever the clock said. */
export const incidentNumber = ({ id }: Pick<Incident, 'id'>): number => Number(id.replace(/^INC-/, '')) || 0;

/** `group` of an incident without alerts. */
export const ownGroup = (id: string): string => `incident:${id}`;

/** By a person or the API: no end of alerts ends it. */
export const endsByPeopleOnly = ({ origin, heldOpen }: Incident): boolean =>
  origin !== undefined || heldOpen === true;

/** When something happens to it by itself: its snooze is over, or nobody has renewed the acknowledgement. */
export function incidentDueAt({ status, snoozed, acknowledgementEndsAt }: Incident): number | undefined {
  if (status === 'snoozed') return snoozed?.until;
  return status === 'acknowledged' ? acknowledgementEndsAt : undefined;
}
