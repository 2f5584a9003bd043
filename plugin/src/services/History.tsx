import { css } from '@emotion/css';
import React, { useRef } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { HealthStrip as Strip, ServiceDetail, Uptime } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { Health } from '../ui/HealthMark';
import { HealthStrip, StripLegend } from '../ui/HealthStrip';
import { Skeleton } from '../ui/Skeleton';
import { cellStart, stateOfCell } from '../ui/strip';
import { absoluteText, clockText, dayText, lengthText } from '../ui/time';
import { useChoice } from './useChoice';
import { uptimeText } from './words';

const ranges = [
  { value: '24h', label: '24 h', of: 'day' },
  { value: '7d', label: '7 d', of: 'week' },
  { value: '30d', label: '30 d', of: 'month' },
  { value: '90d', label: '90 d', of: 'quarter' },
] as const;
type Range = (typeof ranges)[number]['value'];

const SHOWN = 8;

/** Its states over time, and the uptime with how it is calculated. */
export function History({ service: { name, uptime }, past }: { service: ServiceDetail; past: boolean }) {
  const styles = useStyles2(getStyles);
  const drawing = useRef<HTMLDivElement>(null);
  const [range, setRange] = useChoice<Range>('history', ranges, '24h');
  const { data, error } = useResource(() => client.getServiceHistory({ params: { name }, query: { range } }), {
    key: `history of ${name} ${range}`,
    everyMs: range === '24h' ? 15_000 : 300_000,
    touchedBy: ({ services = [] }) => services.includes(name),
  });
  return (
    <Card
      title="History"
      note={data && `a cell is ${lengthText(data.strip.stepSeconds * 1000)}`}
      side={
        <span className={styles.side}>
          <RadioButtonGroup
            size="sm"
            aria-label="History shown"
            value={range}
            options={ranges.map(({ value, label }) => ({ value, label }))}
            onChange={setRange}
          />
          {data && (
            <ExportMenu
              name={`history-of-${name}`}
              table={() => tableOf(columns, cellsOf(data.strip))}
              drawing={drawing}
            />
          )}
        </span>
      }
      past={past || error !== undefined}
    >
      {error && !data && <p role="alert">Not known: {error.message}</p>}
      {!data && !error && <Skeleton rows={1} rowHeight={120} />}
      {data && (
        <>
          <div ref={drawing}>
            <HealthStrip name={name} strip={data.strip} height={40} walk />
          </div>
          <Ends strip={data.strip} />
          <StripLegend cell={data.strip.backfilled ? afterwards(data.strip) : undefined} />
          <Uptimes all={uptime} range={range} />
          <p className={styles.sum}>Uptime: {data.uptime.arithmetic}</p>
          <Spans spans={data.spans} />
        </>
      )}
    </Card>
  );
}

const afterwards = (strip: Strip): string =>
  `until ${dayText(cellStart(strip, strip.backfilled ?? 0))} calculated from Prometheus afterwards`;

function Ends({ strip }: { strip: Strip }) {
  const styles = useStyles2(getStyles);
  const start = cellStart(strip, 0);
  return (
    <div className={styles.ends} aria-hidden>
      <span>{strip.stepSeconds * strip.cells.length > 86_400 ? dayText(start) : clockText(start)}</span>
      <span>now</span>
    </div>
  );
}

function Uptimes({ all, range }: { all: ServiceDetail['uptime']; range: Range }) {
  const styles = useStyles2(getStyles);
  const known: ReadonlyArray<{ value: Range; label: string; uptime: Uptime }> = ranges.map(({ value, label, of }) => ({
    value,
    label,
    uptime: all[of],
  }));
  return (
    <dl className={styles.uptimes}>
      {known.map(({ value, label, uptime }) => (
        <div key={value} title={uptime.arithmetic} className={value === range ? styles.chosen : undefined}>
          <dt>{label}</dt>
          <dd>{uptimeText(uptime.percent)}</dd>
        </div>
      ))}
    </dl>
  );
}

type Span = Awaited<ReturnType<typeof client.getServiceHistory>>['spans'][number];

function Spans({ spans }: { spans: readonly Span[] }) {
  const styles = useStyles2(getStyles);
  if (spans.length === 0) {
    return <p className={styles.sum}>It was healthy all that time.</p>;
  }
  return (
    <>
      <ul className={styles.spans}>
        {spans.slice(0, SHOWN).map(({ from, to, state, text, backfilled }) => (
          <li key={`${from} ${state}`}>
            <time dateTime={from} title={absoluteText(Date.parse(from))}>
              {dayText(Date.parse(from))}, {clockText(Date.parse(from))}
            </time>
            <span className={styles.length}>{lengthText(Date.parse(to) - Date.parse(from))}</span>
            <Health state={state} />
            <span className={styles.text}>
              {text}
              {backfilled ? ' (calculated afterwards)' : ''}
            </span>
          </li>
        ))}
      </ul>
      {spans.length > SHOWN && <p className={styles.sum}>and {spans.length - SHOWN} before</p>}
    </>
  );
}

interface Cell {
  readonly from: string;
  readonly state: string;
  readonly backfilled: boolean;
}

const cellsOf = (strip: Strip): Cell[] =>
  [...strip.cells].map((letter, at) => ({
    from: new Date(cellStart(strip, at)).toISOString(),
    state: stateOfCell(letter),
    backfilled: at < (strip.backfilled ?? 0),
  }));

const columns = [
  { name: 'from', value: ({ from }: Cell) => from },
  { name: 'state', value: ({ state }: Cell) => state },
  { name: 'calculated_afterwards', value: ({ backfilled }: Cell) => backfilled },
];

const getStyles = (theme: GrafanaTheme2) => ({
  side: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  ends: css({
    display: 'flex',
    justifyContent: 'space-between',
    marginTop: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontSize: 12,
  }),
  uptimes: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(4, minmax(0, 1fr))',
    gap: theme.spacing(1),
    margin: theme.spacing(2, 0, 0),
    '& > div': { padding: theme.spacing(1), border: `1px solid ${theme.colors.border.weak}`, borderRadius: 2 },
    dt: { color: theme.colors.text.secondary, fontSize: 12 },
    dd: { margin: 0, fontSize: 16, fontVariantNumeric: 'tabular-nums' },
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  }),
  chosen: css({ background: theme.colors.background.secondary }),
  sum: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.secondary, fontSize: 13 }),
  spans: css({
    listStyle: 'none',
    marginTop: theme.spacing(1),
    fontSize: 13,
    '& > li': {
      display: 'grid',
      gridTemplateColumns: '132px 84px 116px minmax(0, 1fr)',
      gap: theme.spacing(1),
      padding: theme.spacing(0.5, 0),
      borderTop: `1px solid ${theme.colors.border.weak}`,
    },
    '& time': { color: theme.colors.text.secondary, whiteSpace: 'nowrap' },
    [theme.breakpoints.down('sm')]: { '& > li': { gridTemplateColumns: 'auto minmax(0, 1fr) auto' } },
  }),
  length: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  text: css({ overflowWrap: 'anywhere', [theme.breakpoints.down('sm')]: { gridColumn: '1 / -1' } }),
});
