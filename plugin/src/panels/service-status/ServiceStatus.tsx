import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import { type GrafanaTheme2, LoadingState, type PanelProps } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { ServiceStatusOptions } from './options';
import { type Service, servicesIn } from './services';
import { StateMark } from './StateMark';
import { TocsinServices } from './TocsinServices';

export const ServiceStatus = (props: PanelProps<ServiceStatusOptions>) =>
  props.options.source === 'tocsin' ? <TocsinServices {...props} /> : <QueriedServices {...props} />;

function QueriedServices({ data, options, width, height }: PanelProps<ServiceStatusOptions>) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const services = useMemo(() => servicesIn(data.series, options.label, theme), [data.series, options.label, theme]);
  const shown = options.onlyUnhealthy ? services.filter(({ state }) => state !== 'healthy') : services;
  const failure = data.errors?.[0];
  return (
    // Focusable, since what scrolls must be reached by the keyboard too.
    <div style={{ width, height }} className={styles.box} role="region" aria-label="Services" tabIndex={0}>
      {failure && (
        <p role="alert" className={styles.error}>
          The query failed: {failure.message ?? 'no reason was given'}.
          {services.length > 0 ? ' Below: what was known before.' : ' How the services are is not known.'}
        </p>
      )}
      {shown.length > 0 && <List services={shown} showValue={options.showValue} past={failure !== undefined} />}
      {shown.length === 0 && !failure && <Empty all={services.length} loading={data.state === LoadingState.Loading} />}
    </div>
  );
}

function List({ services, showValue, past }: { services: readonly Service[]; showValue: boolean; past: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={past ? styles.past : undefined}>
      {services.map(({ name, state, value }) => (
        <li key={name} className={styles.row}>
          <StateMark state={state} />
          <span className={styles.name} title={name}>
            {name}
          </span>
          <span className={styles.state}>{state === 'unknown' ? 'not known' : state}</span>
          {showValue && <span className={styles.value}>{value}</span>}
        </li>
      ))}
    </ul>
  );
}

function Empty({ all, loading }: { all: number; loading: boolean }) {
  const styles = useStyles2(getStyles);
  if (loading) {
    return <p className={styles.empty}>Asking…</p>;
  }
  return all > 0 ? (
    <p className={styles.empty}>{all === 1 ? 'The one service is healthy.' : `All ${all} services are healthy.`}</p>
  ) : (
    <p className={styles.empty}>
      No services. Ask for one number per service, for example <code>min by (job) (up)</code>, and set thresholds.
    </p>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ overflow: 'auto' }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 32,
    padding: theme.spacing(0, 0.5),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    listStyle: 'none',
    fontSize: 13,
  }),
  name: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  state: css({ color: theme.colors.text.secondary }),
  value: css({ minWidth: 72, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  past: css({ color: theme.colors.text.secondary, filter: 'grayscale(1)' }),
  error: css({ color: theme.colors.error.text }),
  empty: css({ color: theme.colors.text.secondary, padding: theme.spacing(2), textAlign: 'center' }),
});
