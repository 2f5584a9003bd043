import type { AlertSummary } from '@tocsin/api';
import { type ExportTable, tableOf } from '../ui/export/table';

/** Alerts as a file has them. */
export const alertsTable = (alerts: readonly AlertSummary[]): ExportTable =>
  tableOf<AlertSummary>(
    [
      { name: 'fingerprint', value: ({ fingerprint }) => fingerprint },
      { name: 'alert', value: ({ name }) => name },
      { name: 'summary', value: ({ summary }) => summary },
      { name: 'service', value: ({ service }) => service },
      { name: 'severity', value: ({ severity }) => severity },
      { name: 'status', value: ({ status }) => status },
      { name: 'muted', value: ({ muted }) => muted?.reason },
      { name: 'value', value: ({ measure }) => measure?.value },
      { name: 'limit', value: ({ measure }) => measure?.limit },
      { name: 'starts_at', value: ({ startsAt }) => startsAt },
      { name: 'ends_at', value: ({ endsAt }) => endsAt },
      { name: 'incident', value: ({ incident }) => incident },
      { name: 'labels', value: ({ labels }) => JSON.stringify(labels) },
    ],
    alerts
  );
