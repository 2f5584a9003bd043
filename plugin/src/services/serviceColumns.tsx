import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ServiceSummary } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Clipped } from '../ui/Clipped';
import type { ExportColumn } from '../ui/export/table';
import { Health } from '../ui/HealthMark';
import { HealthStrip } from '../ui/HealthStrip';
import { LinkTo } from '../ui/LinkTo';
import { quantityText } from '../ui/numbers';
import type { Column } from '../ui/RowTable';

export const serviceKey = ({ name }: ServiceSummary): string => name;

interface Shape {
  readonly narrow: boolean;
  /** Among other cards: without owner, score and age. */
  readonly brief?: boolean;
}

export function serviceColumns({ narrow, brief = false }: Shape): ReadonlyArray<Column<ServiceSummary>> {
  if (narrow) {
    return [{ title: 'Service', width: 'minmax(0, 1fr)', cell: (service) => <NarrowCell service={service} /> }];
  }
  return [
    { title: 'Service', width: 'minmax(88px, 1.1fr)', cell: (service) => <Name service={service} /> },
    { title: 'Now', width: '108px', cell: ({ state, word }) => <Health state={state} word={word} /> },
    ...(brief ? [] : [since]),
    strip,
    ...(brief ? [] : [score]),
    { title: 'Errors', width: '60px', align: 'right', cell: ({ numbers }) => amount(numbers.errorRate, 'ratio') },
    { title: 'p95', width: '64px', align: 'right', cell: ({ numbers }) => amount(numbers.p95, 'seconds') },
  ];
}

const since: Column<ServiceSummary> = {
  title: 'For',
  width: '84px',
  align: 'right',
  cell: (service) => <Age since={service.since} />,
};

const score: Column<ServiceSummary> = {
  title: 'Score',
  width: '56px',
  align: 'right',
  cell: (service) => amount(service.score),
};

const strip: Column<ServiceSummary> = {
  title: 'Last 24 h',
  head: <Scale />,
  width: 'minmax(96px, 3fr)',
  cell: ({ name, strip }) => (strip ? <HealthStrip name={name} strip={strip} /> : null),
};

const amount = (value: number | undefined, unit?: string) =>
  value === undefined ? <span title="not known">–</span> : quantityText(value, unit);

export const isIll = ({ state }: ServiceSummary): boolean => state === 'failing' || state === 'degraded';

function Name({ service }: { service: ServiceSummary }) {
  const styles = useStyles2(getStyles);
  const { name, title } = service;
  return (
    <LinkTo to={paths.service(name)} quiet className={cx(isIll(service) && styles.strong)}>
      <Clipped text={title ?? name} above />
    </LinkTo>
  );
}

function NarrowCell({ service }: { service: ServiceSummary }) {
  const styles = useStyles2(getStyles);
  const { name, state, word, strip } = service;
  return (
    <div className={styles.narrow}>
      <Name service={service} />
      <Health state={state} word={word} />
      <div className={styles.whole}>{strip && <HealthStrip name={name} strip={strip} height={16} />}</div>
    </div>
  );
}

/** Above the strips: how long ago. */
function Scale() {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.scale} aria-hidden>
      {['24 h ago', '18 h', '12 h', '6 h', 'now'].map((word) => (
        <span key={word}>{word}</span>
      ))}
    </span>
  );
}

/** A list of services, as a program wants it. */
export const serviceExport: ReadonlyArray<ExportColumn<ServiceSummary>> = [
  { name: 'service', value: ({ name }) => name },
  { name: 'state', value: ({ state }) => state },
  { name: 'word', value: ({ word }) => word },
  { name: 'since', value: ({ since }) => since },
  { name: 'score', value: ({ score }) => score },
  { name: 'owner', value: ({ owner }) => owner },
  { name: 'tier', value: ({ tier }) => tier },
  { name: 'kind', value: ({ kind }) => kind },
  { name: 'request_rate', value: ({ numbers }) => numbers.requestRate },
  { name: 'error_rate', value: ({ numbers }) => numbers.errorRate },
  { name: 'p95_seconds', value: ({ numbers }) => numbers.p95 },
  { name: 'cpu', value: ({ numbers }) => numbers.cpu },
  { name: 'memory_bytes', value: ({ numbers }) => numbers.memory },
  { name: 'last_24_h', value: ({ strip }) => strip?.cells },
];

const getStyles = (theme: GrafanaTheme2) => ({
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  narrow: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    gap: theme.spacing(0.5, 1),
    alignItems: 'center',
  }),
  whole: css({ gridColumn: '1 / -1' }),
  scale: css({ display: 'flex', justifyContent: 'space-between' }),
});
