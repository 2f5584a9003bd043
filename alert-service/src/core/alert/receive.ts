import { type Alert, noEnd } from '@tocsin/model';
import type { PostedAlert, RuledAlert } from '../input.ts';
import { recallNotified } from '../notify/notified.ts';
import { adoptOrphans } from '../notify/orphan.ts';
import { groupKey, groupLabels } from '../route/router.ts';
import type { Route } from '../route/route-tree.ts';
import { type Group, keepAlert } from '../state.ts';
import type { Turn } from '../turn.ts';
import { mergeAlert } from './merge.ts';

/** What a post says at `now`: an end still to come is an expiry, one that is not is a resolve. */
export const alertFromPost = (posted: PostedAlert, now: number): Alert => ({
  fingerprint: posted.fingerprint,
  labels: posted.labels,
  annotations: posted.annotations,
  startsAt: posted.startsAt,
  endsAt: posted.endsAt,
  expires: posted.endsAt > now,
  timeout: posted.timeout,
  updatedAt: now,
  generatorURL: posted.generatorURL,
});

interface RuledBy {
  readonly rule: string;
  readonly fingerprint: string;
  readonly now: number;
}

/** An alert of our own rule does not expire: the rule itself says when it ends. */
export const alertFromRule = (ruled: RuledAlert, { rule, fingerprint, now }: RuledBy): Alert => ({
  fingerprint,
  labels: ruled.labels,
  annotations: ruled.annotations,
  startsAt: ruled.startsAt,
  endsAt: ruled.endsAt ?? noEnd,
  expires: false,
  timeout: false,
  updatedAt: now,
  generatorURL: ruled.generatorURL,
  rule,
  measure: ruled.measure,
});

/** Takes in alerts and lets them join their groups; groups are told of in one entry each. */
export function receiveAlerts(turn: Turn, alerts: readonly Alert[], source: string): void {
  const joined = new Map<string, string[]>();
  for (const alert of alerts) {
    for (const key of receive(turn, alert)) {
      const list = joined.get(key);
      if (list) list.push(alert.fingerprint);
      else joined.set(key, [alert.fingerprint]);
    }
  }
  for (const [key, fingerprints] of joined) {
    const receiver = turn.state.groups.get(key)?.receiver ?? '';
    turn.record({ kind: 'joined', group: key, receiver, alerts: fingerprints, source });
  }
}

/** Returns the keys of the groups that the alert newly joined. */
function receive(turn: Turn, next: Alert): readonly string[] {
  const { state, now } = turn;
  const record = state.alerts.get(next.fingerprint);
  const alert = record ? mergeAlert(record.alert, next, now) : next;
  const changed = !record || saysOtherwise(record.alert, alert, now);
  const routes = record ? undefined : turn.policy.router.match(alert.labels);
  const groups =
    record?.groups ?? routes?.map((route) => groupKey(route, groupLabels(route, alert.labels))) ?? [];
  const seq = changed ? turn.seq : (record?.seq ?? turn.seq);
  keepAlert(state, { alert, seq, groups });
  if (!changed) return [];
  return joinGroups(turn, alert, groups);
}

/** An end that only moved on while the alert fires is no news: rulers resend every alert each minute. */
export function saysOtherwise(old: Alert, next: Alert, now: number): boolean {
  if (old.startsAt !== next.startsAt) return true;
  const fired = old.endsAt > now;
  if (fired !== next.endsAt > now) return true;
  if (!fired && old.endsAt !== next.endsAt) return true;
  return !sameText(old, next);
}

export function sameText(a: Alert, b: Alert): boolean {
  if (a.generatorURL !== b.generatorURL || a.measure?.value !== b.measure?.value) return false;
  const names = Object.keys(a.annotations);
  return (
    names.length === Object.keys(b.annotations).length &&
    names.every((name) => a.annotations[name] === b.annotations[name])
  );
}

/** Joins the alert to its groups, opening those that are not there. Also used when a configuration rebuilds them. */
export function joinGroups(turn: Turn, alert: Alert, keys: readonly string[]): string[] {
  const joined: string[] = [];
  for (const key of keys) {
    if (!turn.state.groups.has(key)) openGroup(turn, alert, key);
    const members = turn.state.members.get(key);
    if (!members || members.has(alert.fingerprint)) continue;
    members.add(alert.fingerprint);
    recallNotified(turn, key, alert);
    joined.push(key);
  }
  return joined;
}

/** An alert older than group_wait is flushed at once: it has waited long enough, elsewhere. */
function openGroup(turn: Turn, alert: Alert, key: string): void {
  const route = routeOf(turn, alert, key);
  if (!route) return;
  const waited = alert.startsAt + route.groupWaitMs < turn.now;
  const group: Group = {
    key,
    route: route.key,
    receiver: route.receiver,
    labels: groupLabels(route, alert.labels),
    flushAt: waited ? turn.now : turn.now + route.groupWaitMs,
    flushSeq: 0,
    flushedAt: 0,
    // What had ended before this group began is none of its business, after a recovery either.
    settledSeq: turn.seq - 1,
    settledAt: turn.now,
    negatives: {},
  };
  turn.putGroup(group);
  adoptOrphans(turn, group);
}

const routeOf = (turn: Turn, alert: Alert, key: string): Route | undefined =>
  turn.policy.router
    .match(alert.labels)
    .find((route) => groupKey(route, groupLabels(route, alert.labels)) === key);
