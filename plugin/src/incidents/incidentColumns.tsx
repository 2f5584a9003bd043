import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Incident } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { LinkTo } from '../ui/LinkTo';
import { Person } from '../ui/Person';
import type { Column } from '../ui/RowTable';
import { severityWord } from '../ui/severity';
import { SeverityMark } from '../ui/SeverityMark';
import { State } from '../ui/State';

export const isHot = ({ status, severity, assignee }: Incident): boolean =>
  status === 'triggered' && !assignee && (severity === 'critical' || severity === 'high');

export const incidentKey = ({ id }: Incident): string => id;

/** At most one tinted row: the first that is hot. */
export function lookOf(incidents: readonly Incident[], past: boolean) {
  const tinted = past ? undefined : incidents.find(isHot)?.id;
  return (incident: Incident) =>
    incident.id === tinted ? 'hot' : past || incident.status === 'resolved' ? 'dim' : undefined;
}

interface Shape {
  readonly narrow: boolean;
  /** The last good data of a service that does not answer. */
  readonly past: boolean;
  readonly withSeverityWord?: boolean;
}

export function incidentColumns({ narrow, past, withSeverityWord = false }: Shape): ReadonlyArray<Column<Incident>> {
  const severity: Column<Incident> = {
    title: 'Severity',
    width: withSeverityWord ? '88px' : '16px',
    cell: (incident) => <SeverityCell incident={incident} past={past} word={withSeverityWord} />,
  };
  const name: Column<Incident> = {
    title: 'Incident',
    width: 'minmax(0, 1fr)',
    cell: (incident) => <NameCell incident={incident} narrow={narrow} past={past} />,
  };
  if (narrow) {
    return [{ ...severity, width: '16px', cell: (row) => <SeverityCell incident={row} past={past} /> }, name];
  }
  return [
    severity,
    name,
    { title: 'Service', width: '120px', cell: ({ service }) => service ?? 'not known' },
    {
      title: 'Status',
      width: '130px',
      cell: (incident) => <State state={incident.status} hot={!past && isHot(incident)} past={past} />,
    },
    { title: 'Age', width: '86px', align: 'right', cell: (incident) => <IncidentAge incident={incident} /> },
    { title: 'Who has it', width: '110px', cell: ({ assignee }) => <Person name={assignee} /> },
    { title: 'What happens next', width: 'minmax(0, 0.7fr)', cell: ({ next }) => <span title={next}>{next}</span> },
  ];
}

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

function NameCell({ incident, narrow, past }: { incident: Incident; narrow: boolean; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { id, title, status, assignee, firing, service } = incident;
  const strong = status === 'triggered' && !past;
  return (
    <div className={styles.name}>
      <LinkTo to={paths.incident(id)} quiet className={strong ? styles.strong : undefined}>
        {title}
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
          <span>
            {id} · {firing === 1 ? '1 alert fires' : `${firing} alerts fire`}
          </span>
        )}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  severity: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  name: css({ lineHeight: '20px', '& > *': { overflow: 'hidden', textOverflow: 'ellipsis' } }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  second: css({
    display: 'flex',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
