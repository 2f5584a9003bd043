import type {
  Checked,
  DataSource,
  FurtherAlertmanager,
  QueryResult,
  Receiver,
  Response,
  Routes,
  RuleFinding,
  WatchdogState,
} from '@tocsin/api';
import type { Measure } from '@tocsin/model';
import type { BookGroup } from '#core/rule-book';
import type { RuleGroup } from '#core/rule/rule';
import type { CheckedBookGroup } from '#config/rule-book';
import type { Engine } from '#engine/engine';
import type { AlertHistory } from '#engine/alert-history';
import type { IncidentWords } from '#engine/incident-words/incident-words';
import type { LedgerIndex } from '#engine/ledger-index';
import type { ReceiverWatch } from '#engine/receiver-watch';
import type { RuleTrials } from '#engine/rule-trial';
import type { Clock } from '#lib/clock';
import type { Catalogue } from '#services/catalogue/catalogue';
import type { HealthView } from '#services/health/health-view';
import type { ServicePages } from '#services/pages/service-pages';
import type { Probes } from '#services/probes/probe';
import type { Promises } from '#services/promises/promises';
import type { Causes, ChangesView, TopologyView } from '#services/topology/topology-view';
import type { LiveView } from '#live/live-view';
import type { WorkflowsView } from '#workflows/workflows-view';
import type { OnCallDoor } from './on-call-door.ts';

/** One evaluation of a rule, as the evaluator remembers it. */
export interface EvaluationView {
  readonly at: number;
  readonly durationMs: number;
  readonly samples: number;
  readonly result: 'inactive' | 'pending' | 'firing' | 'recorded' | 'error';
  readonly value?: string;
  readonly error?: string;
  readonly curl: string;
}

/** An alert of a rule as the evaluator sees it now: pending ones are nowhere else. */
export interface ActiveAlertView {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
  readonly activeAt: number;
  /** Its condition has been gone since then, and it waits for its recovery. */
  readonly heldSince?: number;
  /** Its data have been gone since then, and it is kept as it was. */
  readonly missingSince?: number;
  readonly measure: Measure;
}

export interface RuleView {
  readonly id: string;
  readonly name: string;
  readonly expression: string;
  /** The expression without its last comparison: what a graph shows beside the limit. */
  readonly graphExpression?: string;
  readonly kind: 'alerting' | 'recording';
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'inactive' | 'pending' | 'firing';
  readonly health: 'unknown' | 'ok' | 'error';
  readonly lastError?: string;
  readonly lastEvaluationAt?: number;
  readonly evaluationMs?: number;
  readonly alerts: readonly ActiveAlertView[];
  readonly evaluations: readonly EvaluationView[];
  readonly findings: readonly RuleFinding[];
  /** Since when what it watches gives no data. */
  readonly missingSince?: number;
  /** Since when an alert of it waits for its recovery. */
  readonly heldSince?: number;
  /** Why its last result may mislead. */
  readonly caveat?: string;
}

export interface RuleGroupView {
  readonly id: string;
  readonly source: string;
  readonly file: string;
  readonly name: string;
  readonly intervalMs: number;
  readonly limit: number;
  readonly missedIterations: number;
  readonly lastEvaluationAt?: number;
  readonly evaluationMs?: number;
  readonly rules: readonly RuleView[];
}

/** What our own rules do; empty where no rules are loaded. */
export interface RulesView {
  groups(): readonly RuleGroupView[];
  rule(id: string): RuleView | undefined;
  /** The rules' alerts with the values of their last evaluation, by fingerprint. */
  active(): ReadonlyMap<string, ActiveAlertView>;
  dataSources(): readonly DataSource[];
}

/** Carries a query of the console to the data source of the rules. */
export interface QueryDoor {
  instant(asked: Checked<Routes['query']>['query']): Promise<QueryResult>;
  range(asked: Checked<Routes['queryRange']>['query']): Promise<QueryResult>;
}

/** What we tell besides people: further Alertmanagers, and who pages when we fall silent. */
export interface OutsideView {
  alertmanagers(): FurtherAlertmanager[];
  /** Undefined: none is configured. */
  watchdog(): WatchdogState | undefined;
}

/** Messages tried out: a receiver, a template. */
export interface TryDoor {
  receivers(): readonly Receiver[];
  /** Undefined: there is no such receiver, or it has no such integration. */
  receiver(asked: {
    readonly name: string;
    readonly integration?: string | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
    readonly by: string;
  }): Promise<Response<Routes['testReceiver']> | undefined>;
  template(asked: Checked<Routes['previewTemplate']>['body']): Response<Routes['previewTemplate']>;
}

/** Rule groups that people make: the engine keeps them, these questions are the evaluation's. */
export interface RuleBookDoor {
  check(group: BookGroup): CheckedBookGroup;
  /** Of a checked group; `only`: the index of the one rule to try. */
  tryRules(group: RuleGroup, only?: number): Promise<RuleTrials>;
  /** Why a kept group is not evaluated. */
  problemOf(id: string): string | undefined;
}

/** What is known of services, live. */
export interface ServicesContext {
  readonly catalogue: Catalogue;
  readonly pages: ServicePages;
  readonly probes: Probes;
  readonly health: HealthView;
  readonly topology: TopologyView;
  readonly causes: Causes;
  readonly changes: ChangesView;
  readonly promises: Promises;
  readonly workflows: WorkflowsView;
  readonly live: LiveView;
}

export interface TocsinContext {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly ledger: LedgerIndex;
  readonly history: AlertHistory;
  /** What is said of incidents. */
  readonly incidents: IncidentWords;
  readonly receivers: ReceiverWatch;
  readonly rules: RulesView;
  readonly outside: OutsideView;
  readonly ruleBook: RuleBookDoor;
  readonly onCall: OnCallDoor;
  readonly services: ServicesContext;
  readonly query: QueryDoor;
  readonly tries: TryDoor;
  /** In place of a secret that is not kept: the same for the same. */
  readonly mask: (text: string) => string;
  readonly version: string;
  readonly timeZone: string;
}
