import type { Alert, Labels, Notice, NotToldReason, Receipt } from '@tocsin/model';
import type { ToldChange } from './changes/change.ts';
import type { Escalation, RoundRobin } from './escalate/escalation.ts';
import type { HealthDay, ServiceHealth, UnwatchedDay } from './health/service-health.ts';
import type { Incident } from './incident/incident.ts';
import type { KeptKey, KeptRequest } from './kept.ts';
import type { Directory } from './on-call/directory.ts';
import type { Page, Verification } from './page/page.ts';
import type { Pace } from './notify/pace.ts';
import { createDueQueue, type DueQueue } from './due-queue.ts';
import type { Notified } from './input.ts';
import { createMuting, type Muting } from './mute/muting.ts';
import type { Silence } from './mute/silence.ts';
import type { KeptObjective, ObjectiveDay, SentReport } from './promises/promise.ts';
import type { BookVersion } from './rule-book.ts';
import type { Topology } from './topology/topology.ts';
import type { KeptWorkflowCommand, WorkflowBook } from './workflows/book.ts';

export { type Incident, incidentNumber } from './incident/incident.ts';

/** An alert as it stands, and the commit that last changed what it says (a moved expiry changes nothing). */
export interface AlertRecord {
  readonly alert: Alert;
  readonly seq: number;
  /** Keys of the groups it is routed to under the running configuration, in route order. */
  readonly groups: readonly string[];
}

/** One group of alerts on one route. Its members are not stored: they follow from routing, less what is settled. */
export interface Group {
  readonly key: string;
  readonly route: string;
  readonly receiver: string;
  readonly labels: Labels;
  readonly flushAt: number;
  /** Commit and tick of its last flush; 0 before the first. */
  readonly flushSeq: number;
  readonly flushedAt: number;
  /** Commit and tick of the last flush that every integration finished. */
  readonly settledSeq: number;
  readonly settledAt: number;
  /** Names of the time intervals that muted its last flush: what is owed waits until they are over. */
  readonly offTime?: readonly string[];
  /** Have ended by the settled flush, and stay: their ends are still owed. */
  readonly held?: readonly string[];
  /** Told here, and routed elsewhere by a later configuration: of these only the end is told here. No members. */
  readonly elsewhere?: readonly string[];
  /** Last negative reason for each integration, so that an equal one is not written again. */
  readonly negatives: Readonly<Record<string, { readonly reason: NotToldReason; readonly alerts: string }>>;
}

/** What an integration was last told of a group: the batch that went out (Alertmanager's notification log entry). */
export interface Told {
  readonly group: string;
  readonly integration: string;
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  /** Told as firing by an earlier batch, muted in the last: not news any more, but their ends are still to be told. */
  readonly owed?: readonly string[];
  /** When the receiver's answer arrived. */
  readonly at: number;
  readonly receipt?: Receipt;
}

/** Told, or waiting to be told, and no group is told through this integration any more: see notify/orphan. */
export interface Orphan {
  readonly group: string;
  readonly integration: string;
  /** Of the group that was. */
  readonly labels: Labels;
  readonly flushAt: number;
  /** That all has ended is on its way. */
  readonly ending: boolean;
  /** Told as the fallback of this integration: see notify/fallback. */
  readonly insteadOf?: string;
}

export interface InFlight {
  readonly notice: Notice;
  /** It goes out in one message with what these groups are owed. */
  readonly digest?: { readonly id: string; readonly groups: readonly string[] };
  readonly attempt: number;
  readonly startedAt: number;
}

/** Since when an integration is tried in vain. */
export interface Trying {
  readonly since: number;
  /** When its fallback is told, unless it is delivered before. Absent: told, there is none, or all is quiet now. */
  readonly fallbackAt?: number;
  /** The receiver that was told in its place: what is new is told there too, until something is delivered here. */
  readonly fallen?: string;
}

/**
 * What one integration is still owed about one group.
 * `first` holds every firing alert not told yet, those that ended meanwhile included; `newest` the state after it,
 * always replaceable. An attempt in flight is a frozen copy: what was added since stays.
 */
export interface Pending {
  readonly group: string;
  readonly integration: string;
  readonly first?: Notice;
  readonly newest?: Notice;
  readonly inFlight?: InFlight;
  /** Attempts since something was last delivered. */
  readonly attempts: number;
  readonly since: number;
  /** Absent: refused, and asked again at the next flush of its group. */
  readonly nextAttemptAt?: number;
  readonly lastError?: string;
  /** Waits for its turn under the `rate_limit` of its receiver. */
  readonly limited?: true;
  /** From the first attempt on, until something is delivered. */
  readonly trying?: Trying;
  /** Said to fire by an attempt that may have arrived for all we know: their ends are owed, whatever becomes of it. */
  readonly believed?: readonly string[];
  /** Said to have ended by an attempt that may have arrived for all we know: that one of them fires is news. */
  readonly doubted?: readonly string[];
}

/** The state of one of our own rules, as core/rule made it. Opaque here. */
export interface KeptRule {
  readonly ruleId: string;
  readonly state: unknown;
}

/** All that one tenant's engine knows. Only a turn changes it. */
export interface State {
  readonly tenant: string;
  now: number;
  seq: number;
  incidentCount: number;
  configuration: string;
  readonly alerts: Map<string, AlertRecord>;
  readonly groups: Map<string, Group>;
  /** Group key to the fingerprints in it. */
  readonly members: Map<string, Set<string>>;
  readonly told: Map<string, Told>;
  readonly pending: Map<string, Pending>;
  /** By integration: only where a receiver has a `rate_limit`. */
  readonly paces: Map<string, Pace>;
  /** By the key of what was told. */
  readonly orphans: Map<string, Orphan>;
  /** Group key to what Alertmanager had told of it before the switch, as far as its alerts have not come in yet. */
  readonly notified: Map<string, readonly Notified[]>;
  readonly incidents: Map<string, Incident>;
  /** Group key to its latest incident. */
  readonly incidentOfGroup: Map<string, string>;
  /** Group key to all of its incidents. */
  readonly incidentsOfGroup: Map<string, Set<string>>;
  /** Fingerprint to the incident that a person moved it to. */
  readonly movedAlerts: Map<string, string>;
  /** By incident. */
  readonly escalations: Map<string, Escalation>;
  pageCount: number;
  readonly pages: Map<string, Page>;
  readonly pagesOfIncident: Map<string, Set<string>>;
  readonly directory: Directory;
  /** `person/contact`. */
  readonly verifications: Map<string, Verification>;
  readonly roundRobins: Map<string, RoundRobin>;
  /** By idempotency key. */
  readonly requests: Map<string, KeptRequest>;
  readonly keys: Map<string, KeptKey>;
  /** By service. */
  readonly health: Map<string, ServiceHealth>;
  /** `service\nday`. */
  readonly healthDays: Map<string, HealthDay>;
  readonly unwatched: Map<string, UnwatchedDay>;
  readonly changes: Map<string, ToldChange>;
  topology: Topology | undefined;
  workflows: WorkflowBook | undefined;
  readonly workflowCommands: Map<string, KeptWorkflowCommand>;
  /** `objective\nday`. */
  readonly objectiveDays: Map<string, ObjectiveDay>;
  /** By id, `payments/availability`. */
  readonly objectives: Map<string, KeptObjective>;
  readonly reports: Map<string, SentReport>;
  readonly rules: Map<string, KeptRule>;
  readonly silences: Map<string, Silence>;
  /** Rule groups that people made, by id: all versions of each that are kept, oldest first. */
  readonly book: Map<string, readonly BookVersion[]>;
  readonly muting: Muting;
  /**
   * Groups, orphans and deadlines of deliveries by their keys: a group's holds no line break, the others one and two. What
   * incidents and escalations wait for: see due-keys.
   */
  readonly flushes: DueQueue;
  /** Integration (`receiver/slack[0]`) to its due attempts, so that a slow one holds up no other. */
  readonly attempts: Map<string, DueQueue>;
}

export const emptyState = (tenant: string): State => ({
  tenant,
  now: 0,
  seq: 0,
  incidentCount: 0,
  configuration: '',
  alerts: new Map(),
  groups: new Map(),
  members: new Map(),
  told: new Map(),
  pending: new Map(),
  paces: new Map(),
  orphans: new Map(),
  notified: new Map(),
  incidents: new Map(),
  incidentOfGroup: new Map(),
  incidentsOfGroup: new Map(),
  movedAlerts: new Map(),
  escalations: new Map(),
  pageCount: 0,
  pages: new Map(),
  pagesOfIncident: new Map(),
  directory: new Map(),
  verifications: new Map(),
  roundRobins: new Map(),
  requests: new Map(),
  keys: new Map(),
  health: new Map(),
  healthDays: new Map(),
  unwatched: new Map(),
  changes: new Map(),
  topology: undefined,
  workflows: undefined,
  workflowCommands: new Map(),
  objectiveDays: new Map(),
  objectives: new Map(),
  reports: new Map(),
  rules: new Map(),
  silences: new Map(),
  book: new Map(),
  muting: createMuting(),
  flushes: createDueQueue(),
  attempts: new Map(),
});

/** The one way in for an alert, shared with recovery. */
export function keepAlert(state: State, record: AlertRecord): void {
  state.alerts.set(record.alert.fingerprint, record);
  state.muting.inhibition.keep(record.alert);
}

export function dropAlert(state: State, fingerprint: string): void {
  state.alerts.delete(fingerprint);
  state.muting.inhibition.forget(fingerprint);
  state.muting.silences.forgetAlert(fingerprint);
}

/** Of a silence that something may end early. No other key of what is due begins with a line break. */
export const silenceKey = (id: string): string => `\n${id}`;
export const isSilenceKey = (key: string): boolean => key.startsWith('\n');

/** Shared with recovery. */
export function keepSilence(state: State, silence: Silence): void {
  state.silences.set(silence.id, silence);
  const { id, watch, endsAt } = silence;
  if (watch && watch.checkAt < endsAt) state.flushes.set(silenceKey(id), watch.checkAt);
  else state.flushes.delete(silenceKey(id));
  state.muting.silences.keep(silence);
}

/** Of what has a fallback, by the key of what is pending. */
export const deadlineKey = (key: string): string => `${key}\n`;
export const isDeadline = (key: string): boolean => key.endsWith('\n');

/** Key of told and pending. A printed group key holds no line break: its values are quoted. */
export const integrationKey = (group: string, integration: string): string => `${group}\n${integration}`;
