import { css } from '@emotion/css';
import React, { useRef } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { AlertDetail } from '@tocsin/api';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { Chart, type Mark } from '../ui/Chart';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { LinkTo } from '../ui/LinkTo';
import { quantityText } from '../ui/numbers';
import { Skeleton } from '../ui/Skeleton';
import { clockText, zoneText } from '../ui/time';
import { isHot } from './alertOrder';
import { bandsOf, isRange, type RangeName } from './graphData';
import { type Graph as GraphData, useGraph } from './useGraph';

const rangeWords: Readonly<Record<RangeName, string>> = {
  '15m': 'last 15 min',
  '1h': 'last hour',
  '6h': 'last 6 h',
  '24h': 'last 24 h',
};
interface Props {
  alert: AlertDetail;
  /** What changed meanwhile: lines that stand upright. */
  marks?: readonly Mark[];
}

export function AlertGraph({ alert, marks }: Props) {
  const expression = alert.graphExpression ?? alert.expression;
  return expression ? (
    <Graph key={alert.fingerprint} alert={alert} expression={expression} marks={marks} />
  ) : (
    <NoExpression />
  );
}

const NoExpression = () => (
  <Card title="Graph">
    Not known: this alert was sent to Tocsin, and its expression did not come with it. Its source, linked on this page,
    may show it.
  </Card>
);

function Graph({ alert, expression, marks }: Props & { expression: string }) {
  const drawing = useRef<HTMLDivElement>(null);
  const styles = useStyles2(getStyles);
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('range');
  const { data, error, dataAt, range } = useGraph(alert, expression, isRange(wanted) ? wanted : undefined);
  const { measure } = alert;
  const format = (value: number) => quantityText(value, measure?.unit);
  // The alert keeps the value that it fired with; beside the line stands the value that the line ends with.
  const last = data?.lines.length === 1 ? data.lines[0]?.at(-1)?.value : undefined;
  const newest = last !== undefined && Number.isFinite(last) ? format(last) : undefined;
  const hot = isHot(alert);
  return (
    <Card
      title={alert.name}
      note={data ? `${rangeWords[range]}, ${zoneText(data.end)}` : rangeWords[range]}
      side={measure?.text && <Now text={newest ? `${newest}${limitWords(measure.text)}` : measure.text} hot={hot} />}
      past={error !== undefined}
    >
      {error && (
        <p className={styles.error} role="alert">
          {error.message}. {dataAt ? `Below: as of ${clockText(dataAt)}.` : ''}
        </p>
      )}
      {!data && !error && <Skeleton rows={1} rowHeight={260} />}
      <div ref={drawing}>{data && <Plot graph={data} alert={alert} marks={marks} format={format} />}</div>
      <div className={styles.foot}>
        <code className={styles.expression}>{alert.expression ?? expression}</code>
        <span className={styles.side}>
          <RadioButtonGroup
            size="sm"
            aria-label="Time shown"
            value={range}
            options={[
              { value: '15m', label: '15 min' },
              { value: '1h', label: '1 h' },
              { value: '6h', label: '6 h' },
              { value: '24h', label: '24 h' },
            ]}
            onChange={(value) => setSearch({ range: value }, { replace: true })}
          />
          {data && (
            <ExportMenu
              name={alert.name}
              drawing={drawing}
              table={() =>
                tableOf(
                  columns,
                  data.lines.flatMap((line, at) => line.map((point) => ({ ...point, line: at + 1 })))
                )
              }
            />
          )}
          {alert.rule && <LinkTo to={paths.rulesMatching(alert.name)}>Rule</LinkTo>}
        </span>
      </div>
    </Card>
  );
}

const columns = [
  { name: 'at', value: ({ at }: Row) => new Date(at).toISOString() },
  { name: 'line', value: ({ line }: Row) => line },
  { name: 'value', value: ({ value }: Row) => value },
];

interface Row {
  readonly at: number;
  readonly line: number;
  readonly value: number;
}

interface PlotProps {
  graph: GraphData;
  alert: AlertDetail;
  marks?: readonly Mark[];
  format(value: number): string;
}

function Plot({ graph: { lines, start, end, stepMs }, alert, marks, format }: PlotProps) {
  const styles = useStyles2(getStyles);
  const limit = limitIn(alert);
  if (lines.length === 0) {
    return (
      <p className={styles.error}>
        The data source has nothing for this expression in this time. State and timeline stand.
      </p>
    );
  }
  return (
    <Chart
      label={alert.measure?.text === '' ? alert.name : `${alert.name}: ${alert.measure?.text ?? 'value not known'}`}
      lines={lines}
      start={start}
      end={end}
      stepMs={stepMs}
      limit={limit === undefined ? undefined : { value: limit, text: format(limit) }}
      bands={bandsOf(alert, end)}
      marks={marks}
      format={format}
      unit={alert.measure?.unit}
    />
  );
}

/** A condition like "up == 0" has a state that it looks for, and no limit. */
const limitIn = ({ measure }: AlertDetail): number | undefined =>
  measure && /[<>]/.test(measure.comparison ?? '>') ? measure.limit : undefined;

const limitWords = (text: string): string => (text.includes(', ') ? text.slice(text.indexOf(', ')) : '');

/** "8.4 %, limit 5 %" comes whole from the service; the number stands out, its limit beside it. */
function Now({ text, hot }: { text: string; hot: boolean }) {
  const styles = useStyles2(getStyles);
  const [value = text, ...rest] = text.split(', ');
  return (
    <span className={styles.now}>
      <span className={hot ? styles.hot : styles.value}>{value}</span>
      {rest.length > 0 && <span className={styles.limit}>{rest.join(', ')}</span>}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  error: css({ color: theme.colors.text.secondary, padding: theme.spacing(2, 0) }),
  foot: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1, 2),
    marginTop: theme.spacing(1),
  }),
  side: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(2), marginLeft: 'auto' }),
  expression: css({
    color: theme.colors.text.secondary,
    background: 'none',
    border: 'none',
    padding: 0,
    margin: 0,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    minWidth: 0,
    fontSize: 12,
  }),
  now: css({ display: 'inline-flex', alignItems: 'baseline', gap: theme.spacing(1) }),
  value: css({ fontSize: 20, fontWeight: theme.typography.fontWeightMedium }),
  hot: css({ fontSize: 20, fontWeight: theme.typography.fontWeightMedium, color: theme.colors.error.text }),
  limit: css({ color: theme.colors.text.secondary }),
});
