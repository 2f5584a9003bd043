import React from 'react';
import type { AlertSummary } from '@tocsin/api';
import { AlertGraph } from '../alerts/AlertGraph';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { Skeleton } from '../ui/Skeleton';

/** The graph of the alert that tells most: believed in a minute without another page. */
export function IncidentGraph({ alert }: { alert: AlertSummary }) {
  const { fingerprint, name } = alert;
  const { data, error } = useResource(() => client.getAlert({ params: { fingerprint } }), {
    key: `story of ${fingerprint}`,
    everyMs: 5000,
  });
  if (!data && error) {
    return null;
  }
  return data ? (
    <AlertGraph alert={data} />
  ) : (
    <Card title={name}>
      <Skeleton rows={1} rowHeight={260} />
    </Card>
  );
}
