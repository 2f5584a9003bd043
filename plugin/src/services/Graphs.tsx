import { css } from '@emotion/css';
import React, { useRef } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { ServiceDetail, ServiceGraph } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { Chart, type Mark } from '../ui/Chart';
import { ExportMenu } from '../ui/export/ExportMenu';
import { quantityText } from '../ui/numbers';
import { Skeleton } from '../ui/Skeleton';
import { zoneText } from '../ui/time';
import { type Drawn, drawnFrom, graphTable, ranges, type RangeName } from './graphSeries';
import { useNow } from '../ui/useNow';
import { useChoice } from './useChoice';

const HEIGHT = 200;

/** Each number over time, with its limit, and what changed as lines across. */
export function Graphs({ service: { name, graphs } }: { service: ServiceDetail }) {
  const styles = useStyles2(getStyles);
  const [range, setRange] = useChoice<RangeName>('range', ranges, '1h');
  const marks = useMarks(name, range);
  return (
    <Card
      title="Graphs"
      note={
        graphs.length > 0 && (
          <>
            <Zone />
            {marks.length > 0 && '; a flag is a change'}
          </>
        )
      }
      side={
        <RadioButtonGroup
          size="sm"
          aria-label="Time shown"
          value={range}
          options={ranges.map(({ value, label }) => ({ value, label }))}
          onChange={setRange}
        />
      }
    >
      {graphs.length === 0 && 'Nothing of it is measured over time.'}
      <div className={styles.graphs}>
        {graphs.map((graph) => (
          <OneGraph key={graph.name} service={name} graph={graph} range={range} marks={marks} />
        ))}
      </div>
    </Card>
  );
}

function Zone() {
  return <>{zoneText(useNow())}</>;
}

/** What changed in that time, as far as is known. */
function useMarks(service: string, range: RangeName): readonly Mark[] {
  const { data } = useResource(() => client.listChanges({ query: { service, limit: '100' } }), {
    key: `changes on the graphs of ${service} ${range}`,
    touchedBy: ({ kinds }) => kinds.includes('change'),
  });
  return data?.changes.map(({ at, title }) => ({ at: Date.parse(at), text: title })) ?? [];
}

interface GraphProps {
  service: string;
  graph: ServiceGraph;
  range: RangeName;
  marks: readonly Mark[];
}

function OneGraph({ service, graph, range, marks }: GraphProps) {
  const styles = useStyles2(getStyles);
  const drawing = useRef<HTMLDivElement>(null);
  const { title, unit, limit, query, source } = graph;
  const everyMs = ranges.find(({ value }) => value === range)?.everyMs;
  const { data, error } = useResource(() => drawnFrom(graph, range), {
    key: `${service} ${source ?? ''} ${query} ${range}`,
    everyMs,
    touchedBy: () => false,
  });
  const last = data?.lines.length === 1 ? data.lines[0]?.points.at(-1)?.value : undefined;
  const format = (value: number) => quantityText(value, unit);
  return (
    <figure className={styles.figure} style={error && data ? { filter: 'grayscale(1)' } : undefined}>
      <figcaption className={styles.head}>
        <span className={styles.title}>{title}</span>
        {last !== undefined && Number.isFinite(last) && <span className={styles.last}>{format(last)}</span>}
        {limit !== undefined && <span className={styles.limit}>limit {format(limit)}</span>}
        {data && data.lines.length > 0 && (
          <span className={styles.save}>
            <ExportMenu
              name={`${title.toLowerCase().replace(/\W+/g, '-')}-of-${service}`}
              table={() => graphTable(data)}
              drawing={drawing}
            />
          </span>
        )}
      </figcaption>
      <div ref={drawing}>
        {error && <p role="alert" className={styles.note}>{`${error.message}.`}</p>}
        {!data && !error && <Skeleton rows={1} rowHeight={HEIGHT} />}
        {data && <Plot drawn={data} graph={graph} marks={marks} format={format} />}
      </div>
    </figure>
  );
}

interface PlotProps {
  drawn: Drawn;
  graph: ServiceGraph;
  marks: readonly Mark[];
  format(value: number): string;
}

function Plot({ drawn, graph: { title, unit, limit }, marks, format }: PlotProps) {
  const styles = useStyles2(getStyles);
  const { lines, start, end, stepMs } = drawn;
  if (lines.length === 0) {
    return (
      <p className={styles.note} style={{ minHeight: HEIGHT }}>
        The data source has nothing for it in this time.
      </p>
    );
  }
  return (
    <Chart
      label={`${title}${limit === undefined ? '' : `, limit ${format(limit)}`}`}
      lines={lines.map(({ points }) => points)}
      start={start}
      end={end}
      stepMs={stepMs}
      limit={limit === undefined ? undefined : { value: limit, text: format(limit) }}
      bands={none}
      marks={marks}
      format={format}
      unit={unit}
      height={HEIGHT}
    />
  );
}

const none: readonly never[] = [];

const getStyles = (theme: GrafanaTheme2) => ({
  graphs: css({
    display: 'grid',
    gap: theme.spacing(2, 3),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(340px, 100%), 1fr))',
    marginTop: theme.spacing(1),
  }),
  figure: css({ margin: 0, minWidth: 0 }),
  head: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(1), fontSize: 13, minHeight: 24 }),
  title: css({ color: theme.colors.text.secondary }),
  last: css({ fontWeight: theme.typography.fontWeightMedium, fontVariantNumeric: 'tabular-nums' }),
  limit: css({ color: theme.colors.text.secondary, fontSize: 12 }),
  save: css({ marginLeft: 'auto' }),
  note: css({ color: theme.colors.text.secondary, padding: theme.spacing(2, 0), margin: 0 }),
});
