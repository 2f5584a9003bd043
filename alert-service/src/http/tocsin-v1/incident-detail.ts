import type { IncidentDetail } from '@tocsin/api';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import { wireIncident } from './incident-view.ts';

/** One incident, whole. */
export async function incidentDetail(context: TocsinContext, id: string): Promise<IncidentDetail> {
  const incident = context.engine.state().incidents.get(id);
  if (!incident) throw new HttpError(404, 'There is no such incident', { detail: `No incident ${id}.` });
  return {
    ...wireIncident(context, incident),
    sentence: `${incident.title}.`,
    labels: incident.groupLabels,
    annotations: {},
    members: [],
    calls: [],
    why: [],
    related: [],
    notes: [],
    timeline: [],
  };
}
