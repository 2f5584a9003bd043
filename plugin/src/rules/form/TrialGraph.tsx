import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { RuleTrial } from '@tocsin/api';
import { linesOf, type RangeName, ranges, stepSeconds } from '../../alerts/graphData';
import { client } from '../../api/client';
import { useResource } from '../../api/useResource';
import { Chart } from '../../ui/Chart';
import { quantityText } from '../../ui/numbers';
import { Skeleton } from '../../ui/Skeleton';

interface Asked {
  readonly query: string;
  readonly source: string;
  readonly range: RangeName;
}

async function load({ query, source, range }: Asked) {
  const end = Date.now();
  const start = end - ranges[range] * 60_000;
  const step = stepSeconds(range);
  const result = await client.queryRange({
    query: {
      query,
      start: String(start / 1000),
      end: String(end / 1000),
      step: String(step),
      source: source === '' ? undefined : source,
    },
  });
  const series = result.resultType === 'matrix' ? result.result.length : 0;
  return { lines: linesOf(result, {}), series, start, end, stepMs: step * 1000 };
}

interface Props {
  trial: RuleTrial & { readonly expression?: string };
  source: string;
}

/** The left side of the last comparison over time, with its limit. */
export function TrialGraph({ trial, source }: Props) {
  const styles = useStyles2(getStyles);
  const [range, setRange] = useState<RangeName>('1h');
  const { graphExpression: query, limit, comparison, name } = trial;
  const resource = useResource(async () => (query === undefined ? undefined : load({ query, source, range })), {
    key: `trial ${source} ${range} ${query ?? ''}`,
    everyMs: 30_000,
    touchedBy: () => false,
  });
  const { data, error } = resource;
  if (query === undefined) {
    return null;
  }
  const shownLimit = limit !== undefined && /[<>]/.test(comparison ?? '') ? limit : undefined;
  return (
    <div>
      {error && <p className={styles.note}>The graph is not known: {error.message}</p>}
      {!data && !error && <Skeleton rows={1} rowHeight={180} />}
      {data && data.lines.length === 0 && (
        <p className={styles.note}>The data source has nothing for it in this time.</p>
      )}
      {data && data.lines.length > 0 && (
        <Chart
          label={`${name || 'The expression'} over time${limit === undefined ? '' : `, limit ${quantityText(limit)}`}`}
          lines={data.lines}
          start={data.start}
          end={data.end}
          stepMs={data.stepMs}
          limit={shownLimit === undefined ? undefined : { value: shownLimit, text: quantityText(shownLimit) }}
          bands={[]}
          format={(value) => quantityText(value)}
          height={180}
        />
      )}
      <div className={styles.foot}>
        {data && data.series > data.lines.length && (
          <span className={styles.note}>
            {data.lines.length} of {data.series} series
          </span>
        )}
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
          onChange={setRange}
        />
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({ color: theme.colors.text.secondary, fontSize: 12, margin: 0, overflowWrap: 'anywhere' }),
  foot: css({ display: 'flex', justifyContent: 'space-between', alignItems: 'center', gap: theme.spacing(1) }),
});
