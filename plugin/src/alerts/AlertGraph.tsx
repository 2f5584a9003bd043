import { css } from '@emotion/css';
import React, { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { AlertDetail } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { Chart } from '../ui/Chart';
import { LinkTo } from '../ui/LinkTo';
import { quantityText } from '../ui/numbers';
import { Skeleton } from '../ui/Skeleton';
import { clockText, zoneText } from '../ui/time';
import { bandsOf, isRange, linesOf, rangeFor, type RangeName, ranges, stepSeconds } from './graphData';

const rangeWords: Readonly<Record<RangeName, string>> = {
  '15m': 'last 15 min',
  '1h': 'last hour',
  '6h': 'last 6 h',
  '24h': 'last 24 h',
};
const REFRESH_MS = 5000;

async function load(expression: string, range: RangeName) {
  const end = Date.now();
  const start = end - ranges[range] * 60_000;
  const step = stepSeconds(range);
  const result = await client.queryRange({
    query: { query: expression, start: String(start / 1000), end: String(end / 1000), step: String(step) },
  });
  return { result, start, end, step };
}

export function AlertGraph({ alert }: { alert: AlertDetail }) {
  const expression = alert.graphExpression ?? alert.expression;
  return expression ? <Graph alert={alert} expression={expression} /> : <NoExpression />;
}

const NoExpression = () => (
  <Card title="Graph">
    Not known: this alert was sent to Tocsin, and its expression did not come with it. Its source, linked on this page,
    may show it.
  </Card>
);

function Graph({ alert, expression }: { alert: AlertDetail; expression: string }) {
  const styles = useStyles2(getStyles);
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('range');
  // Chosen once: the picture does not change its span by itself while one looks at it.
  const [fitting] = useState(() => rangeFor(alert.startsAt, Date.now()));
  const range = isRange(wanted) ? wanted : fitting;
  const { data, error, dataAt } = useResource(() => load(expression, range), {
    key: `graph ${range} ${expression}`,
    everyMs: REFRESH_MS,
    touchedBy: () => false,
  });
  const { measure } = alert;
  const format = (value: number) => quantityText(value, measure?.unit);
  return (
    <Card
      title={alert.name}
      note={data ? `${rangeWords[range]}, ${zoneText(data.end)}` : rangeWords[range]}
      side={measure && <Now text={measure.text} hot={alert.status === 'firing'} />}
      past={error !== undefined}
    >
      {error && (
        <p className={styles.error} role="alert">
          {error.message}. {dataAt ? `Below: as of ${clockText(dataAt)}.` : ''}
        </p>
      )}
      {!data && !error && <Skeleton rows={1} rowHeight={260} />}
      {data && <Plot data={data} alert={alert} format={format} />}
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
          {alert.rule && <LinkTo to={paths.rulesMatching(alert.name)}>Rule</LinkTo>}
        </span>
      </div>
    </Card>
  );
}

interface PlotProps {
  data: Awaited<ReturnType<typeof load>>;
  alert: AlertDetail;
  format(value: number): string;
}

function Plot({ data: { result, start, end, step }, alert, format }: PlotProps) {
  const styles = useStyles2(getStyles);
  const lines = linesOf(result, alert.labels);
  const limit = alert.measure?.limit;
  if (lines.length === 0) {
    return (
      <p className={styles.error}>
        The data source has nothing for this expression in this time. State and timeline stand.
      </p>
    );
  }
  return (
    <Chart
      label={`${alert.name}: ${alert.measure?.text ?? 'value not known'}`}
      lines={lines}
      start={start}
      end={end}
      stepMs={step * 1000}
      limit={limit === undefined ? undefined : { value: limit, text: format(limit) }}
      bands={bandsOf(alert, end)}
      format={format}
    />
  );
}

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
