import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Response, Routes, ServiceSummary } from '@tocsin/api';
import { PLUGIN_BASE } from '../../constants';
import { linkOf } from '../../panel-kit/linkOf';
import { PanelFrame } from '../../panel-kit/PanelFrame';
import { useAnswer } from '../../panel-kit/useAnswer';
import { Health } from '../../ui/HealthMark';
import { HealthStrip, StripLegend } from '../../ui/HealthStrip';
import { quantityText } from '../../ui/numbers';
import type { ServiceStatusOptions } from './options';

const EVERY_MS = 5000;

type Props = Pick<PanelProps<ServiceStatusOptions>, 'options' | 'width' | 'height' | 'replaceVariables'>;

/** Services as Tocsin knows them: state in a word, 24 hours in quarters, errors and p95. */
export function TocsinServices({ options, width, height, replaceVariables }: Props) {
  const styles = useStyles2(getStyles);
  const answered = useAnswer<Response<Routes['listServices']>>('/services?strips=1&limit=500', EVERY_MS);
  const all = answered.data?.services ?? [];
  const shown = options.onlyUnhealthy ? all.filter(({ state }) => state !== 'healthy') : all;
  return (
    <PanelFrame
      width={width}
      height={height}
      label="Services"
      answered={answered}
      empty={shown.length === 0 ? emptyWords(all.length) : undefined}
    >
      <ul className={styles.list}>
        {shown.map((service) => (
          <li key={service.name} title={service.sentence}>
            <a
              href={linkOf(options.link, {
                usual: `${PLUGIN_BASE}/services/${encodeURIComponent(service.name)}`,
                values: { service: service.name },
                replaceVariables,
              })}
            >
              {service.title ?? service.name}
            </a>
            <Health state={service.state} word={service.word} />
            {options.showStrip && width > 480 && service.strip && (
              <span className={styles.strip}>
                <HealthStrip name={service.name} strip={service.strip} height={16} />
              </span>
            )}
            {options.showValue && <span className={styles.value}>{numbersOf(service)}</span>}
          </li>
        ))}
      </ul>
      {options.showStrip && width > 480 && <StripLegend cell="a cell is 15 min" />}
    </PanelFrame>
  );
}

const emptyWords = (all: number): string =>
  all === 0
    ? 'No service is known yet: Tocsin finds them in what Prometheus scrapes.'
    : all === 1
      ? 'The one service is healthy.'
      : `All ${all} services are healthy.`;

function numbersOf({ numbers: { errorRate, p95 } }: ServiceSummary): string {
  const parts = [
    errorRate === undefined ? undefined : `${quantityText(errorRate, 'ratio')} errors`,
    p95 === undefined ? undefined : `p95 ${quantityText(p95, 's')}`,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : '–';
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    listStyle: 'none',
    fontSize: 13,
    '& > li': {
      display: 'grid',
      gridTemplateColumns: 'minmax(80px, 1fr) minmax(96px, auto) minmax(0, 3fr) minmax(120px, auto)',
      alignItems: 'center',
      gap: theme.spacing(1.5),
      minHeight: 32,
      padding: theme.spacing(0, 0.5),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    a: {
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      color: theme.colors.text.primary,
      '&:hover': { textDecoration: 'underline' },
    },
  }),
  strip: css({ minWidth: 0 }),
  value: css({ gridColumn: '-2', textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
});
