import React from 'react';
import type { AlertSummary, Change } from '@tocsin/api';
import { AlertGraph } from '../alerts/AlertGraph';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { Skeleton } from '../ui/Skeleton';

/** The graph of the alert that tells most: believed in a minute without another page. */
export function IncidentGraph({ alert, changes = [] }: { alert: AlertSummary; changes?: readonly Change[] }) {
  const { fingerprint, name } = alert;
  const { data, error } = useResource(() => client.getAlert({ params: { fingerprint } }), {
    key: `story of ${fingerprint}`,
    everyMs: 5000,
  });
  if (!data && error) {
    return null;
  }
  return data ? (
    <AlertGraph alert={data} marks={changes.map(({ at, title }) => ({ at: Date.parse(at), text: title }))} />
  ) : (
    <Card title={name}>
      <Skeleton rows={1} rowHeight={260} />
    </Card>
  );
}
