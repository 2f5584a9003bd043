import type { ToldChange } from './changes/change.ts';
import { createDueQueue } from './due-queue.ts';
import { dueKey } from './due-keys.ts';
import type { Escalation, RoundRobin } from './escalate/escalation.ts';
import type { HealthDay, ServiceHealth, UnwatchedDay } from './health/service-health.ts';
import { objectKey, type ObjectVersion } from './on-call/directory.ts';
import { type Contact, type Page, pageGroup, type Verification } from './page/page.ts';
import type { KeptObjective, ObjectiveDay, SentReport } from './promises/promise.ts';
import { integrationKey, type State } from './state.ts';
import type { Topology } from './topology/topology.ts';
import { emptyBook, keepWorkflowRow, type KeptWorkflowCommand, type WorkflowRow } from './workflows/book.ts';

/** What was asked under an idempotency key, so that asking again changes nothing. */
export interface KeptRequest {
  readonly key: string;
  readonly at: number;
  /** Of what was asked: another request under the same key is refused. */
  readonly hash: string;
  /** What it changed: `INC-1`. */
  readonly subject: string;
}

/** A key that signs or seals, made at the edge and sealed there. */
export interface KeptKey {
  readonly id: string;
  readonly sealed: string;
  readonly at: number;
}

/** Rows of on call and of services, by their kinds. A turn puts and drops them, a recovery keeps them, by the same keepers. */
export interface Kept {
  readonly escalation: Escalation;
  readonly page: Page;
  readonly 'on-call': ObjectVersion;
  readonly verification: Verification;
  readonly 'round-robin': RoundRobin;
  readonly request: KeptRequest;
  readonly key: KeptKey;
  /** By service. */
  readonly health: ServiceHealth;
  /** `service\nday`. */
  readonly 'health-day': HealthDay;
  /** By day. */
  readonly unwatched: UnwatchedDay;
  readonly change: ToldChange;
  /** One row: `topology`. */
  readonly topology: Topology;
  /** `head`, `minute/…`, `workflow/…`. */
  readonly workflows: WorkflowRow;
  readonly 'workflow-command': KeptWorkflowCommand;
  /** `objective\nday`. */
  readonly 'objective-day': ObjectiveDay;
  readonly objective: KeptObjective;
  readonly report: SentReport;
}
export type KeptKind = keyof Kept;

type Keepers = {
  readonly [K in KeptKind]: (state: State, key: string, value: Kept[K] | undefined) => void;
};

const keepIn = <T>(map: Map<string, T>, key: string, value: T | undefined): void => {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
};

export const keepers: Keepers = {
  escalation(state, key, value) {
    keepIn(state.escalations, key, value);
    const due = value?.status === 'running' ? value.nextStepAt : undefined;
    if (due === undefined) state.flushes.delete(dueKey('escalation', key));
    else state.flushes.set(dueKey('escalation', key), due);
  },
  page: keepPage,
  'on-call': keepVersion,
  verification: (state, key, value) => keepIn(state.verifications, key, value),
  'round-robin': (state, key, value) => keepIn(state.roundRobins, key, value),
  request: (state, key, value) => keepIn(state.requests, key, value),
  key: (state, key, value) => keepIn(state.keys, key, value),
  health: (state, key, value) => keepIn(state.health, key, value),
  'health-day': (state, key, value) => keepIn(state.healthDays, key, value),
  unwatched: (state, key, value) => keepIn(state.unwatched, key, value),
  change: (state, key, value) => keepIn(state.changes, key, value),
  topology(state, _, value) {
    state.topology = value;
  },
  workflows(state, key, value) {
    state.workflows ??= emptyBook();
    keepWorkflowRow(state.workflows, key, value);
  },
  'workflow-command': (state, key, value) => keepIn(state.workflowCommands, key, value),
  'objective-day': (state, key, value) => keepIn(state.objectiveDays, key, value),
  objective: (state, key, value) => keepIn(state.objectives, key, value),
  report: (state, key, value) => keepIn(state.reports, key, value),
};

export const isKeptKind = (kind: string): kind is KeptKind => Object.hasOwn(keepers, kind);

/** What waits of a page is due in the queue of its integration, beside what groups owe there. */
function keepPage(state: State, key: string, page: Page | undefined): void {
  const before = state.pages.get(key);
  for (const { integration } of before?.contacts ?? [])
    state.attempts.get(integration)?.delete(integrationKey(pageGroup(key), integration));
  keepIn(state.pages, key, page);
  if (before && !page) state.pagesOfIncident.get(before.incident)?.delete(key);
  if (!page) return;
  const all = state.pagesOfIncident.get(page.incident) ?? new Set();
  state.pagesOfIncident.set(page.incident, all.add(key));
  state.pageCount = Math.max(state.pageCount, Number(key.replace(/^PG-/, '')) || 0);
  for (const contact of page.contacts) if (waits(contact)) enqueue(state, key, contact);
}

const waits = (contact: Contact): boolean =>
  contact.status !== 'sending' && contact.nextAttemptAt !== undefined;

function enqueue(state: State, page: string, { integration, nextAttemptAt = 0 }: Contact): void {
  const queue = state.attempts.get(integration) ?? createDueQueue();
  state.attempts.set(integration, queue);
  queue.set(integrationKey(pageGroup(page), integration), nextAttemptAt);
}

/** Row keys are `kind id\nversion`. */
export const versionKey = ({ kind, id, version }: Pick<ObjectVersion, 'kind' | 'id' | 'version'>): string =>
  `${objectKey(kind, id)}\n${version}`;

function keepVersion(state: State, key: string, value: ObjectVersion | undefined): void {
  const [object = '', number] = key.split('\n');
  const others = (state.directory.get(object) ?? []).filter(({ version }) => version !== Number(number));
  const all = value ? [...others, value].sort((a, b) => a.version - b.version) : others;
  if (all.length > 0) state.directory.set(object, all);
  else state.directory.delete(object);
}
