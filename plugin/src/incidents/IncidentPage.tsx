import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { AlertSummary, Incident } from '@tocsin/api';
import { byUrgency } from '../alerts/alertOrder';
import { AlertRows } from '../alerts/AlertRows';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { SilenceButton } from '../silences/SilenceButton';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { LabelChips } from '../ui/LabelChips';
import { Page } from '../ui/Page';
import { besides, room } from '../ui/room';
import { severityWord } from '../ui/severity';
import { HeadMark } from '../ui/HeadMark';
import { Skeleton } from '../ui/Skeleton';
import { State } from '../ui/State';
import { absoluteText, clockText } from '../ui/time';
import { Trouble } from '../ui/Trouble';
import { AcknowledgeButton } from './AcknowledgeButton';
import { isHot } from './incidentColumns';
import { IncidentStory } from './IncidentStory';

interface Loaded {
  readonly incident: Incident;
  readonly alerts: readonly AlertSummary[];
}

async function load(id: string): Promise<Loaded> {
  const [incident, { alerts }] = await Promise.all([
    client.getIncident({ params: { id } }),
    client.listAlerts({ query: { resolved: '1' } }),
  ]);
  const mine = new Set(incident.alerts);
  return { incident, alerts: alerts.filter(({ fingerprint }) => mine.has(fingerprint)).sort(byUrgency) };
}

export function IncidentPage() {
  const { id = '' } = useParams();
  const resource = useResource(() => load(id), { key: `incident ${id}` });
  const { connected } = useLiveState();
  const incident = resource.data?.incident;
  return (
    <Page
      name={id}
      title={incident?.title ?? id}
      mark={incident && <HeadMark severity={incident.severity} resolved={incident.status === 'resolved'} />}
      subtitle={incident && <Line incident={incident} past={!connected} />}
      actions={
        incident &&
        incident.status !== 'resolved' && (
          <>
            <AcknowledgeButton id={id} owned={incident.status === 'acknowledged'} />
            <SilenceButton labels={labelsOf(incident, resource.data?.alerts ?? [])} />
          </>
        )
      }
    >
      <Trouble resource={resource} what={id} />
      {!resource.data && !resource.error && <Skeleton rows={4} rowHeight={44} />}
      {resource.data && <Body {...resource.data} past={!connected} />}
    </Page>
  );
}

/** A group of everything has no labels of its own: then those of its worst alert. */
const labelsOf = ({ groupLabels }: Incident, [worst]: readonly AlertSummary[]) =>
  Object.keys(groupLabels).length > 0 ? groupLabels : (worst?.labels ?? {});

function Line({ incident, past }: { incident: Incident; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { id, status, severity, service, openedAt, resolvedAt, assignee, next } = incident;
  const who = assignee ? `${assignee} has it` : 'nobody has it';
  return (
    <span className={styles.line}>
      <State state={status} hot={!past && isHot(incident)} past={past} />
      <span>{[id, severityWord[severity], service].filter(Boolean).join(' · ')}</span>
      <span>
        since <time title={absoluteText(Date.parse(openedAt))}>{clockText(Date.parse(openedAt))}</time>,{' '}
        <Age since={openedAt} until={resolvedAt} />
      </span>
      {status !== 'resolved' && <span>{who}</span>}
      <span className={styles.next}>{next}</span>
    </span>
  );
}

function Body({ incident, alerts, past }: Loaded & { past: boolean }) {
  const styles = useStyles2(getStyles);
  // The worst, and what fires before what has ended.
  const [telling] = alerts;
  return (
    <div className={styles.room}>
      <div className={styles.columns}>
        <div className={styles.alerts}>
          <Card title="Alerts" note={firingWords(incident)} past={past}>
            {alerts.length > 0 ? (
              <AlertRows alerts={alerts} label={`Alerts of ${incident.id}`} past={past} brief />
            ) : (
              <Empty icon="bell-slash" title="Its alerts are no longer kept">
                They ended longer ago than the service remembers single alerts.
              </Empty>
            )}
          </Card>
        </div>
        {telling && (
          <IncidentStory
            alert={telling}
            several={alerts.length > 1}
            graphClass={styles.graph}
            timelineClass={styles.timeline}
          />
        )}
        <div className={styles.group}>
          <Card title="Group" note={`told to ${incident.receiver}`} past={past}>
            <LabelChips labels={incident.groupLabels} />
          </Card>
        </div>
      </div>
    </div>
  );
}

function firingWords({ alerts, firing }: Incident): string {
  if (firing === 0) {
    return alerts.length === 1 ? 'it has ended' : `all ${alerts.length} have ended`;
  }
  return alerts.length === 1 ? 'it fires now' : `${firing} of ${alerts.length} fire now`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) }),
  next: css({ color: theme.colors.text.primary }),
  room,
  // Below each other on a phone: what it is, what it does, what happened.
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplate: '"alerts" auto "graph" auto "timeline" auto "group" auto / minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: {
      gridTemplate:
        '"alerts timeline" auto "graph timeline" auto "group timeline" 1fr / minmax(0, 1.8fr) minmax(0, 1fr)',
    },
  }),
  alerts: css({ gridArea: 'alerts', minWidth: 0 }),
  graph: css({ gridArea: 'graph', minWidth: 0 }),
  timeline: css({ gridArea: 'timeline', minWidth: 0 }),
  group: css({ gridArea: 'group', minWidth: 0 }),
});
