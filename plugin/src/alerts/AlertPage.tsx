import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import { type AlertDetail, ApiError } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { AcknowledgeButton } from '../incidents/AcknowledgeButton';
import { SilenceButton } from '../silences/SilenceButton';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { LabelChips } from '../ui/LabelChips';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { besides, room } from '../ui/room';
import { severityWord } from '../ui/severity';
import { HeadMark } from '../ui/HeadMark';
import { Skeleton } from '../ui/Skeleton';
import { State } from '../ui/State';
import { absoluteText, clockText } from '../ui/time';
import { Trouble } from '../ui/Trouble';
import { AlertGraph } from './AlertGraph';
import { isHot } from './alertOrder';
import { Annotations } from './Annotations';
import { Evaluations } from './Evaluations';
import { MutedNote } from './MutedNote';
import { hiderOf, mutedState } from './mutedWords';
import { Timeline } from './Timeline';

export function AlertPage() {
  const { fingerprint = '' } = useParams();
  const resource = useResource(() => client.getAlert({ params: { fingerprint } }), {
    key: `alert ${fingerprint}`,
    everyMs: 5000,
  });
  const { connected } = useLiveState();
  const alert = resource.data;
  const gone = resource.error instanceof ApiError && resource.error.status === 404;
  return (
    <Page
      name={alert?.name ?? 'Alert'}
      title={alert?.sentence ?? (gone ? 'This alert is not known' : 'Alert')}
      mark={alert && <HeadMark severity={alert.severity} resolved={alert.status === 'resolved'} />}
      subtitle={alert && <Line alert={alert} past={!connected} />}
      actions={alert && alert.status !== 'resolved' && <Actions alert={alert} />}
    >
      {gone && !alert ? <Gone /> : <Trouble resource={resource} what="The alert" />}
      {!alert && !resource.error && <Skeleton rows={6} rowHeight={56} />}
      {alert && <Body alert={alert} past={!connected} />}
    </Page>
  );
}

const Actions = ({ alert }: { alert: AlertDetail }) => (
  <>
    {alert.incident && <AcknowledgeButton id={alert.incident} owned={alert.status === 'acknowledged'} />}
    {!alert.muted && <SilenceButton labels={alert.labels} />}
  </>
);

function Line({ alert, past }: { alert: AlertDetail; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { status, severity, service, startsAt, endsAt, assignee, incident } = alert;
  const start = Date.parse(startsAt);
  const muted = status === 'firing' ? hiderOf(alert) : undefined;
  return (
    <span className={styles.line}>
      <State
        state={muted ? mutedState(muted) : status}
        hot={!past && isHot(alert)}
        past={past && status !== 'resolved'}
      />
      <span>{[severityWord[severity], service].filter(Boolean).join(' · ')}</span>
      <span>
        since <time title={absoluteText(start)}>{clockText(start)}</time>, <Age since={startsAt} until={endsAt} />
      </span>
      {incident && status !== 'resolved' && assignee && <span>{assignee} has it</span>}
      {incident && <LinkTo to={paths.incident(incident)}>{incident}</LinkTo>}
    </span>
  );
}

function Body({ alert, past }: { alert: AlertDetail; past: boolean }) {
  const styles = useStyles2(getStyles);
  const labelText = Object.entries(alert.labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ');
  const muted = hiderOf(alert);
  return (
    <div className={styles.room}>
      {muted && <MutedNote muted={muted} />}
      <div className={styles.columns}>
        <div className={styles.graph}>
          <AlertGraph alert={alert} />
        </div>
        <div className={styles.timeline}>
          <Timeline events={alert.timeline} />
        </div>
        <div className={styles.column}>
          <div className={styles.pair}>
            <Card
              title="Labels"
              past={past}
              side={
                <ClipboardButton
                  fill="text"
                  size="sm"
                  variant="secondary"
                  icon="copy"
                  getText={() => `{${labelText}}`}
                  aria-label="Copy the labels"
                />
              }
            >
              <LabelChips labels={alert.labels} />
            </Card>
            <Annotations alert={alert} past={past} />
          </div>
          <Evaluations evaluations={alert.evaluations} unit={alert.measure?.unit} />
        </div>
      </div>
    </div>
  );
}

const Gone = () => (
  <Empty icon="bell-slash" title="Tocsin does not know this alert">
    It ended longer ago than alerts are kept, or the address is mistyped. <LinkTo to={paths.alerts}>All alerts</LinkTo>
  </Empty>
);

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) }),
  room,
  // Below each other on a phone: what it does, what happened, then what it is made of.
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplate: '"graph" auto "timeline" auto "rest" auto / minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: { gridTemplate: '"graph timeline" auto "rest timeline" 1fr / minmax(0, 1.8fr) minmax(0, 1fr)' },
  }),
  graph: css({ gridArea: 'graph' }),
  timeline: css({ gridArea: 'timeline' }),
  column: css({
    gridArea: 'rest',
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    minWidth: 0,
  }),
  pair: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});
