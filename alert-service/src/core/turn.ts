import type { LedgerEntry, Notice, Receipt } from '@tocsin/model';
import type { Chance } from './chance.ts';
import { createDueQueue } from './due-queue.ts';
import { dueKey } from './due-keys.ts';
import { incidentDueAt, ownGroup } from './incident/incident.ts';
import { noticesOf, type PendingRow, pendingRow } from './notify/pending-row.ts';
import type { Pace } from './notify/pace.ts';
import { keepNotified } from './notify/notified.ts';
import type { Notified } from './input.ts';
import { keepers, type Kept, type KeptKind } from './kept.ts';
import type { Silence } from './mute/silence.ts';
import type { Contact } from './page/page.ts';
import type { Policy } from './policy.ts';
import { bookKey, type BookVersion, keepBookVersion } from './rule-book.ts';
import {
  deadlineKey,
  type Group,
  type Incident,
  incidentNumber,
  integrationKey,
  keepSilence,
  type KeptRule,
  type Orphan,
  type Pending,
  type State,
  type Told,
} from './state.ts';

export type RowKind =
  | 'pace'
  | 'group'
  | 'told'
  | 'notice'
  | 'pending'
  | 'incident'
  | 'rule'
  | 'notified'
  | 'silence'
  | 'rule-group'
  | 'orphan'
  | KeptKind;

/** A changed row: plain data to be kept as JSON, or undefined where it is gone. */
export interface Row {
  readonly kind: RowKind;
  readonly key: string;
  readonly value:
    | Pace
    | Group
    | Told
    | Notice
    | PendingRow
    | Orphan
    | Incident
    | KeptRule
    | Notified
    | Silence
    | BookVersion
    | Kept[KeptKind]
    | undefined;
}

/** An effect: a frozen notice to be sent, after the commit. */
export interface Send {
  readonly group: string;
  readonly integration: string;
  readonly receiver: string;
  readonly notice: Notice;
  readonly attempt: number;
  readonly receipt?: Receipt;
  readonly incident?: Incident;
  /** Of a page: the contact as it was when its attempt began. */
  readonly contact?: Contact;
  /** Of a digest: the other groups whose outcome this is, by the keys of what they are owed. */
  readonly others?: readonly string[];
}

/**
 * The one door through which a step changes the state. It remembers which rows changed, so that the commit
 * can write them; the state itself is changed in place (there is no undo: a failed commit recovers from the store).
 */
export interface Turn {
  readonly state: State;
  readonly policy: Policy;
  readonly now: number;
  readonly seq: number;
  readonly chance: Chance;
  readonly sends: Send[];
  readonly entries: LedgerEntry[];
  readonly record: (entry: LedgerEntry) => void;
  readonly putGroup: (group: Group) => void;
  readonly dropGroup: (key: string) => void;
  readonly putTold: (told: Told) => void;
  readonly dropTold: (group: string, integration: string) => void;
  readonly putPending: (pending: Pending) => void;
  readonly dropPending: (group: string, integration: string) => void;
  readonly putPace: (pace: Pace) => void;
  readonly dropPace: (integration: string) => void;
  readonly putOrphan: (orphan: Orphan) => void;
  readonly dropOrphan: (key: string) => void;
  readonly putNotified: (notified: Notified) => void;
  readonly putIncident: (incident: Incident) => void;
  readonly putSilence: (silence: Silence) => void;
  readonly dropSilence: (id: string) => void;
  readonly putBookVersion: (version: BookVersion) => void;
  readonly dropBookVersion: (version: BookVersion) => void;
  readonly put: <K extends KeptKind>(kind: K, key: string, value: Kept[K]) => void;
  readonly drop: (kind: KeptKind, key: string) => void;
  readonly putRule: (rule: KeptRule) => void;
  readonly dropRule: (ruleId: string) => void;
  readonly rows: () => Row[];
}

export interface TurnParts {
  readonly state: State;
  readonly policy: Policy;
  readonly now: number;
  readonly seq: number;
  readonly chance: Chance;
}

export function openTurn({ state, policy, now, seq, chance }: TurnParts): Turn {
  const changed = new Map<string, Row>();
  const mark = (kind: RowKind, key: string, value: Row['value']): void =>
    void changed.set(`${kind}\n${key}`, { kind, key, value });
  const entries: LedgerEntry[] = [];
  return {
    state,
    policy,
    now,
    seq,
    chance,
    sends: [],
    entries,
    record: (entry) => void entries.push(entry),
    rows: () => [...changed.values()],
    ...groupDoor(state, mark),
    ...deliveryDoor(state, mark),
    ...bookDoor(state, mark),
    ...keptDoor(state, mark),
    putPace(pace) {
      state.paces.set(pace.integration, pace);
      mark('pace', pace.integration, pace);
    },
    dropPace(integration) {
      if (state.paces.delete(integration)) mark('pace', integration, undefined);
    },
    putOrphan(orphan) {
      keepOrphan(state, orphan);
      mark('orphan', integrationKey(orphan.group, orphan.integration), orphan);
    },
    dropOrphan(key) {
      state.flushes.delete(key);
      if (state.orphans.delete(key)) mark('orphan', key, undefined);
    },
    putNotified(notified) {
      const row = keepNotified(state, notified);
      mark('notified', integrationKey(notified.group, notified.integration), row);
    },
    putIncident(incident) {
      keepIncident(state, incident);
      mark('incident', incident.id, incident);
    },
    putSilence(silence) {
      keepSilence(state, silence);
      mark('silence', silence.id, silence);
    },
    dropSilence(id) {
      state.muting.silences.drop(id);
      if (state.silences.delete(id)) mark('silence', id, undefined);
    },
    putRule(rule) {
      state.rules.set(rule.ruleId, rule);
      mark('rule', rule.ruleId, rule);
    },
    dropRule(ruleId) {
      state.rules.delete(ruleId);
      mark('rule', ruleId, undefined);
    },
  };
}

type Mark = (kind: RowKind, key: string, value: Row['value']) => void;

function groupDoor(state: State, mark: Mark): Pick<Turn, 'putGroup' | 'dropGroup'> {
  return {
    putGroup(group) {
      keepGroup(state, group);
      mark('group', group.key, group);
    },
    dropGroup(key) {
      state.groups.delete(key);
      state.members.delete(key);
      state.flushes.delete(key);
      mark('group', key, undefined);
    },
  };
}

function deliveryDoor(
  state: State,
  mark: Mark,
): Pick<Turn, 'putTold' | 'dropTold' | 'putPending' | 'dropPending'> {
  return {
    putTold(told) {
      const key = integrationKey(told.group, told.integration);
      state.told.set(key, told);
      mark('told', key, told);
    },
    dropTold(group, integration) {
      const key = integrationKey(group, integration);
      if (state.told.delete(key)) mark('told', key, undefined);
    },
    putPending(pending) {
      const key = integrationKey(pending.group, pending.integration);
      markNotices(state.pending.get(key), pending, mark);
      keepPending(state, pending);
      mark('pending', key, pendingRow(pending));
    },
    dropPending(group, integration) {
      const key = integrationKey(group, integration);
      state.attempts.get(integration)?.delete(key);
      state.flushes.delete(deadlineKey(key));
      markNotices(state.pending.get(key), undefined, mark);
      if (state.pending.delete(key)) mark('pending', key, undefined);
    },
  };
}

function bookDoor(state: State, mark: Mark): Pick<Turn, 'putBookVersion' | 'dropBookVersion'> {
  return {
    putBookVersion(version) {
      keepBookVersion(state, version);
      mark('rule-group', bookKey(version), version);
    },
    dropBookVersion({ id, version }) {
      const others = (state.book.get(id) ?? []).filter((each) => each.version !== version);
      if (others.length > 0) state.book.set(id, others);
      else state.book.delete(id);
      mark('rule-group', bookKey({ id, version }), undefined);
    },
  };
}

function keptDoor(state: State, mark: Mark): Pick<Turn, 'put' | 'drop'> {
  return {
    put(kind, key, value) {
      keepers[kind](state, key, value);
      mark(kind, key, value);
    },
    drop(kind, key) {
      keepers[kind](state, key, undefined);
      mark(kind, key, undefined);
    },
  };
}

/** A notice is written when it is made and removed when nothing needs it any more. */
function markNotices(before: Pending | undefined, after: Pending | undefined, mark: Mark): void {
  const [old, now] = [noticesOf(before), noticesOf(after)];
  for (const id of old.keys()) if (!now.has(id)) mark('notice', id, undefined);
  for (const [id, notice] of now) if (old.get(id) !== notice) mark('notice', id, notice);
}

/** Shared with recovery: what follows from a group row besides the row itself. */
export function keepGroup(state: State, group: Group): void {
  state.groups.set(group.key, group);
  if (!state.members.has(group.key)) state.members.set(group.key, new Set());
  state.flushes.set(group.key, group.flushAt);
}

/** Shared with recovery. */
export function keepOrphan(state: State, orphan: Orphan): void {
  const key = integrationKey(orphan.group, orphan.integration);
  state.orphans.set(key, orphan);
  state.flushes.set(key, orphan.flushAt);
}

/** Shared with recovery: a notice waits for its attempt only while none is in flight and it is not refused. */
export function keepPending(state: State, pending: Pending): void {
  const key = integrationKey(pending.group, pending.integration);
  state.pending.set(key, pending);
  const waits = !pending.inFlight && (pending.first ?? pending.newest) && pending.nextAttemptAt !== undefined;
  const queue = state.attempts.get(pending.integration) ?? createDueQueue();
  state.attempts.set(pending.integration, queue);
  if (waits) queue.set(key, pending.nextAttemptAt);
  else queue.delete(key);
  if (pending.trying?.fallbackAt !== undefined)
    state.flushes.set(deadlineKey(key), pending.trying.fallbackAt);
  else state.flushes.delete(deadlineKey(key));
}

/** Its latest incident went to another group: the one before is its latest again. */
function forgetLatest(state: State, group: string): void {
  state.incidentOfGroup.delete(group);
  for (const id of state.incidentsOfGroup.get(group) ?? []) {
    const incident = state.incidents.get(id);
    if (incident) keepIncident(state, incident);
  }
}

/** Shared with recovery: a group's latest incident is the one its alerts join. */
export function keepIncident(state: State, incident: Incident): void {
  const before = state.incidents.get(incident.id);
  state.incidents.set(incident.id, incident);
  const all = state.incidentsOfGroup.get(incident.group) ?? new Set();
  state.incidentsOfGroup.set(incident.group, all.add(incident.id));
  if (before && before.group !== incident.group) {
    state.incidentsOfGroup.get(before.group)?.delete(incident.id);
    forgetLatest(state, before.group);
  }
  const latest = state.incidents.get(state.incidentOfGroup.get(incident.group) ?? '');
  if (!latest || incidentNumber(latest) <= incidentNumber(incident))
    state.incidentOfGroup.set(incident.group, incident.id);
  keepMoved(state, incident, before);
  const due = incidentDueAt(incident);
  if (due === undefined) state.flushes.delete(dueKey('incident', incident.id));
  else state.flushes.set(dueKey('incident', incident.id), due);
}

/** Alerts that a person took out of their group's incident are this one's, until it ends. */
function keepMoved({ movedAlerts }: State, incident: Incident, before: Incident | undefined): void {
  const { id, group, alerts, status, mergedInto, stillFiring = {} } = incident;
  if (group !== ownGroup(id)) return;
  for (const each of before?.alerts ?? []) if (movedAlerts.get(each) === id) movedAlerts.delete(each);
  if (status === 'resolved' && mergedInto === undefined && Object.keys(stillFiring).length === 0) return;
  for (const each of alerts) movedAlerts.set(each, id);
}
