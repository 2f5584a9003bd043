import { css } from '@emotion/css';
import React from 'react';
import { useNavigate } from 'react-router-dom';
import { useStyles2 } from '@grafana/ui';
import type { DependencyEdge } from '@tocsin/api';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { ExportMenu } from '../ui/export/ExportMenu';
import { type ExportColumn, tableOf } from '../ui/export/table';
import { Health } from '../ui/HealthMark';
import { healthRank } from '../ui/health';
import { LinkTo } from '../ui/LinkTo';
import { quantityText } from '../ui/numbers';
import { type Column, RowTable } from '../ui/RowTable';
import { knownHow } from './edgeWords';

const columns: ReadonlyArray<Column<DependencyEdge>> = [
  { title: 'From', width: 'minmax(120px, 2fr)', cell: ({ from }) => <LinkTo to={paths.service(from)}>{from}</LinkTo> },
  { title: 'Depends on', width: 'minmax(120px, 2fr)', cell: ({ to }) => to },
  { title: 'Now', width: '120px', cell: ({ state }) => (state ? <Health state={state} /> : 'not measured') },
  { title: 'Requests/s', width: '90px', align: 'right', cell: ({ rate }) => known(rate) },
  { title: 'Errors', width: '80px', align: 'right', cell: ({ errorRate }) => known(errorRate, 'ratio') },
  { title: 'p95', width: '80px', align: 'right', cell: ({ p95 }) => known(p95, 's') },
  { title: 'Known by', width: 'minmax(80px, 1fr)', cell: (edge) => knownHow(edge) },
];

const exported: ReadonlyArray<ExportColumn<DependencyEdge>> = [
  { name: 'from', value: ({ from }) => from },
  { name: 'to', value: ({ to }) => to },
  { name: 'state', value: ({ state }) => state },
  { name: 'requests_per_second', value: ({ rate }) => rate },
  { name: 'error_rate', value: ({ errorRate }) => errorRate },
  { name: 'p95_seconds', value: ({ p95 }) => p95 },
  { name: 'declared', value: ({ declared }) => declared },
  { name: 'discovered_by', value: ({ discovered }) => discovered },
];

const known = (value?: number, unit?: string): string => (value === undefined ? '–' : quantityText(value, unit));

/** The same as the map, as a table: for the keyboard, for screen readers, and for numbers side by side. */
export function Connections({ edges }: { edges: readonly DependencyEdge[] }) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const rows = [...edges].sort(
    (a, b) => healthRank(a.state ?? 'healthy') - healthRank(b.state ?? 'healthy') || (b.rate ?? 0) - (a.rate ?? 0)
  );
  return (
    <div className={styles.below}>
      <Card
        title="Connections"
        note={`${edges.length}, worst first`}
        side={<ExportMenu name="connections" table={() => tableOf(exported, rows)} />}
      >
        <RowTable
          label="Connections"
          rows={rows}
          columns={columns}
          rowHeight={32}
          keyOf={({ from, to }) => `${from} > ${to}`}
          open={({ to }) => navigate(paths.dependenciesOf(to))}
          whole={rows.length <= 40}
        />
      </Card>
    </div>
  );
}

const getStyles = () => ({ below: css({ marginTop: 16 }) });
