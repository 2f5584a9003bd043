import React from 'react';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { NotYet } from '../ui/NotYet';
import { SeverityDays } from '../ui/SeverityDays';

const HEIGHT = 132;

export function AlertsByDay() {
  const { data, error } = useResource(() => client.getAlertFrequency({ query: { days: '7' } }), {
    key: 'alerts by day',
    everyMs: 60_000,
    touchedBy: ({ alerts }) => alerts.length > 0,
  });
  const total = data?.days.reduce((sum, day) => sum + day.total, 0);
  return (
    <Card
      title="Alerts by day"
      note={total !== undefined && `7 days, ${total} ${total === 1 ? 'alert' : 'alerts'}`}
      side={data && <ExportMenu name="alerts-by-day" table={() => tableOf(columns, data.days)} />}
      past={error !== undefined && data !== undefined}
    >
      {!data && <NotYet past={error !== undefined} rows={1} rowHeight={HEIGHT + 24} />}
      {data && <SeverityDays days={data.days} height={HEIGHT} knownFrom={data.knownFrom} />}
    </Card>
  );
}

type Day = Awaited<ReturnType<typeof client.getAlertFrequency>>['days'][number];

const columns = [
  { name: 'day', value: ({ day }: Day) => day },
  ...(['critical', 'high', 'medium', 'low', 'none'] as const).map((severity) => ({
    name: severity,
    value: ({ bySeverity }: Day) => bySeverity[severity] ?? 0,
  })),
  { name: 'total', value: ({ total }: Day) => total },
];
