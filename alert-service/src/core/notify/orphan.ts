import { isToldReason, type Notice } from '@tocsin/model';
import { type IntegrationPolicy, integrationOf, type Policy } from '../policy.ts';
import { type Group, integrationKey, type Orphan, type Pending, type State, type Told } from '../state.ts';
import type { Turn } from '../turn.ts';
import { isOffTime } from './hold.ts';
import { endNotice, noticeFrom, stillBelieved } from './outbox.ts';
import { noticesOf } from './pending-row.ts';
import { believedFiring } from './told.ts';

/**
 * What was told to an integration that no group is told through any more: its route, its group or its receiver went with
 * a configuration. Nobody is paged for it, but who was told that something fires is told when all of it has ended,
 * through the integration of that name and with the group's old key, so that what it opened over there is closed.
 *   (told) --configuration--> ORPHAN --all its alerts have ended--> ENDING --outbox empty--> (nothing)
 *   ORPHAN, ENDING --its integration goes too--> (nothing), `receiver-removed`
 *   ORPHAN, ENDING --a later configuration or a new alert brings its group back--> (told)
 */
export function followOrphan(turn: Turn, key: string): void {
  const orphan = turn.state.orphans.get(key);
  if (!orphan) return;
  if (isInService(turn, orphan)) return turn.dropOrphan(key);
  const told = turn.state.told.get(key);
  const pending = turn.state.pending.get(key);
  const integration = integrationOf(turn.policy, orphan.integration);
  if (isOffTime(turn.state, orphan.group)) return lookAgain(turn, orphan);
  if (pending && isWaiting(pending)) return waitFor(turn, orphan, pending);
  if (pending) turn.dropPending(orphan.group, orphan.integration);
  if (!integration) return abandon(turn, orphan, told);
  const owed = believedFiring(told);
  if (owed.length === 0 || orphan.ending) return forget(turn, orphan);
  if (owed.some((each) => fires(turn.state, each, turn.now))) return lookAgain(turn, orphan);
  tellEnd(turn, orphan, { integration, owed });
}

/** Short, since it costs little: an end must not wait for the group_interval of a route that is gone. */
const everyMs = 60_000;

export const fires = (state: State, fingerprint: string, now: number): boolean =>
  (state.alerts.get(fingerprint)?.alert.endsAt ?? 0) > now;

const isWaiting = ({ first, newest, inFlight }: Pending): boolean => Boolean(first ?? newest ?? inFlight);

const isInService = ({ state, policy }: Turn, { group, integration }: Orphan): boolean => {
  const receiver = state.groups.get(group)?.receiver;
  return receiver !== undefined && integrationOf(policy, integration, receiver) !== undefined;
};

const lookAgain = (turn: Turn, orphan: Orphan): void =>
  turn.putOrphan({ ...orphan, flushAt: turn.now + everyMs });

/** What was refused is asked again, as at the flush of a group. */
function waitFor(turn: Turn, orphan: Orphan, pending: Pending): void {
  if (!pending.inFlight && pending.nextAttemptAt === undefined)
    turn.putPending({ ...pending, nextAttemptAt: turn.now });
  lookAgain(turn, orphan);
}

interface End {
  readonly integration: IntegrationPolicy;
  readonly owed: readonly string[];
}

function tellEnd(turn: Turn, orphan: Orphan, { integration, owed }: End): void {
  const { group, integration: name } = orphan;
  const about = { kind: 'flush' as const, group, integration: name, alerts: owed };
  if (!integration.sendResolved) {
    turn.record({ ...about, reason: 'resolved-not-wanted', told: false });
    return forget(turn, orphan);
  }
  const resolved = owed.flatMap((each) => turn.state.alerts.get(each)?.alert ?? []);
  const end = { why: 'all-resolved' as const, firing: [], resolved };
  const notice = noticeFrom(turn, { group: { key: group, ...receiverOf(orphan) }, integration: name }, end);
  turn.record({ ...about, reason: 'all-resolved', told: true, notice: notice.id });
  turn.putPending({
    group,
    integration: name,
    newest: notice,
    attempts: 0,
    since: turn.now,
    nextAttemptAt: turn.now,
  });
  turn.putOrphan({ ...orphan, ending: true, flushAt: turn.now + everyMs });
}

const receiverOf = ({ labels, integration }: Orphan): { labels: Orphan['labels']; receiver: string } => ({
  labels,
  receiver: integration.slice(0, integration.lastIndexOf('/')),
});

function forget(turn: Turn, { group, integration }: Orphan): void {
  turn.dropTold(group, integration);
  turn.dropOrphan(integrationKey(group, integration));
}

/** Its integration went too: that the alerts end can be told to nobody. Said where it was told that they fire. */
function abandon(turn: Turn, orphan: Orphan, told: Told | undefined): void {
  const { group, integration } = orphan;
  const alerts = believedFiring(told);
  if (alerts.length > 0)
    turn.record({ kind: 'flush', group, integration, reason: 'receiver-removed', told: false, alerts });
  forget(turn, orphan);
}

/** A configuration left these, told or waiting, without a group: `labels` are those the group had. */
export function orphan(turn: Turn, key: string, labels: Orphan['labels']): void {
  const { orphans, told: allTold, pending: allPending } = turn.state;
  const pending = allPending.get(key);
  const { group, integration } = allTold.get(key) ?? pending ?? { group: '', integration: '' };
  const known = orphans.get(key);
  const left = known ?? { group, integration, labels, flushAt: turn.now, ending: false };
  const configured = integrationOf(turn.policy, integration) !== undefined;
  if (pending) keepWhatIsOwed(turn, pending, configured);
  const told = allTold.get(key);
  const waits = allPending.has(key);
  const alerts = believedFiring(told);
  if (!waits && !configured) return abandon(turn, left, told);
  if (!waits && alerts.length === 0) return forget(turn, left);
  if (!known && alerts.length > 0)
    turn.record({ kind: 'flush', group, integration, reason: 'moved', told: false, alerts });
  turn.putOrphan({ ...left, flushAt: turn.now });
}

/**
 * What fires is told where it is routed now. Kept is what speaks of ended alerts alone, which nobody else would tell, and
 * the attempt in flight, which ends as it does.
 */
function keepWhatIsOwed(turn: Turn, pending: Pending, configured: boolean): void {
  const { first: waited, newest: after, inFlight, believed: all = [], ...rest } = pending;
  const first = configured ? ofTheEnded(turn, pending) : undefined;
  const newest = configured && staysNewest(turn, pending, first) ? after : undefined;
  for (const notice of [waited, after])
    if (notice && notice.id !== inFlight?.notice.id && notice !== first && notice !== newest)
      endNotice(turn, notice, configured ? 'moved' : 'receiver-removed');
  // What is in flight takes them with it, however it ends.
  const believed = inFlight ? all : stillBelieved(turn, { ...pending, first }, all);
  if (!first && !newest && !inFlight) return turn.dropPending(pending.group, pending.integration);
  turn.putPending({
    ...rest,
    ...(first && { first }),
    ...(newest && { newest }),
    ...(inFlight && { inFlight }),
    ...(believed.length > 0 && { believed }),
  });
}

/** Of a page that waits, those that have ended before anybody was told of them: no other group pages for them. */
function ofTheEnded(turn: Turn, { group, integration, first }: Pending): Notice | undefined {
  if (!first || !speaksOfFiring(turn, first)) return first;
  const told = new Set(believedFiring(turn.state.told.get(integrationKey(group, integration))));
  const ended = first.firing.filter(
    ({ fingerprint }) => !fires(turn.state, fingerprint, turn.now) && !told.has(fingerprint),
  );
  if (ended.length === 0) return undefined;
  const addressed = { key: group, labels: first.groupLabels, receiver: first.receiver };
  return {
    ...noticeFrom(turn, { group: addressed, integration }, { ...first, firing: ended }),
    at: first.at,
  };
}

/** It tells ends alone, one at least of somebody who is known there, or will be by what goes before it. */
function staysNewest(turn: Turn, pending: Pending, first: Notice | undefined): boolean {
  const { group, integration, newest, inFlight, believed = [] } = pending;
  if (!newest || !isToldReason(newest.why) || speaksOfFiring(turn, newest)) return false;
  const paged = [...(first?.firing ?? []), ...(inFlight?.notice.firing ?? [])];
  const told = believedFiring(turn.state.told.get(integrationKey(group, integration)));
  const known = new Set([...paged.map(({ fingerprint }) => fingerprint), ...told, ...believed]);
  return newest.resolved.some(({ fingerprint }) => known.has(fingerprint));
}

const speaksOfFiring = ({ state, now }: Turn, { firing }: Notice): boolean =>
  firing.some((alert) => fires(state, alert.fingerprint, now));

/** Who was told there that they fire, or will have been by what waits. */
export function believedAt(state: State, key: string): readonly string[] {
  const pending = state.pending.get(key);
  const waiting = [...noticesOf(pending).values()].flatMap(({ firing }) => firing);
  return [
    ...believedFiring(state.told.get(key)),
    ...(pending?.believed ?? []),
    ...waiting.map(({ fingerprint }) => fingerprint),
  ];
}

/** Its group is there again, by an alert that came in: it tells the ends of those that were told then. */
export function adoptOrphans(turn: Turn, group: Group): void {
  if (turn.state.orphans.size === 0) return;
  const elsewhere = new Set<string>();
  for (const each of turn.policy.receivers.get(group.receiver) ?? []) {
    const key = integrationKey(group.key, `${group.receiver}/${each.key}`);
    if (!turn.state.orphans.has(key)) continue;
    turn.dropOrphan(key);
    for (const fingerprint of believedAt(turn.state, key)) elsewhere.add(fingerprint);
  }
  if (elsewhere.size > 0) turn.putGroup({ ...group, elsewhere: [...elsewhere].sort() });
}

/** Alerts that must not be forgotten: their end is still to be told. */
export const owedByOrphans = (state: State): ReadonlySet<string> =>
  new Set([...state.orphans.keys()].flatMap((key) => believedAt(state, key)));

export const wantedKeys = ({ state, policy }: { state: State; policy: Policy }): ReadonlySet<string> => {
  const wanted = new Set<string>();
  for (const group of state.groups.values())
    for (const each of policy.receivers.get(group.receiver) ?? [])
      wanted.add(integrationKey(group.key, `${group.receiver}/${each.key}`));
  return wanted;
};
