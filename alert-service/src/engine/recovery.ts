import { z } from 'zod';
import { fold, recoverMembers } from '#core/recover';
import type { Router } from '#core/route/router';
import {
  emptyState,
  type Group,
  type Incident,
  incidentNumber,
  type KeptRule,
  type Pending,
  type State,
  type Told,
} from '#core/state';
import { keepGroup, keepIncident, keepPending } from '#core/turn';
import { integrationKey } from '#core/state';
import type { Store, StoredRow } from '#store/store';

/** Start-up and every failed commit take this path: the rows as they are, then the inputs folded. It decides nothing. */
export async function recover(store: Store, tenant: string, router: Router): Promise<State> {
  const state = emptyState(tenant);
  const meta = await store.meta(tenant);
  for (const row of await store.rows(tenant)) keepRow(state, row);
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
const PendingRow = keyed<Pending>();
const IncidentRow = keyed<Incident>();
const RuleRow = keyed<KeptRule>();

function keepRow(state: State, { kind, key, value }: StoredRow): void {
  switch (kind) {
    case 'group':
      return keepGroup(state, GroupRow.parse(value));
    case 'told': {
      const told = ToldRow.parse(value);
      state.told.set(integrationKey(told.group, told.integration), told);
      return;
    }
    case 'pending':
      return keepPending(state, PendingRow.parse(value));
    case 'incident': {
      const incident = IncidentRow.parse(value);
      keepIncident(state, incident);
      state.incidentCount = Math.max(state.incidentCount, incidentNumber(incident));
      return;
    }
    case 'rule':
      state.rules.set(key, RuleRow.parse(value));
      return;
  }
}
