import React from 'react';
import type { AlertSummary } from '@tocsin/api';
import { AlertGraph } from '../alerts/AlertGraph';
import { Timeline } from '../alerts/Timeline';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { Skeleton } from '../ui/Skeleton';

interface Props {
  alert: AlertSummary;
  /** Whether it is one of several, and so must be named. */
  several: boolean;
  graphClass: string;
  timelineClass: string;
}

/** Graph and timeline of one alert of an incident: believed in a minute without another page. */
export function IncidentStory({ alert, several, graphClass, timelineClass }: Props) {
  const { fingerprint, summary, name } = alert;
  const { data, error } = useResource(() => client.getAlert({ params: { fingerprint } }), {
    key: `story of ${fingerprint}`,
    everyMs: 5000,
  });
  if (!data && error) {
    return null;
  }
  return (
    <>
      <div className={graphClass}>
        {data ? (
          <AlertGraph alert={data} />
        ) : (
          <Card title={name}>
            <Skeleton rows={1} rowHeight={260} />
          </Card>
        )}
      </div>
      <div className={timelineClass}>
        {data ? (
          <Timeline events={data.timeline} of={several ? (summary ?? name) : undefined} />
        ) : (
          <Card title="Timeline">
            <Skeleton rows={4} rowHeight={38} />
          </Card>
        )}
      </div>
    </>
  );
}
