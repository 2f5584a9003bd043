import type { Alert, Notice, NoticeReason } from '@tocsin/model';
import type { IntegrationPolicy } from '../policy.ts';
import { whyMuted } from '../mute/why-muted.ts';
import { type Group, integrationKey, type Pending, type Told } from '../state.ts';
import type { Turn } from '../turn.ts';
import { isUrgent } from './pace.ts';
import { believedFiring, forgetAlerts, owe } from './told.ts';
import { isUpdate } from './update.ts';
export { isUpdate } from './update.ts';
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
  if (told) forgetAlerts(turn, told, new Set(decision.cleared));
  const first = decision.first
    ? noticeFrom(turn, { group, integration }, decision.first)
    : decision.dropsFirst
      ? undefined
      : pending?.first;
  const believed = pending?.believed ? stillBelieved(turn, { ...pending, first }, pending.believed) : [];
  const newest = decision.newest
    ? noticeFrom(turn, { group, integration }, decision.newest)
    : decision.keepsNewest || staysUpdate(pending?.newest, decision)
      ? pending?.newest
      : undefined;
  if (pending?.first && first !== pending.first) supersede(turn, pending, pending.first);
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
    ...inTurn(turn, pending, first ?? newest),
    ...(pending?.lastError !== undefined && { lastError: pending.lastError }),
    ...(pending?.trying && { trying: pending.trying }),
    ...(pending?.doubted && { doubted: pending.doubted }),
    ...(believed.length > 0 && { believed }),
  });
}

/** What waits for its turn waits on, unless something critical comes to it. */
export function inTurn(
  turn: Turn,
  pending: Pending | undefined,
  notice: Notice | undefined,
): Pick<Pending, 'nextAttemptAt' | 'limited'> {
  if (pending?.limited && isUrgent(notice)) return { nextAttemptAt: turn.now };
  return {
    nextAttemptAt: pending?.nextAttemptAt ?? turn.now,
    ...(pending?.limited && { limited: true }),
  };
}

/**
 * Of those that may have arrived for all we know: who still waits in `first` is told by it, the others are owed an end.
 * Returns the former.
 */
export function stillBelieved(
  turn: Turn,
  { group, integration, first }: Pick<Pending, 'group' | 'integration' | 'first'>,
  believed: readonly string[],
): readonly string[] {
  const waiting = new Set(first?.firing.map((alert) => alert.fingerprint));
  const gone = believed.filter((fingerprint) => !waiting.has(fingerprint));
  oweBelieved(turn, { group, integration }, gone);
  return believed.filter((fingerprint) => waiting.has(fingerprint));
}

function oweBelieved(
  turn: Turn,
  { group, integration }: Pick<Pending, 'group' | 'integration'>,
  believed: readonly string[] | undefined,
): void {
  const told = turn.state.told.get(integrationKey(group, integration));
  const nothing: Told = { group, integration, firing: [], resolved: [], at: turn.now };
  if (believed && believed.length > 0) owe(turn, told ?? nothing, believed);
}

/** A waiting update of what was posted is not taken back by a flush that has nothing to say. */
const staysUpdate = (newest: Notice | undefined, decision: Decision): boolean =>
  newest !== undefined && isUpdate(newest) && !decision.first;

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
    newest: noticeFrom(turn, { group, integration: name }, known(turn, { group, told }, draft)),
    ...(pending?.inFlight && { inFlight: pending.inFlight }),
    attempts: pending?.attempts ?? 0,
    since: pending?.since ?? turn.now,
    nextAttemptAt: turn.now,
    ...(pending?.trying && { trying: pending.trying }),
    ...(pending?.doubted && { doubted: pending.doubted }),
    ...(pending?.believed && { believed: pending.believed }),
  });
}

/** What was posted does not come to show alerts that are muted and were never told. */
function known(
  turn: Turn,
  { group, told }: { readonly group: Group; readonly told: Told },
  draft: UpdateDraft,
): UpdateDraft {
  const knows = new Set([...believedFiring(told), ...told.resolved]);
  const route = turn.policy.router.route(group.route);
  const shows = (alert: Alert): boolean =>
    knows.has(alert.fingerprint) || !route || whyMuted(turn, route, alert) === undefined;
  return { ...draft, firing: draft.firing.filter(shows), resolved: draft.resolved.filter(shows) };
}
