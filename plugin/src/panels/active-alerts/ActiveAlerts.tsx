import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { AlertSummary } from '@tocsin/api';
import { PLUGIN_BASE } from '../../constants';
import { linkOf } from '../../panel-kit/linkOf';
import { PanelFrame } from '../../panel-kit/PanelFrame';
import { useAnswer } from '../../panel-kit/useAnswer';
import { severityRank } from '../../ui/severity';
import { SeverityMark } from '../../ui/SeverityMark';
import { absoluteText, lengthText } from '../../ui/time';
import { useNow } from '../../ui/useNow';
import type { ActiveAlertsOptions } from './options';

const EVERY_MS = 5000;

type Props = PanelProps<ActiveAlertsOptions>;

export function ActiveAlerts({ options, width, height, replaceVariables }: Props) {
  const styles = useStyles2(getStyles);
  const answered = useAnswer<{ alerts: AlertSummary[] }>('/alerts', EVERY_MS);
  const search = replaceVariables(options.search);
  const all = answered.data?.alerts;
  const shown = useMemo(() => chosen(all ?? [], { ...options, search }), [all, options, search]);
  const rest = shown.length - options.most;
  return (
    <PanelFrame
      width={width}
      height={height}
      label="Active alerts"
      answered={answered}
      empty={shown.length === 0 ? emptyWords(all ?? []) : undefined}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Alert</th>
            <th scope="col">Service</th>
            <th scope="col">State</th>
            <th scope="col">Value</th>
            <th scope="col">For</th>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, options.most).map((alert) => (
            <Row key={alert.fingerprint} alert={alert} link={options.link} replaceVariables={replaceVariables} />
          ))}
        </tbody>
      </table>
      {rest > 0 && <p className={styles.quiet}>and {rest} more, none worse</p>}
    </PanelFrame>
  );
}

const emptyWords = (all: readonly AlertSummary[]): string =>
  all.length === 0 ? 'No alert fires.' : `None of the ${all.length} alerts is shown with these options.`;

/** The worst first, then the oldest. */
export function chosen(alerts: readonly AlertSummary[], options: ActiveAlertsOptions): readonly AlertSummary[] {
  const text = options.search.trim().toLowerCase();
  return alerts
    .filter(
      (alert) =>
        severityRank(alert.severity) <= severityRank(options.atLeast) &&
        (options.showMuted || alert.muted === undefined) &&
        (options.showPending || alert.status !== 'pending') &&
        alert.status !== 'resolved' &&
        (text === '' || textOf(alert).includes(text))
    )
    .sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || a.startsAt.localeCompare(b.startsAt));
}

const textOf = ({ name, summary, labels }: AlertSummary): string =>
  [name, summary ?? '', ...Object.entries(labels).map(([label, value]) => `${label}=${value}`)].join(' ').toLowerCase();

const stateWords = ({ muted, assignee, status }: AlertSummary): string =>
  muted ? muted.reason : assignee ? `${assignee} has it` : status;

function Row({
  alert,
  link,
  replaceVariables,
}: { alert: AlertSummary; link: string } & Pick<Props, 'replaceVariables'>) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const { fingerprint, name, summary, service, severity, labels, startsAt, measure } = alert;
  const href = linkOf(link, {
    usual: `${PLUGIN_BASE}/alerts/${fingerprint}`,
    values: { alertname: name, service: service ?? '', severity: labels.severity ?? severity },
    replaceVariables,
  });
  const began = Date.parse(startsAt);
  return (
    <tr>
      <th scope="row">
        <span className={styles.name}>
          <SeverityMark severity={severity} />
          <a href={href} title={name}>
            {summary || name}
          </a>
        </span>
      </th>
      <td>{service ?? '–'}</td>
      <td>{stateWords(alert)}</td>
      <td className={styles.number}>{measure?.text ?? '–'}</td>
      <td className={styles.number}>
        <time dateTime={startsAt} title={absoluteText(began)}>
          {lengthText(now - began)}
        </time>
      </td>
    </tr>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    fontSize: 13,
    'th, td': { textAlign: 'left', padding: theme.spacing(0.5, 1), height: 32, verticalAlign: 'middle' },
    'tbody th': { fontWeight: theme.typography.fontWeightRegular },
    'thead th': { color: theme.colors.text.secondary, fontSize: 12, fontWeight: theme.typography.fontWeightRegular },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
    a: { color: theme.colors.text.primary, '&:hover': { textDecoration: 'underline' } },
  }),
  name: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  number: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  quiet: css({ color: theme.colors.text.secondary, padding: theme.spacing(1) }),
});
