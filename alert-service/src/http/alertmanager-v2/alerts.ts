import { type Alert, alertmanagerOrder, compareBytes } from '@tocsin/model';
import type { Request, Response } from 'express';
import { type AlertStatus, alertStatus, groupMutedBy } from '#core/mute/alert-status';
import type { AlertRecord, Group, State } from '#core/state';
import { answerJson } from './answer.ts';
import type { AlertmanagerContext } from './context.ts';
import { flag, labelFilter, receiverFilters } from './filters.ts';
import { type GettableAlert, gettableAlert, receiversOf } from './gettable-alert.ts';
import { compareGroupLabels } from './group-order.ts';

export function getAlerts(context: AlertmanagerContext, request: Request, response: Response): void {
  const wanted = alertFilter(context, request);
  const named = receiverFilters(request, context);
  const found: GettableAlert[] = [];
  const { resolveTimeoutMs } = context;
  const policy = context.engine.policy();
  const state = context.engine.state();
  const now = context.clock.now();
  for (const record of state.alerts.values()) {
    const status = wanted(record);
    if (!status) continue;
    const receivers = receiversOf(record, state, policy);
    if (!named.every((test) => receivers.some(test))) continue;
    found.push(gettableAlert(record.alert, { now, resolveTimeoutMs, status, receivers, mutedBy: [] }));
  }
  found.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  answerJson(response, found);
}

/** Says how an alert that the query asks for stands now, and nothing of the others. As upstream, `unprocessed` changes nothing: all are read at once. */
function alertFilter(
  context: AlertmanagerContext,
  request: Request,
): (record: AlertRecord) => AlertStatus | undefined {
  const now = context.clock.now();
  const matches = labelFilter(request, context.matcherMode);
  const asked = {
    active: flag(request, 'active'),
    silenced: flag(request, 'silenced'),
    inhibited: flag(request, 'inhibited'),
  };
  flag(request, 'unprocessed');
  const view = { state: context.engine.state(), policy: context.engine.policy(), now };
  return (record) => {
    const { alert } = record;
    if (alert.endsAt < now || !matches(alert.labels)) return undefined;
    const status = alertStatus(view, record);
    if (!asked.active && status.state === 'active') return undefined;
    if (!asked.silenced && status.silencedBy.length > 0) return undefined;
    if (!asked.inhibited && status.inhibitedBy.length > 0) return undefined;
    return status;
  };
}

/** As upstream, an alert is shown with the receivers of those of its groups that the query asks for. */
export function getGroups(context: AlertmanagerContext, request: Request, response: Response): void {
  const wanted = alertFilter(context, request);
  const named = receiverFilters(request, context);
  const muted = flag(request, 'muted');
  const found = foundGroups(context, { wanted, toReceiver: (name) => named.every((test) => test(name)) });
  const receivers = receiversOfEach(found);
  const now = context.clock.now();
  const shown = found.flatMap(({ group, alerts }) => {
    const mutedBy = groupMutedBy(group);
    if (!muted && mutedBy.length > 0) return [];
    return [shownGroup(context, { group, alerts, mutedBy, receivers, now })];
  });
  answerJson(response, shown);
}

interface Found {
  readonly group: Group;
  readonly alerts: ReadonlyMap<Alert, AlertStatus>;
}

interface Asked {
  readonly wanted: (record: AlertRecord) => AlertStatus | undefined;
  readonly toReceiver: (receiver: string) => boolean;
}

/** In upstream's order: by group labels, then by receiver. */
function foundGroups({ engine }: AlertmanagerContext, { wanted, toReceiver }: Asked): Found[] {
  const { groups, members, alerts } = engine.state();
  const found: Found[] = [];
  for (const group of groups.values()) {
    if (!toReceiver(group.receiver)) continue;
    const statuses = new Map<Alert, AlertStatus>();
    for (const fingerprint of members.get(group.key) ?? []) {
      const record = alerts.get(fingerprint);
      const status = record && wanted(record);
      if (status) statuses.set(record.alert, status);
    }
    if (statuses.size > 0) found.push({ group, alerts: statuses });
  }
  return found.sort(
    ({ group: a }, { group: b }) =>
      compareGroupLabels(a.labels, b.labels) || compareBytes(a.receiver, b.receiver),
  );
}

function receiversOfEach(found: readonly Found[]): ReadonlyMap<string, readonly string[]> {
  const receivers = new Map<string, string[]>();
  for (const { group, alerts } of found)
    for (const { fingerprint } of alerts.keys()) {
      const list = receivers.get(fingerprint);
      if (list) list.push(group.receiver);
      else receivers.set(fingerprint, [group.receiver]);
    }
  for (const list of receivers.values()) list.sort(compareBytes);
  return receivers;
}

/** All of them, whatever is asked for: as upstream, the labels of its route depend on nothing else. */
const alertsIn = ({ members, alerts }: State, { key }: Group): Alert[] =>
  [...(members.get(key) ?? [])].flatMap((fingerprint) => alerts.get(fingerprint)?.alert ?? []);

interface ShownGroup extends Found {
  readonly mutedBy: readonly string[];
  readonly receivers: ReadonlyMap<string, readonly string[]>;
  readonly now: number;
}

function shownGroup(context: AlertmanagerContext, { group, alerts, mutedBy, receivers, now }: ShownGroup) {
  const { resolveTimeoutMs, engine } = context;
  return {
    alerts: alertmanagerOrder([...alerts.keys()]).flatMap((alert) => {
      const status = alerts.get(alert);
      if (!status) return [];
      return [
        gettableAlert(alert, {
          now,
          resolveTimeoutMs,
          mutedBy,
          receivers: receivers.get(alert.fingerprint) ?? [],
          status,
        }),
      ];
    }),
    labels: group.labels,
    receiver: { name: group.receiver },
    routeLabels: context.routeLabels(group, alertsIn(engine.state(), group)),
  };
}
