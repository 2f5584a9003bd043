import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { IncidentDetail } from '@tocsin/api';
import { byUrgency } from '../alerts/alertOrder';
import { AlertRows } from '../alerts/AlertRows';
import { Timeline } from '../alerts/Timeline';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { SilenceButton } from '../silences/SilenceButton';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { HeadMark } from '../ui/HeadMark';
import { LabelChips } from '../ui/LabelChips';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { besides, room } from '../ui/room';
import { severityWord } from '../ui/severity';
import { Skeleton } from '../ui/Skeleton';
import { State } from '../ui/State';
import { absoluteText, clockText } from '../ui/time';
import { Trouble } from '../ui/Trouble';
import { Notes, Related } from './Beside';
import { Evidence } from './Evidence';
import { IncidentActions } from './IncidentActions';
import { isHot } from './incidentColumns';
import { IncidentGraph } from './IncidentGraph';
import { Ladder } from './Ladder';
import { NextWords } from './NextWords';
import { useDialogs } from './useDialogs';
import { useIncidentKeys } from './useIncidentKeys';
import { Why } from './Why';

export function IncidentPage() {
  const { id = '' } = useParams();
  const resource = useResource(() => client.getIncident({ params: { id } }), { key: `incident ${id}` });
  const { connected } = useLiveState();
  const dialogs = useDialogs();
  const incident = resource.data;
  useIncidentKeys(incident, dialogs);
  return (
    <Page
      name={id}
      title={incident?.title ?? id}
      mark={incident && <HeadMark severity={incident.severity} resolved={incident.status === 'resolved'} />}
      subtitle={incident && <Line incident={incident} past={!connected} />}
      actions={incident && <IncidentActions incident={incident} dialogs={dialogs} />}
    >
      <Trouble resource={resource} what={id} />
      {!incident && !resource.error && <Skeleton rows={4} rowHeight={44} />}
      {incident && <Body incident={incident} past={!connected} addNote={() => dialogs.ask('note', id)} />}
      {dialogs.dialog}
    </Page>
  );
}

function Line({ incident, past }: { incident: IncidentDetail; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { id, status, severity, priority, service, openedAt, resolvedAt, assignee, mergedInto, declared } = incident;
  const who = assignee ? `${assignee} has it` : 'nobody has it';
  return (
    <span className={styles.line}>
      <State state={status} hot={!past && isHot(incident)} past={past} />
      <span>
        {[id, severityWord[severity], priority].filter(Boolean).join(' · ')}
        {service && (
          <>
            {' · '}
            <LinkTo to={paths.service(service)} inText>
              {service}
            </LinkTo>
          </>
        )}
      </span>
      <span>
        since <time title={absoluteText(Date.parse(openedAt))}>{clockText(Date.parse(openedAt))}</time>,{' '}
        <Age since={openedAt} until={resolvedAt} />
      </span>
      {status !== 'resolved' && <span>{who}</span>}
      {declared && <span title={absoluteText(Date.parse(declared.at))}>declared publicly</span>}
      {mergedInto ? (
        <span>
          part of <LinkTo to={paths.incident(mergedInto)}>{mergedInto}</LinkTo>
        </span>
      ) : (
        <span className={styles.next}>
          <NextWords incident={incident} past={past} />
        </span>
      )}
    </span>
  );
}

interface BodyProps {
  incident: IncidentDetail;
  past: boolean;
  addNote(): void;
}

function Body({ incident, past, addNote }: BodyProps) {
  const styles = useStyles2(getStyles);
  const alerts = [...incident.members].sort(byUrgency);
  // The worst, and what fires before what has ended.
  const [telling] = alerts;
  const { ladder, description, resolution, resolvedBy } = incident;
  return (
    <div className={styles.room}>
      <div className={styles.columns}>
        <div className={styles.main}>
          {(description ?? resolution) && (
            <div className={styles.at(1)}>
              <Card title={resolution ? 'How it ended' : 'What is known'} note={resolution && resolvedBy} past={past}>
                <p className={styles.text}>{resolution ?? description}</p>
              </Card>
            </div>
          )}
          {telling && (
            <div className={styles.at(1)}>
              <IncidentGraph alert={telling} changes={incident.changes} />
            </div>
          )}
          <div className={styles.at(1)}>
            <Evidence incident={incident} past={past} />
          </div>
          <div className={styles.at(4)}>
            <Why why={incident.why} past={past} />
          </div>
          <div className={styles.at(5)}>
            <Alerts incident={incident} alerts={alerts} past={past} />
            <Said incident={incident} past={past} />
          </div>
        </div>
        <div className={styles.side}>
          <div className={styles.at(2)}>
            {ladder ? <Ladder ladder={ladder} calls={incident.calls} past={past} /> : <NoLadder incident={incident} />}
          </div>
          <div className={styles.at(3)}>
            <Timeline events={incident.timeline} first={16} />
          </div>
          <div className={styles.at(6)}>
            <Notes notes={incident.notes} add={addNote} past={past} />
            <Related related={incident.related} past={past} />
          </div>
        </div>
      </div>
    </div>
  );
}

function Said({
  incident: { labels, groupLabels, receiver, annotations, status },
  past,
}: {
  incident: IncidentDetail;
  past: boolean;
}) {
  const styles = useStyles2(getStyles);
  // A group of everything has no labels of its own.
  const meant = Object.keys(groupLabels).length > 0 ? groupLabels : labels;
  return (
    <>
      {Object.keys(labels).length > 0 && (
        <Card
          title="Labels"
          note={receiver && `told to ${receiver}`}
          side={status !== 'resolved' && <SilenceButton labels={meant} fill="text" />}
          past={past}
        >
          <LabelChips labels={labels} />
        </Card>
      )}
      {annotations.description && (
        <Card title="What the rule says" past={past}>
          <p className={styles.text}>{annotations.description}</p>
        </Card>
      )}
    </>
  );
}

const NoLadder = ({ incident }: { incident: IncidentDetail }) =>
  incident.status === 'resolved' ? null : (
    <Card title="Escalation">
      Nobody is paged: {incident.receiver ? `no policy belongs to ${incident.receiver}` : 'it has no policy'}.{' '}
      {incident.receiver && 'Receivers are told as the routes say.'}
    </Card>
  );

function Alerts({
  incident,
  alerts,
  past,
}: {
  incident: IncidentDetail;
  alerts: IncidentDetail['members'];
  past: boolean;
}) {
  if (alerts.length === 0 && incident.alerts.length === 0) {
    return null;
  }
  return (
    <Card title="Alerts" note={firingWords(incident)} past={past}>
      {alerts.length > 0 ? (
        <AlertRows alerts={alerts} label={`Alerts of ${incident.id}`} past={past} brief />
      ) : (
        <Empty icon="bell-slash" title="Its alerts are no longer kept">
          They ended longer ago than the service remembers single alerts.
        </Empty>
      )}
    </Card>
  );
}

function firingWords({ alerts, firing }: IncidentDetail): string {
  if (firing === 0) {
    return alerts.length === 1 ? 'it has ended' : `all ${alerts.length} have ended`;
  }
  return alerts.length === 1 ? 'it fires now' : `${firing} of ${alerts.length} fire now`;
}

/** Where they stand below each other, the cards of both columns are ordered among each other. */
const column = (theme: GrafanaTheme2) => ({
  display: 'contents',
  [besides]: { display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' },
});

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) }),
  next: css({ color: theme.colors.text.primary }),
  room,
  // Below each other on a phone, in the order of what one asks first.
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: { gridTemplateColumns: 'minmax(0, 1.8fr) minmax(0, 1fr)' },
  }),
  main: css(column(theme)),
  side: css(column(theme)),
  /** What one asks first on a phone: how bad, who is next, what happened, why. */
  at: (order: number) => css({ order, display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  text: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: 0 }),
});
