import type { Alert, Notice, NoticeReason } from '@tocsin/model';
import type { IntegrationPolicy } from '../policy.ts';
import { type Group, integrationKey, type Pending, type Told } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Decision, Draft } from './why-notify.ts';

/** A group and one integration of its receiver, `receiver/slack[0]`. */
interface Named {
  readonly group: Group;
  readonly integration: string;
}

interface Target {
  readonly group: Group;
  readonly integration: IntegrationPolicy;
}

/** Puts what a flush decided into what the integration is owed. */
export function applyDecision(turn: Turn, { group, integration }: Named, decision: Decision): void {
  const key = integrationKey(group.key, integration);
  const pending = turn.state.pending.get(key);
  const told = turn.state.told.get(key);
  if (told && decision.cleared.length > 0) clearTold(turn, told, decision.cleared);
  const first = decision.first ? noticeFrom(turn, { group, integration }, decision.first) : pending?.first;
  const newest = decision.newest
    ? noticeFrom(turn, { group, integration }, decision.newest)
    : decision.keepsNewest || staysUpdate(pending?.newest, decision)
      ? pending?.newest
      : undefined;
  if (decision.first) supersede(turn, pending, pending?.first);
  if (pending?.newest && newest !== pending.newest) supersede(turn, pending, pending.newest);
  if (!first && !newest && !pending?.inFlight) return turn.dropPending(group.key, integration);
  turn.putPending({
    group: group.key,
    integration,
    ...(first && { first }),
    ...(newest && { newest }),
    ...(pending?.inFlight && { inFlight: pending.inFlight }),
    attempts: pending?.attempts ?? 0,
    since: pending?.since ?? turn.now,
    nextAttemptAt: pending?.nextAttemptAt ?? turn.now,
    ...(pending?.lastError !== undefined && { lastError: pending.lastError }),
    ...(pending?.doubted && { doubted: pending.doubted }),
  });
}

/** A waiting update of what was posted is not taken back by a flush that has nothing to say. */
const staysUpdate = (newest: Notice | undefined, decision: Decision): boolean =>
  newest !== undefined && isUpdate(newest) && !decision.first;

function clearTold(turn: Turn, told: Told, cleared: readonly string[]): void {
  const gone = new Set(cleared);
  turn.putTold({ ...told, firing: told.firing.filter((fingerprint) => !gone.has(fingerprint)) });
}

/** A frozen copy in flight ends by its own delivery; what only waited ends here. */
export function supersede(turn: Turn, pending: Pending | undefined, notice: Notice | undefined): void {
  if (!pending || !notice || pending.inFlight?.notice.id === notice.id) return;
  endNotice(turn, notice, 'superseded');
}

export function endNotice(turn: Turn, notice: Notice, reason: NoticeReason): void {
  const alerts = [...notice.firing, ...notice.resolved].map((alert: Alert) => alert.fingerprint);
  turn.record({
    kind: 'notice',
    group: notice.group,
    integration: `${notice.receiver}/${notice.integration}`,
    notice: notice.id,
    why: notice.why,
    reason,
    alerts,
  });
}

interface Addressed {
  readonly group: Pick<Group, 'key' | 'labels' | 'receiver'>;
  readonly integration: string;
}

export function noticeFrom(
  turn: Turn,
  { group, integration }: Addressed,
  draft: Draft | UpdateDraft,
): Notice {
  return {
    id: `${turn.seq.toString(36)}-${turn.chance.hex(12)}`,
    why: draft.why,
    at: turn.now,
    group: group.key,
    groupLabels: group.labels,
    receiver: group.receiver,
    integration: integration.slice(group.receiver.length + 1),
    firing: draft.firing,
    resolved: draft.resolved,
  };
}

/** No flush asked for it: it changes what was posted. */
export const isUpdate = (notice: Notice): boolean => notice.why.startsWith('incident-');

interface UpdateDraft extends Omit<Draft, 'why'> {
  readonly why: Notice['why'];
}

/** What was posted changes in place: only where nothing else waits, which would say it anyway. */
export function queueUpdate(turn: Turn, { group, integration }: Target, draft: UpdateDraft): void {
  const name = `${group.receiver}/${integration.key}`;
  const key = integrationKey(group.key, name);
  const pending = turn.state.pending.get(key);
  const told = turn.state.told.get(key);
  if (!integration.updatesInPlace || !told?.receipt || told.firing.length === 0) return;
  if (pending?.first ?? (pending?.newest && !isUpdate(pending.newest))) return;
  if (pending?.newest) supersede(turn, pending, pending.newest);
  turn.putPending({
    group: group.key,
    integration: name,
    newest: noticeFrom(turn, { group, integration: name }, draft),
    ...(pending?.inFlight && { inFlight: pending.inFlight }),
    attempts: pending?.attempts ?? 0,
    since: pending?.since ?? turn.now,
    nextAttemptAt: turn.now,
    ...(pending?.doubted && { doubted: pending.doubted }),
  });
}
