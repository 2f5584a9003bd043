import type { Request, Response } from 'express';
import type { PostedAlert } from '#core/input';
import type { AlertRecord } from '#core/state';
import { parseJson, readBody, requireJson } from '../body.ts';
import { HttpError } from '../errors.ts';
import type { AlertmanagerContext } from './context.ts';
import { flag, labelFilter, receiverFilter } from './filters.ts';
import { gettableAlert, receiversOf } from './gettable-alert.ts';
import { postedAlerts } from './posted-alerts.ts';

const alertsInOneCommit = 1_000;
const errorsListed = 20;

/** 2xx means: on disk, with everything that was decided from it. A request over 1,000 alerts spans several commits. */
export async function postAlerts(
  context: AlertmanagerContext,
  request: Request,
  response: Response,
): Promise<void> {
  const { clock, engine, resolveTimeoutMs } = context;
  requireJson(request);
  const body = parseJson(await readBody(request));
  const now = clock.now();
  const classicNames = context.matcherMode === 'classic';
  const { alerts, errors } = postedAlerts(body, { now, resolveTimeoutMs, classicNames });
  await Promise.all(
    inSlices(alerts, alertsInOneCommit).map((slice) => engine.submit({ kind: 'alerts', alerts: slice })),
  );
  const firing = alerts.filter((alert) => alert.endsAt > now).length;
  context.received('firing', firing);
  context.received('resolved', alerts.length - firing);
  if (errors.length > 0) {
    context.invalid(errors.length);
    throw new HttpError(400, errorText(errors));
  }
  response.status(200).end();
}

function inSlices(alerts: readonly PostedAlert[], size: number): PostedAlert[][] {
  const slices: PostedAlert[][] = [];
  for (let from = 0; from < alerts.length; from += size) slices.push(alerts.slice(from, from + size));
  return slices;
}

function errorText(errors: readonly string[]): string {
  const more =
    errors.length > errorsListed ? `; and ${errors.length - errorsListed} more, ${errors.length} in all` : '';
  return errors.slice(0, errorsListed).join('; ') + more;
}

export function getAlerts(context: AlertmanagerContext, request: Request, response: Response): void {
  const now = context.clock.now();
  const wanted = alertFilter(context, request, now);
  const found = [...context.engine.state().alerts.values()].filter(wanted);
  found.sort((a, b) => (a.alert.fingerprint < b.alert.fingerprint ? -1 : 1));
  response.json(found.map((record) => gettableAlert(record, { now, ...context })));
}

/** Nothing is suppressed yet (silences and inhibition come with the next release), so all that fires is active. */
export function alertFilter(
  { policy, matcherMode }: Pick<AlertmanagerContext, 'policy' | 'matcherMode'>,
  request: Request,
  now: number,
): (record: AlertRecord) => boolean {
  const matches = labelFilter(request, matcherMode);
  const toReceiver = receiverFilter(request);
  const active = flag(request, 'active');
  for (const name of ['silenced', 'inhibited', 'unprocessed', 'muted']) flag(request, name);
  return ({ alert }) =>
    active && alert.endsAt > now && matches(alert.labels) && receiversOf(alert, policy).some(toReceiver);
}

/** Alertmanager's order: by group labels, then by receiver. */
export function getGroups(context: AlertmanagerContext, request: Request, response: Response): void {
  const now = context.clock.now();
  const wanted = alertFilter(context, request, now);
  const toReceiver = receiverFilter(request);
  const { groups, members, alerts } = context.engine.state();
  const found = [...groups.values()].flatMap(({ key, labels, receiver }) => {
    if (!toReceiver(receiver)) return [];
    const records = [...(members.get(key) ?? [])].flatMap((each) => alerts.get(each) ?? []).filter(wanted);
    if (records.length === 0) return [];
    const shown = records.map((record) => gettableAlert(record, { now, ...context }));
    return [{ alerts: shown, labels, receiver: { name: receiver }, routeLabels: {} }];
  });
  const order = (group: (typeof found)[number]): string =>
    JSON.stringify([group.labels, group.receiver.name]);
  found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  response.json(found);
}
