import { type ActiveAlert, aliases, type Incident as WireIncident } from '@tocsin/api';
import { serviceOf } from '@tocsin/model';
import type { Router } from 'express';
import type { Incident } from '#core/incident/incident';
import { incidentOfAlert } from '#core/incident/home';
import type { Caller } from '../door.ts';
import { HttpError } from '../errors.ts';
import { exactRouter } from '../routing.ts';
import type { TocsinContext } from './context.ts';
import { type AskedOfIncident, type Commanded, commandIncident } from './incident-command.ts';
import { byNeed } from './incident-view.ts';
import { mount } from './router.ts';

/** The paths that other tools expect, below `/api` and behind our own door. */
export function aliasRouter(context: TocsinContext): Router {
  const router = exactRouter();
  mount(router, context, {
    definition: aliases.activeAlerts,
    handler: () => ({ alerts: activeAlerts(context) }),
  });
  mount(router, context, {
    definition: aliases.acknowledgeAlert,
    handler(_, { body, ...asked }, caller) {
      const claimed = body.acknowledgeBy?.trim();
      const wanted: Commanded = { command: 'acknowledge', ...(claimed && { claimed }) };
      return asAlert(context, { ...asked, body: { comment: body.comment } }, { wanted, caller });
    },
  });
  mount(router, context, {
    definition: aliases.resolveAlert,
    handler(_, { body, ...asked }, caller) {
      const resolution = body.resolution?.trim();
      const wanted: Commanded = { command: 'resolve', ...(resolution && { resolution }) };
      return asAlert(context, asked, { wanted, caller });
    },
  });
  return router;
}

/** The id of an incident, or the fingerprint of one of its alerts. */
async function asAlert(
  context: TocsinContext,
  asked: AskedOfIncident,
  act: { readonly wanted: Commanded; readonly caller: Caller },
): Promise<WireIncident> {
  const { id } = asked.params;
  const state = context.engine.state();
  const incident = state.incidents.get(id) ?? incidentOfAlert(state, id);
  if (!incident)
    throw new HttpError(404, 'There is no such incident', {
      detail: `${id} is neither an incident nor the fingerprint of an alert that has one: see GET /api/alerts/active.`,
    });
  return commandIncident(context, { ...asked, params: { id: incident.id } }, act);
}

function activeAlerts({ engine, clock }: TocsinContext): ActiveAlert[] {
  const state = engine.state();
  const open = [...state.incidents.values()].filter(({ status }) => status !== 'resolved').sort(byNeed);
  return open.flatMap((incident) => {
    if (incident.alerts.length === 0) return [ofIncident(incident)];
    return incident.alerts.flatMap((fingerprint) => {
      const alert = state.alerts.get(fingerprint)?.alert;
      if (!alert || alert.endsAt <= clock.now()) return [];
      const service = serviceOf(alert.labels);
      return [
        {
          ...ofIncident(incident),
          id: fingerprint,
          incident: incident.id,
          severity: engine.policy().onCall.severityOf(alert.labels),
          title: alert.annotations.summary ?? alert.labels.alertname ?? incident.title,
          ...(service !== undefined && { service }),
          labels: alert.labels,
          startsAt: new Date(alert.startsAt).toISOString(),
        },
      ];
    });
  });
}

function ofIncident(incident: Incident): ActiveAlert {
  const { id, status, severity, title, service, groupLabels, openedAt, assignee } = incident;
  return {
    ...{ id, incident: id, severity, title, labels: groupLabels },
    status: status === 'acknowledged' || status === 'snoozed' ? status : 'firing',
    ...(service !== undefined && { service }),
    startsAt: new Date(openedAt).toISOString(),
    ...(assignee !== undefined && { acknowledgedBy: assignee }),
  };
}
