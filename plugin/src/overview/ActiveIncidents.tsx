import { css } from '@emotion/css';
import React, { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Incident, Overview } from '@tocsin/api';
import { useMayAct } from '../api/LiveProvider';
import { paths } from '../app/paths';
import { incidentColumns, incidentKey, lookOf } from '../incidents/incidentColumns';
import { useAcknowledge } from '../incidents/useAcknowledge';
import { Card } from '../ui/Card';
import { KeyHints } from '../ui/KeyHints';
import { LinkTo } from '../ui/LinkTo';
import { NewsLine } from '../ui/NewsLine';
import { RowTable } from '../ui/RowTable';
import { NotYet } from '../ui/NotYet';
import { clockText, lengthText } from '../ui/time';
import { useHeld } from '../ui/useHeld';
import { useListKeys } from '../ui/useListKeys';
import { useNarrow } from '../ui/useNarrow';
import { useNow } from '../ui/useNow';
import { useSteadyRows } from '../ui/useSteadyRows';

export function ActiveIncidents({ overview, past }: { overview?: Overview; past: boolean }) {
  const open = overview?.counts.openIncidents ?? 0;
  const note = overview && (open > 5 ? `${open} open, the worst five` : `${open} open`);
  return (
    <Card title="Active incidents" note={note} side={<LinkTo to={paths.incidents}>All incidents</LinkTo>}>
      {!overview && <NotYet past={past} rows={3} rowHeight={50} />}
      {overview &&
        (overview.incidents.length > 0 ? (
          <WorstFive incidents={overview.incidents} past={past} />
        ) : (
          <Quiet overview={overview} />
        ))}
    </Card>
  );
}

function WorstFive({ incidents, past }: { incidents: readonly Incident[]; past: boolean }) {
  const narrow = useNarrow();
  const navigate = useNavigate();
  const mayAct = useMayAct();
  const { acknowledge } = useAcknowledge();
  const { held, handlers } = useHeld();
  const { rows, waiting, takeIn } = useSteadyRows(incidents, incidentKey, held);
  const open = useCallback((id: string) => navigate(paths.incident(id)), [navigate]);
  const cursor = useListKeys({
    keys: rows.map(incidentKey),
    open,
    takeNews: takeIn,
    acknowledge: (id) => {
      if (mayAct && rows.some((row) => row.id === id && row.status === 'triggered')) {
        acknowledge(id);
      }
    },
  });
  const columns = useMemo(() => incidentColumns({ narrow, past, brief: true }), [narrow, past]);
  return (
    <div {...handlers}>
      <RowTable
        label="Active incidents"
        rows={rows}
        columns={columns}
        rowHeight={narrow ? 60 : 50}
        keyOf={incidentKey}
        open={({ id }) => open(id)}
        look={lookOf(rows, past)}
        cursor={cursor}
        hideHead
        whole
      />
      <NewsLine waiting={waiting} takeIn={takeIn}>
        <KeyHints />
      </NewsLine>
    </div>
  );
}

/** Quiet is designed: what it rests on, and since when. */
function Quiet({ overview: { quietSince, rules, counts } }: { overview: Overview }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const since = quietSince && Date.parse(quietSince);
  return (
    <div className={styles.quiet}>
      <div>
        <div className={styles.strong}>Nothing needs you.</div>
        <p className={styles.text}>
          Tocsin watches {rules.total} {rules.total === 1 ? 'rule' : 'rules'}.{' '}
          {counts.pending > 0
            ? `${counts.pending} pending: the limit is passed, but not yet for long enough.`
            : 'None is pending or firing.'}
        </p>
      </div>
      {since && (
        <div className={styles.text}>
          No open incident since {clockText(since)}, {lengthText(now - since)}
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  quiet: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    justifyContent: 'space-between',
    minHeight: 96,
    paddingTop: theme.spacing(1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  text: css({ color: theme.colors.text.secondary }),
});
