import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Incident } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Clipped } from '../ui/Clipped';
import { LinkTo } from '../ui/LinkTo';
import { Person } from '../ui/Person';
import type { Column } from '../ui/RowTable';
import { severityWord } from '../ui/severity';
import { SeverityMark } from '../ui/SeverityMark';
import { State } from '../ui/State';
import { clockText } from '../ui/time';
import { NextWords } from './NextWords';

export const isHot = ({ status, severity, assignee, origin }: Incident): boolean =>
  origin?.kind !== 'test' && status === 'triggered' && !assignee && (severity === 'critical' || severity === 'high');

export const incidentKey = ({ id }: Incident): string => id;

/** At most one tinted row: the first that is hot. */
export function lookOf(incidents: readonly Incident[], past: boolean) {
  const tinted = past ? undefined : incidents.find(isHot)?.id;
  return (incident: Incident) =>
    incident.id === tinted ? 'hot' : past || incident.status === 'resolved' ? 'dim' : undefined;
}

interface Shape {
  readonly narrow: boolean;
  /** Without a column for the service, which stands below the name instead. */
  readonly medium?: boolean;
  /** The last good data of a service that does not answer. */
  readonly past: boolean;
  /** Among other cards: the mark without its word, and what happens next below the name. */
  readonly brief?: boolean;
}

export function incidentColumns({
  narrow,
  medium = false,
  past,
  brief = false,
}: Shape): ReadonlyArray<Column<Incident>> {
  const severity: Column<Incident> = {
    title: 'Severity',
    width: brief || narrow ? '16px' : '88px',
    cell: (incident) => <SeverityCell incident={incident} past={past} word={!brief && !narrow} />,
  };
  const name: Column<Incident> = {
    title: 'Incident',
    width: 'minmax(0, 1fr)',
    cell: (incident) => <NameCell incident={incident} narrow={narrow} medium={medium} past={past} brief={brief} />,
  };
  if (narrow) {
    return [severity, name];
  }
  return [
    severity,
    name,
    ...(brief || medium ? [] : [serviceColumn]),
    {
      title: 'Status',
      width: brief || medium ? '116px' : '130px',
      cell: (incident) => <State state={incident.status} hot={!past && isHot(incident)} past={past} />,
    },
    {
      title: 'Age',
      width: medium ? '72px' : '80px',
      align: 'right',
      cell: (incident) => <IncidentAge incident={incident} />,
    },
    ...(brief ? [narrowOwner] : medium ? [narrowOwner, { ...next, width: '200px' }] : [owner, next]),
  ];
}

const serviceColumn: Column<Incident> = {
  title: 'Service',
  width: '120px',
  cell: ({ service }) => service ?? 'not known',
};
const owner: Column<Incident> = {
  title: 'Who has it',
  width: '110px',
  cell: ({ assignee, status }) => (assignee || status !== 'resolved' ? <Person name={assignee} /> : '–'),
};
const narrowOwner: Column<Incident> = { ...owner, width: '96px' };
const next: Column<Incident> = {
  title: 'What happens next',
  width: 'minmax(0, 0.8fr)',
  cell: (incident) =>
    incident.nextDoes && incident.nextAt ? (
      <NextWords incident={incident} past={false} />
    ) : (
      <Clipped text={incident.next} />
    ),
};

const IncidentAge = ({ incident }: { incident: Incident }) => (
  <Age since={incident.openedAt} until={incident.resolvedAt} />
);

function SeverityCell({ incident, past, word = false }: { incident: Incident; past: boolean; word?: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.severity}>
      <SeverityMark severity={incident.severity} decorative={word} muted={past || incident.status === 'resolved'} />
      {word && severityWord[incident.severity]}
    </span>
  );
}

function NameCell({ incident, narrow, medium, past, brief }: Required<Shape> & { incident: Incident }) {
  const styles = useStyles2(getStyles);
  const { id, title, status, assignee, service } = incident;
  const strong = status === 'triggered' && !past;
  return (
    <div className={styles.name}>
      <LinkTo to={paths.incident(id)} quiet className={strong ? styles.strong : undefined}>
        <Clipped text={title} above />
      </LinkTo>
      <div className={styles.second}>
        {narrow ? (
          <>
            <State state={status} hot={!past && isHot(incident)} past={past} />
            <span>
              {service} · <IncidentAge incident={incident} />
              {assignee ? ` · ${assignee}` : ''}
            </span>
          </>
        ) : (
          <Clipped
            text={[id, (brief || medium) && service, brief ? incident.next : secondLine(incident)]
              .filter(Boolean)
              .join(' · ')}
          />
        )}
      </div>
    </div>
  );
}

function secondLine({ origin, status, firing, resolvedAt }: Incident): string {
  if (origin) {
    return origin.kind === 'test' ? `a test by ${origin.by}: nothing is wrong` : `declared by ${origin.by}`;
  }
  if (status === 'resolved') {
    return resolvedAt ? `ended at ${clockText(Date.parse(resolvedAt))}` : 'ended';
  }
  return firing === 1 ? '1 alert fires' : `${firing} alerts fire`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  severity: css({ display: 'inline-flex', verticalAlign: 'middle', alignItems: 'center', gap: theme.spacing(1) }),
  name: css({ lineHeight: '20px' }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  second: css({
    display: 'flex',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
