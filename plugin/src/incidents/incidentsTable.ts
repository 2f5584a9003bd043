import type { Incident } from '@tocsin/api';
import { type ExportTable, tableOf } from '../ui/export/table';

/** Incidents as a file has them. */
export const incidentsTable = (incidents: readonly Incident[]): ExportTable =>
  tableOf<Incident>(
    [
      { name: 'incident', value: ({ id }) => id },
      { name: 'title', value: ({ title }) => title },
      { name: 'services', value: ({ services, service }) => services?.join(' ') ?? service },
      { name: 'severity', value: ({ severity }) => severity },
      { name: 'status', value: ({ status }) => status },
      { name: 'assignee', value: ({ assignee }) => assignee },
      { name: 'opened_at', value: ({ openedAt }) => openedAt },
      { name: 'acknowledged_at', value: ({ acknowledgedAt }) => acknowledgedAt },
      { name: 'resolved_at', value: ({ resolvedAt }) => resolvedAt },
      { name: 'time_to_acknowledge_ms', value: ({ timeToAcknowledgeMs }) => timeToAcknowledgeMs },
      { name: 'time_to_resolve_ms', value: ({ timeToResolveMs }) => timeToResolveMs },
      { name: 'alerts', value: ({ alerts }) => alerts.length },
      { name: 'firing', value: ({ firing }) => firing },
    ],
    incidents
  );
