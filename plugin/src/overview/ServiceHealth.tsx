import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Overview, ServiceSummary } from '@tocsin/api';
import { paths } from '../app/paths';
import { FirstRun } from '../services/FirstRun';
import { serviceColumns, serviceExport, serviceKey } from '../services/serviceColumns';
import { totalOf } from '../services/words';
import { Card } from '../ui/Card';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { StripLegend } from '../ui/HealthStrip';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';
import { RowTable } from '../ui/RowTable';
import { clockText } from '../ui/time';
import { useNarrow } from '../ui/useNarrow';

/** The worst eight with their 24 hours; all that are healthy besides are one line. */
export function ServiceHealth({ overview, past }: { overview?: Overview; past: boolean }) {
  const services = overview?.services ?? [];
  const counts = overview?.system?.counts;
  const total = counts && totalOf(counts);
  return (
    <Card
      title="Service health"
      note={counts && `${counts.healthy} of ${total} healthy`}
      side={
        services.length > 0 && (
          <Side>
            <LinkTo to={paths.services}>All services</LinkTo>
            <ExportMenu name="service-health" table={() => tableOf(serviceExport, services)} />
          </Side>
        )
      }
      past={past}
    >
      {overview && <Silent overview={overview} />}
      {!overview && <NotYet past={past} rows={8} rowHeight={30} />}
      {overview && services.length === 0 && <FirstRun />}
      {services.length > 0 && <Worst services={services} />}
      {counts && services.length > 0 && <Rest counts={counts} shown={services} />}
      {services.length > 0 && <StripLegend cell="a cell is 15 min" />}
    </Card>
  );
}

function Side({ children }: { children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  return <span className={styles.side}>{children}</span>;
}

function Worst({ services }: { services: readonly ServiceSummary[] }) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  const columns = useMemo(() => serviceColumns({ narrow, brief: true }), [narrow]);
  return (
    <RowTable
      label="Service health"
      rows={services}
      columns={columns}
      rowHeight={narrow ? 56 : 30}
      keyOf={serviceKey}
      open={({ name }) => navigate(paths.service(name))}
      hideHead={narrow}
      whole
    />
  );
}

type Counts = NonNullable<Overview['system']>['counts'];

/** What is not in the list, never more kindly than it is. */
function Rest({ counts, shown }: { counts: Counts; shown: readonly ServiceSummary[] }) {
  const styles = useStyles2(getStyles);
  const rest = totalOf(counts) - shown.length;
  if (rest <= 0) {
    return null;
  }
  const healthy = counts.healthy - shown.filter(({ state }) => state === 'healthy').length;
  const words = healthy === rest ? `${rest} more, healthy` : `${rest} more, ${healthy} of them healthy`;
  return (
    <p className={styles.rest}>
      <LinkTo to={paths.services}>{words}</LinkTo>
    </p>
  );
}

/** Where a data source says nothing, what is shown rests on less. */
function Silent({ overview: { dataSources } }: { overview: Overview }) {
  const styles = useStyles2(getStyles);
  const silent = dataSources.filter(({ healthy }) => !healthy);
  if (silent.length === 0) {
    return null;
  }
  const [{ since } = {}] = silent;
  return (
    <p role="alert" className={styles.silent}>
      {silent.map(({ name }) => name).join(', ')} {silent.length === 1 ? 'does' : 'do'} not answer
      {since ? ` since ${clockText(Date.parse(since))}` : ''}: what only it measures is not known.
    </p>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  side: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  rest: css({
    margin: theme.spacing(0, -2),
    padding: theme.spacing(0.5, 2),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
  }),
  silent: css({ color: theme.colors.text.secondary, margin: theme.spacing(0, 0, 1) }),
});
