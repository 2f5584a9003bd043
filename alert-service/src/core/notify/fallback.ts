import type { Alert, Notice } from '@tocsin/model';
import { whyMuted } from '../mute/why-muted.ts';
import { type IntegrationPolicy, integrationOf, type Policy } from '../policy.ts';
import { integrationKey, type Orphan, type Pending, type State, type Trying } from '../state.ts';
import type { Turn } from '../turn.ts';
import { isOffTime } from './hold.ts';
import { believedAt, fires } from './orphan.ts';
import { inTurn, noticeFrom, supersede } from './outbox.ts';

/**
 * Who stands in for an integration that cannot be told (Alertmanager's #3359, #3743).
 *   (owed) --first attempt--> TRYING --delivered--> (told)
 *   TRYING --fallback.after, at that very moment--> FALLEN --delivered--> (told)
 * At the deadline every integration of the fallback receiver is told what is owed, once; while it stays FALLEN, also of
 * alerts that come later. The integration itself is tried on as ever. What the fallback was told has no group of its own
 * there: that it ends is told as of any orphan. A fallback that cannot be told either has a deadline like any other.
 */
export function followDeadline(turn: Turn, key: string): void {
  const pending = turn.state.pending.get(key);
  if (!pending?.trying) return;
  const { fallbackAt: _, ...trying } = pending.trying;
  const rule = fallbackOf(turn.policy, pending.integration);
  const told = rule && !isOffTime(turn.state, pending.group) && standIn(turn, pending, { again: false });
  turn.putPending({ ...pending, trying: { ...trying, ...(told && { fallen: rule.receiver }) } });
}

/** A flush may have made news for what is past its deadline, or ended what its fallback was told of. */
export function followFallen(turn: Turn, key: string, hasEnds: boolean): void {
  const pending = turn.state.pending.get(key);
  if (pending?.trying?.fallen !== undefined) standIn(turn, pending, { again: true });
  if (hasEnds) hurryEnds(turn, key);
}

/** Its deadline counts from its first attempt. One that could not be kept (all was quiet) is due at once. */
export function tryingFrom(turn: Turn, pending: Pending): Trying {
  const trying = pending.trying ?? { since: turn.now };
  const rule = fallbackOf(turn.policy, pending.integration);
  if (!rule || trying.fallen === rule.receiver || trying.fallbackAt !== undefined) return trying;
  return { ...trying, fallbackAt: Math.max(turn.now, trying.since + rule.afterMs) };
}

/** With a configuration the deadlines change, and who was told instead may not be the fallback any more. */
export function renewDeadlines(turn: Turn): void {
  for (const pending of inOrder(turn.state.pending)) {
    if (!pending.trying) continue;
    const { since, fallen } = pending.trying;
    const rule = fallbackOf(turn.policy, pending.integration);
    const stays = fallen !== undefined && fallen === rule?.receiver;
    const again = tryingFrom(turn, { ...pending, trying: { since, ...(stays && { fallen }) } });
    turn.putPending({ ...pending, trying: again });
  }
}

/** Told in place of one that still cannot be told, by a rule that still says so. */
export function isStandIn(
  { state, policy }: Pick<Turn, 'state' | 'policy'>,
  key: string,
  wanted: ReadonlySet<string>,
): boolean {
  const { group, integration, insteadOf } = state.orphans.get(key) ?? {};
  if (group === undefined || integration === undefined || insteadOf === undefined) return false;
  const before = integrationKey(group, insteadOf);
  const receiver = state.pending.get(before)?.trying?.fallen;
  return (
    receiver !== undefined &&
    fallbackOf(policy, insteadOf)?.receiver === receiver &&
    integrationOf(policy, integration, receiver) !== undefined &&
    (wanted.has(before) || isStandIn({ state, policy }, before, wanted))
  );
}

const fallbackOf = ({ receiverRules }: Policy, integration: string) =>
  receiverRules.get(receiverOf(integration))?.fallback;

const receiverOf = (integration: string): string => integration.slice(0, integration.lastIndexOf('/'));

/** Returns whether something is owed that may be told now. */
function standIn(turn: Turn, pending: Pending, { again }: { again: boolean }): boolean {
  const receiver = fallbackOf(turn.policy, pending.integration)?.receiver ?? '';
  const owed = owedNow(turn, pending, again);
  if (!owed.first && !owed.newest) return false;
  for (const integration of turn.policy.receivers.get(receiver) ?? []) {
    const name = `${receiver}/${integration.key}`;
    const inService = turn.state.groups.get(pending.group)?.receiver === receiver;
    if (!inService) tell(turn, pending, { receiver, name, integration, owed });
    followFallen(turn, integrationKey(pending.group, name), false);
  }
  return true;
}

interface Owed {
  readonly first?: Notice;
  readonly newest?: Notice;
}

/**
 * What is new to the integration itself, less what has been muted since; and at the deadline the ends it is owed. `again`:
 * of what still fires, since later ends are told as those of what the fallback was told. A repeat or an update is no news.
 */
function owedNow(turn: Turn, { group, first, newest }: Pending, again: boolean): Owed {
  const route = turn.policy.router.route(turn.state.groups.get(group)?.route ?? '');
  const heard = (alert: Alert): boolean => !route || whyMuted(turn, route, alert) === undefined;
  const isOpen = (alert: Alert): boolean => !again || fires(turn.state, alert.fingerprint, turn.now);
  const firing = first?.firing.filter((alert) => heard(alert) && isOpen(alert)) ?? [];
  const tellsEnds = newest?.why === 'newly-resolved' || newest?.why === 'all-resolved';
  const ends = !again && tellsEnds ? newest : undefined;
  return {
    ...(first && firing.length > 0 && { first: { ...first, firing } }),
    ...(ends && (!first || firing.length > 0) && { newest: { ...ends, firing: ends.firing.filter(heard) } }),
  };
}

interface StandIn {
  readonly receiver: string;
  /** `pager/email[0]` */
  readonly name: string;
  readonly integration: IntegrationPolicy;
  readonly owed: Owed;
}

function tell(turn: Turn, pending: Pending, { receiver, name, integration, owed }: StandIn): void {
  const key = integrationKey(pending.group, name);
  const before = turn.state.pending.get(key);
  const known = new Set(believedAt(turn.state, key));
  const isNews = owed.first?.firing.some(({ fingerprint }) => !known.has(fingerprint));
  const first = isNews ? merged(owed.first, before, integration.sendResolved) : undefined;
  const newest = integration.sendResolved && hasNewEnds(turn, key, owed.newest) ? owed.newest : undefined;
  const labels = (owed.first ?? owed.newest)?.groupLabels;
  if ((!first && !newest) || !labels) return;
  const group = { key: pending.group, labels, receiver };
  const notice = (draft: Notice): Notice => ({
    ...noticeFrom(turn, { group, integration: name }, draft),
    insteadOf: {
      integration: pending.integration,
      since: pending.trying?.since ?? turn.now,
      ...(pending.lastError !== undefined && { error: pending.lastError }),
    },
  });
  const told = { ...(first && { first: notice(first) }), ...(newest && { newest: notice(newest) }) };
  putOwed(turn, { group: pending.group, integration: name, before, ...told });
  for (const each of [told.first, told.newest]) if (each) recordStandIn(turn, each, known);
  turn.putOrphan({
    ...{ group: pending.group, integration: name, labels, insteadOf: pending.integration },
    ...{ flushAt: turn.now + lookMs, ending: false },
  });
}

const lookMs = 60_000;

/** With what the fallback waits to tell already, so that nothing of it is lost. */
function merged(
  first: Notice | undefined,
  before: Pending | undefined,
  sendResolved: boolean,
): Notice | undefined {
  if (!first) return undefined;
  const firing = joined(first.firing, before?.first?.firing);
  const fires = new Set(firing.map(({ fingerprint }) => fingerprint));
  const ended = joined(first.resolved, before?.newest?.resolved);
  const resolved = sendResolved ? ended.filter(({ fingerprint }) => !fires.has(fingerprint)) : [];
  return { ...first, firing, resolved };
}

function joined(alerts: readonly Alert[], more: readonly Alert[] = []): readonly Alert[] {
  const known = new Set(alerts.map(({ fingerprint }) => fingerprint));
  return [...alerts, ...more.filter(({ fingerprint }) => !known.has(fingerprint))];
}

/** Two integrations of one receiver may fail together: their fallback hears of it once. */
function hasNewEnds({ state }: Turn, key: string, newest: Notice | undefined): boolean {
  const { resolved = [] } = state.told.get(key) ?? {};
  const waiting = state.pending.get(key)?.newest?.resolved.map(({ fingerprint }) => fingerprint) ?? [];
  const known = new Set([...resolved, ...waiting]);
  return newest?.resolved.some(({ fingerprint }) => !known.has(fingerprint)) ?? false;
}

interface Put extends Owed {
  readonly group: string;
  readonly integration: string;
  readonly before: Pending | undefined;
}

function putOwed(turn: Turn, { group, integration, before, first, newest }: Put): void {
  if (first) supersede(turn, before, before?.first);
  if (first ?? newest) supersede(turn, before, before?.newest);
  const kept = first ?? before?.first;
  const {
    first: _,
    newest: __,
    limited: ___,
    ...rest
  } = before ?? { group, integration, attempts: 0, since: turn.now };
  turn.putPending({
    ...rest,
    ...(kept && { first: kept }),
    ...(newest && { newest }),
    ...inTurn(turn, before, kept ?? newest),
  });
}

function recordStandIn(turn: Turn, notice: Notice, known: ReadonlySet<string>): void {
  const { id, group, receiver, integration, insteadOf } = notice;
  const all = notice.firing.length > 0 ? notice.firing : notice.resolved;
  const alerts = all.map(({ fingerprint }) => fingerprint).filter((each) => !known.has(each));
  if (alerts.length === 0 || !insteadOf) return;
  turn.record({
    kind: 'flush',
    group,
    integration: `${receiver}/${integration}`,
    reason: 'fallback',
    told: true,
    insteadOf,
    notice: id,
    alerts,
  });
}

/** What was told in its place is looked at now, not at the next look. */
function hurryEnds(turn: Turn, key: string): void {
  const name = key.slice(key.lastIndexOf('\n') + 1);
  const receiver = fallbackOf(turn.policy, name)?.receiver ?? '';
  for (const each of turn.policy.receivers.get(receiver) ?? []) {
    const orphan = turn.state.orphans.get(
      integrationKey(key.slice(0, key.lastIndexOf('\n')), `${receiver}/${each.key}`),
    );
    if (orphan) hurry(turn, orphan);
  }
}

function hurry(turn: Turn, orphan: Orphan): void {
  turn.putOrphan({ ...orphan, flushAt: turn.now });
  hurryEnds(turn, integrationKey(orphan.group, orphan.integration));
}

/** A recovered state has its rows in the order of their keys. */
const inOrder = (pending: State['pending']): Pending[] =>
  [...pending].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
