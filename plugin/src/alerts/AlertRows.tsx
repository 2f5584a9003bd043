import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { AlertSummary } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Clipped } from '../ui/Clipped';
import { LinkTo } from '../ui/LinkTo';
import { Person } from '../ui/Person';
import { type Column, RowTable } from '../ui/RowTable';
import { severityWord } from '../ui/severity';
import { SeverityMark } from '../ui/SeverityMark';
import { State } from '../ui/State';
import { useMedium, useNarrow } from '../ui/useNarrow';
import { useNow } from '../ui/useNow';
import { alertKey, isHot } from './alertOrder';
import { hiderOf, mutedState, mutedWords } from './mutedWords';

interface Props {
  alerts: readonly AlertSummary[];
  label: string;
  past: boolean;
  cursor?: string;
  /** Among other cards: all rows at once, and only what tells them apart. */
  brief?: boolean;
}

export function AlertRows({ alerts, label, past, cursor, brief = false }: Props) {
  const narrow = useNarrow();
  const medium = useMedium();
  const navigate = useNavigate();
  const columns = useMemo(
    () => (narrow ? narrowColumns(past) : wideColumns({ past, brief, medium })),
    [narrow, past, brief, medium]
  );
  const tinted = past ? undefined : alerts.find(isHot)?.fingerprint;
  return (
    <RowTable
      label={label}
      rows={alerts}
      columns={columns}
      rowHeight={narrow ? 60 : 48}
      keyOf={alertKey}
      open={({ fingerprint }) => navigate(paths.alert(fingerprint))}
      look={(alert) =>
        alert.fingerprint === tinted ? 'hot' : past || alert.status === 'resolved' || hiderOf(alert) ? 'dim' : undefined
      }
      cursor={cursor}
      hideHead={narrow}
      whole={brief}
    />
  );
}

const owner: Column<AlertSummary> = {
  title: 'Who has it',
  width: '130px',
  cell: (alert) => <OwnerCell alert={alert} />,
};
const service: Column<AlertSummary> = {
  title: 'Service',
  width: '140px',
  cell: (alert) => alert.service ?? 'not known',
};

interface Shape {
  readonly past: boolean;
  readonly brief: boolean;
  /** Without a column for the service, which stands below the name instead. */
  readonly medium: boolean;
}

const wideColumns = ({ past, brief, medium }: Shape): ReadonlyArray<Column<AlertSummary>> => [
  { title: 'Severity', width: '92px', cell: (alert) => <SeverityCell alert={alert} past={past} word /> },
  {
    title: 'Alert',
    width: 'minmax(0, 1fr)',
    cell: (alert) => <NameCell alert={alert} past={past} service={medium && !brief} />,
  },
  {
    title: 'Status',
    width: brief || medium ? '124px' : '148px',
    cell: (alert) => <StateCell alert={alert} past={past} />,
  },
  { title: 'Age', width: medium ? '72px' : '96px', align: 'right', cell: (alert) => <AlertAge alert={alert} /> },
  ...(brief ? [] : medium ? [{ ...owner, width: '100px' }] : [owner, service]),
];

const narrowColumns = (past: boolean): ReadonlyArray<Column<AlertSummary>> => [
  { title: 'Severity', width: '16px', cell: (alert) => <SeverityCell alert={alert} past={past} /> },
  { title: 'Alert', width: 'minmax(0, 1fr)', cell: (alert) => <NameCell alert={alert} past={past} narrow /> },
];

const AlertAge = ({ alert }: { alert: AlertSummary }) => <Age since={alert.startsAt} until={alert.endsAt} />;
/** Hidden and owned: that somebody has it says more. */
function StateCell({ alert, past }: { alert: AlertSummary; past: boolean }) {
  const muted = alert.status === 'firing' ? hiderOf(alert) : undefined;
  const state = muted ? mutedState(muted) : alert.status;
  return <State state={state} hot={!past && isHot(alert)} past={past && alert.status !== 'resolved'} />;
}

/** A pending alert has no incident yet, so nobody could have it; the dash is not a person who is missing. */
const OwnerCell = ({ alert }: { alert: AlertSummary }) =>
  alert.assignee || (alert.incident && alert.status !== 'resolved') ? (
    <Person name={alert.assignee} />
  ) : (
    <span title="It has no open incident">–</span>
  );

function SeverityCell({ alert, past, word = false }: { alert: AlertSummary; past: boolean; word?: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.severity}>
      <SeverityMark
        severity={alert.severity}
        decorative={word}
        muted={past || alert.status === 'resolved' || hiderOf(alert) !== undefined}
      />
      {word && severityWord[alert.severity]}
    </span>
  );
}

interface NameProps {
  alert: AlertSummary;
  past: boolean;
  narrow?: boolean;
  service?: boolean;
}

function NameCell({ alert, past, narrow = false, service: named = false }: NameProps) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const hider = hiderOf(alert);
  const strong = !past && alert.status === 'firing' && !hider;
  return (
    <div className={styles.name}>
      <LinkTo to={paths.alert(alert.fingerprint)} quiet className={strong ? styles.strong : undefined}>
        <Clipped text={alert.summary ?? alert.name} above />
      </LinkTo>
      <div className={styles.second}>
        {narrow ? (
          <>
            <StateCell alert={alert} past={past} /> · {alert.service} · <AlertAge alert={alert} />
            {alert.assignee ? ` · ${alert.assignee}` : ''}
          </>
        ) : (
          <Clipped
            text={[
              alert.summary && alert.name,
              named && alert.service,
              alert.measure?.text,
              hider && mutedWords(hider, now),
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        )}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  severity: css({ display: 'inline-flex', verticalAlign: 'middle', alignItems: 'center', gap: theme.spacing(1) }),
  name: css({ lineHeight: '20px' }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  second: css({
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
