import type { Request, Response } from 'express';
import { printLabels } from '@tocsin/model';
import type { PostedAlert } from '#core/input';
import { readBody, requireJson } from '../body.ts';
import { HttpError } from '../errors.ts';
import type { AlertmanagerContext } from './context.ts';
import { type Posted, postedAlerts } from './posted-alerts.ts';
import { upstreamBody } from './upstream-body.ts';

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
  const body = upstreamBody('alerts', await readBody(request));
  const now = clock.now();
  const classicNames = context.matcherMode === 'classic';
  const posted = postedAlerts(body, { now, resolveTimeoutMs, classicNames });
  const { alerts, refused } = withinLimit(context, posted.alerts, now);
  const errors = [...posted.errors, ...refused];
  count(context, posted, now);
  await Promise.all(
    inSlices(alerts, alertsInOneCommit).map((slice) => engine.submit({ kind: 'alerts', alerts: slice })),
  );
  if (errors.length > 0) throw new HttpError(400, errorText(errors));
  response.status(200).end();
}

/** As upstream: all that can be read are received, also those that are invalid, that a limit refuses, or that cannot be stored. */
function count(context: AlertmanagerContext, { alerts, invalid }: Posted, now: number): void {
  const firing = alerts.filter((alert) => alert.endsAt > now).length;
  context.received('firing', firing + invalid.firing);
  context.received('resolved', alerts.length - firing + invalid.resolved);
  context.invalid(invalid.firing + invalid.resolved);
}

function withinLimit({ limit, limited }: AlertmanagerContext, posted: readonly PostedAlert[], now: number) {
  const alerts: PostedAlert[] = [];
  const refused: string[] = [];
  for (const alert of posted) {
    const why = limit.refusal(alert, now);
    if (why === undefined) alerts.push(alert);
    else refused.push(`${printLabels(alert.labels)}: ${why}`);
  }
  limited(refused.length);
  return { alerts, refused };
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
