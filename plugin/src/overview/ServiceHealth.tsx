import { css, cx } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { AlertSummary, RuleGroup } from '@tocsin/api';
import { NoAnswer } from '../api/carry';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { quantityText } from '../ui/numbers';
import { SeverityMark } from '../ui/SeverityMark';
import { Skeleton } from '../ui/Skeleton';
import { clockText } from '../ui/time';
import { type ServiceState, serviceStates } from './serviceState';
import {
  healthQuery,
  type Limits,
  limitOf,
  limitsFrom,
  servicesFrom,
  shownStats,
  type StatName,
  statOf,
} from './stats';

export const METRICS_EVERY_MS = 5000;
const SHOWN = 12;

interface Props {
  alerts: readonly AlertSummary[];
  /** Absent until they are known: numbers are compared as the rules compare them. */
  groups?: readonly RuleGroup[];
}

export function ServiceHealth({ alerts, groups }: Props) {
  const styles = useStyles2(getStyles);
  const limits = useMemo(() => limitsFrom(groups ?? []), [groups]);
  const query = healthQuery(limits);
  const { data, dataAt, error } = useResource(() => client.query({ query: { query } }), {
    key: query,
    everyMs: METRICS_EVERY_MS,
    touchedBy: () => false,
  });
  const states = useMemo(
    () => data && groups && serviceStates(servicesFrom(data), { alerts, limits }),
    [data, groups, alerts, limits]
  );
  const healthy = states?.filter(({ kind }) => kind === 'healthy').length ?? 0;
  return (
    <Card
      title="Service health"
      note={states && states.length > 0 ? `${healthy} of ${states.length} healthy` : undefined}
      side={dataAt && <span className={styles.quiet}>as of {clockText(dataAt)}</span>}
      past={error !== undefined}
    >
      {error && (
        <p role="alert" className={styles.quiet}>
          {error instanceof NoAnswer ? error.message : `The data source does not answer: ${error.message}`}.{' '}
          {dataAt ? `Below: as of ${clockText(dataAt)}.` : 'How the services are is not known from here.'}
        </p>
      )}
      {!states && !error && <Skeleton rows={5} rowHeight={44} />}
      {states?.length === 0 && (
        <p className={styles.quiet}>
          No services yet: the data source knows of no target. Add scrape_configs to Prometheus.
        </p>
      )}
      {states && states.length > 0 && <HealthTable states={states} limits={limits} />}
    </Card>
  );
}

function HealthTable({ states, limits }: { states: readonly ServiceState[]; limits: Limits }) {
  const styles = useStyles2(getStyles);
  const columns = shownStats.filter((name) => states.some(({ values }) => values[name] !== undefined));
  const rest = states.length - SHOWN;
  return (
    <div className={styles.box}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Now</th>
            {columns.map((name) => (
              <th key={name} scope="col" className={styles.number}>
                {statOf(name).title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {states.slice(0, SHOWN).map((state) => (
            <tr key={state.service}>
              <th
                scope="row"
                className={cx(styles.service, (state.kind === 'ill' || state.kind === 'over') && styles.strong)}
              >
                {state.service}
              </th>
              <td className={styles.nowCell}>
                <Now state={state} />
              </td>
              {columns.map((name) => (
                <Value key={name} name={name} state={state} limits={limits} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p className={styles.quiet}>and {rest} more, none worse</p>}
    </div>
  );
}

const icons = {
  ill: 'exclamation-triangle',
  over: 'exclamation-triangle',
  pending: 'clock-nine',
  unknown: 'question-circle',
  healthy: 'check',
} as const;

function Now({ state: { kind, word, severity, alert } }: { state: ServiceState }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.now}>
      {severity ? (
        <SeverityMark severity={severity} decorative />
      ) : (
        <Icon
          name={icons[kind]}
          size="sm"
          className={kind === 'healthy' ? styles.good : kind === 'over' ? styles.warn : undefined}
        />
      )}
      {alert ? (
        <LinkTo to={paths.alert(alert.fingerprint)} quiet>
          {word}
        </LinkTo>
      ) : (
        word
      )}
    </span>
  );
}

interface ValueProps {
  name: StatName;
  state: ServiceState;
  limits: Limits;
}

function Value({ name, state, limits }: ValueProps) {
  const styles = useStyles2(getStyles);
  const value = state.values[name];
  const { title, unit } = statOf(name);
  const { limit, past } = limitOf(state, name, limits);
  return (
    <td className={cx(styles.number, value === undefined && styles.absent, past && styles.strong)} data-title={title}>
      {value === undefined ? '–' : quantityText(value, unit)}
      {value !== undefined && limit && (
        <span className={styles.limit} title={`From the rule ${limit.rule}`}>
          {limit.side === '>' ? 'limit' : 'at least'}{' '}
          {quantityText(limit.value, unit === 'active' || unit === 'waiting' ? undefined : unit)}
        </span>
      )}
    </td>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  // By the room of its card, not of the window: beside it may be a navigation and another column, or neither.
  const phone = '@container (max-width: 699px)';
  return {
    quiet: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0) }),
    box: css({ containerType: 'inline-size' }),
    table: css({
      width: '100%',
      fontSize: 13,
      'thead th': { color: theme.colors.text.secondary, fontSize: 12, fontWeight: theme.typography.fontWeightRegular },
      'th, td': { padding: theme.spacing(0.5, 1), height: 32, verticalAlign: 'top' },
      'th:first-of-type': { paddingLeft: 0 },
      'td:last-of-type, thead th:last-of-type': { paddingRight: 0 },
      'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
      [phone]: {
        thead: { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' },
        'tbody tr': {
          display: 'grid',
          gridTemplateColumns: 'repeat(3, minmax(0, 1fr))',
          gap: theme.spacing(0.5, 1),
          padding: theme.spacing(1, 0),
        },
        'th, td': { display: 'block', height: 'auto', padding: theme.spacing(0.25, 0) },
      },
    }),
    service: css({ fontWeight: theme.typography.fontWeightRegular, [phone]: { gridColumn: 'span 2' } }),
    strong: css({ fontWeight: theme.typography.fontWeightMedium }),
    nowCell: css({ [phone]: { textAlign: 'right' } }),
    now: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
    good: css({ color: theme.colors.success.text }),
    warn: css({ color: theme.colors.warning.text }),
    number: css({
      textAlign: 'right',
      fontVariantNumeric: 'tabular-nums',
      whiteSpace: 'nowrap',
      [phone]: {
        textAlign: 'left',
        '&::before': {
          content: 'attr(data-title)',
          display: 'block',
          color: theme.colors.text.secondary,
          fontSize: 12,
          fontWeight: theme.typography.fontWeightRegular,
        },
      },
    }),
    absent: css({ color: theme.colors.text.secondary, [phone]: { '&&': { display: 'none' } } }),
    limit: css({
      display: 'block',
      color: theme.colors.text.secondary,
      fontSize: 12,
      fontWeight: theme.typography.fontWeightRegular,
      lineHeight: '16px',
    }),
  };
};
