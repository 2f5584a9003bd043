import type { Notice } from '@tocsin/model';
import { z } from 'zod';
import type { Notified } from '#core/input';
import { keepNotified } from '#core/notify/notified';
import type { Pace } from '#core/notify/pace';
import { type PendingRow, pendingFrom } from '#core/notify/pending-row';
import type { Silence } from '#core/mute/silence';
import { keepers, type Kept, type KeptKind } from '#core/kept';
import { fold, recoverMembers } from '#core/recover';
import { type BookVersion, keepBookVersion } from '#core/rule-book';
import type { Router } from '#core/route/router';
import {
  emptyState,
  type Group,
  type Incident,
  incidentNumber,
  keepSilence,
  type KeptRule,
  type Orphan,
  type State,
  type Told,
} from '#core/state';
import { keepGroup, keepIncident, keepOrphan, keepPending } from '#core/turn';
import { integrationKey } from '#core/state';
import type { Store, StoredRow } from '#store/store';

/** Start-up and every failed commit take this path: the rows as they are, then the inputs folded. It decides nothing. */
export async function recover(store: Store, tenant: string, router: Router): Promise<State> {
  const state = emptyState(tenant);
  const meta = await store.meta(tenant);
  const rows = await store.rows(tenant);
  const notices = new Map(rows.flatMap(({ kind, value }) => (kind === 'notice' ? [noticeEntry(value)] : [])));
  for (const row of rows) keepRow(state, row, notices);
  for await (const batch of store.batches(tenant, 0)) fold(state, batch);
  state.now = Math.max(state.now, meta.now);
  state.seq = Math.max(state.seq, meta.seq);
  recoverMembers(state, router);
  return state;
}

/** Rows are our own writing: their keys are checked, the rest is the commit's word. */
const keyed = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
const GroupRow = keyed<Group>();
const ToldRow = keyed<Told>();
const NoticeRow = keyed<Notice>();
const PendingRows = keyed<PendingRow>();
const PaceRow = keyed<Pace>();
const OrphanRow = keyed<Orphan>();
const IncidentRow = keyed<Incident>();
const NotifiedRow = keyed<Notified>();
const SilenceRow = keyed<Silence>();
const BookRow = keyed<BookVersion>();
const RuleRow = keyed<KeptRule>();

const noticeEntry = (value: unknown): [string, Notice] => {
  const notice = NoticeRow.parse(value);
  return [notice.id, notice];
};

function keepKept<K extends KeptKind>(
  state: State,
  { kind, key, value }: { readonly kind: K; readonly key: string; readonly value: unknown },
): void {
  keepers[kind](state, key, keyed<Kept[K]>().parse(value));
}

function keepRow(state: State, { kind, key, value }: StoredRow, notices: ReadonlyMap<string, Notice>): void {
  switch (kind) {
    case 'group':
      return keepGroup(state, GroupRow.parse(value));
    case 'told': {
      const told = ToldRow.parse(value);
      state.told.set(integrationKey(told.group, told.integration), told);
      return;
    }
    case 'pending':
      return keepPending(state, pendingFrom(PendingRows.parse(value), notices));
    case 'notice':
      return;
    case 'pace':
      state.paces.set(key, PaceRow.parse(value));
      return;
    case 'orphan':
      return keepOrphan(state, OrphanRow.parse(value));
    case 'incident': {
      const incident = IncidentRow.parse(value);
      keepIncident(state, incident);
      state.incidentCount = Math.max(state.incidentCount, incidentNumber(incident));
      return;
    }
    case 'notified':
      keepNotified(state, NotifiedRow.parse(value));
      return;
    case 'silence':
      return keepSilence(state, SilenceRow.parse(value));
    case 'rule-group':
      return keepBookVersion(state, BookRow.parse(value));
    case 'rule':
      state.rules.set(key, RuleRow.parse(value));
      return;
    default:
      return keepKept(state, { kind, key, value });
  }
}
