import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { HiddenAlert, SilencePreview } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { Clipped } from '../ui/Clipped';
import { LinkTo } from '../ui/LinkTo';
import { SeverityMark } from '../ui/SeverityMark';
import { clockText, zoneText } from '../ui/time';
import { alertsText } from './counts';

const SHOWN = 8;

/** The alerts that fire and would be told without the silence, the worst first. */
export function HidesNow({ preview, past }: { preview: SilencePreview; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { now, history, at } = preview;
  const asOf = Date.parse(at);
  return (
    <Card
      title="Hides now"
      note={now.total > 0 ? noteOf(now) : undefined}
      side={<span className={styles.side}>{`as of ${clockText(asOf)} ${zoneText(asOf)}${past ? '' : ', live'}`}</span>}
      past={past}
    >
      {now.total === 0 ? (
        <p className={styles.none}>{emptyWords(history)}</p>
      ) : (
        <ul className={styles.list}>
          {now.alerts.slice(0, SHOWN).map((alert) => (
            <Row key={alert.fingerprint} alert={alert} hot={!past && isHot(alert, now)} />
          ))}
        </ul>
      )}
      {now.total > SHOWN && <p className={styles.none}>and {alertsText(now.total - SHOWN)} more</p>}
    </Card>
  );
}

function noteOf({ total, incidents }: SilencePreview['now']): string {
  const where = incidents.length === 1 ? 'in 1 incident' : `in ${incidents.length} incidents`;
  return incidents.length === 0 ? alertsText(total) : `${alertsText(total)} ${where}`;
}

/** Nothing now is no proof that it is harmless. */
function emptyWords({ total, complete, days }: SilencePreview['history']): string {
  if (!days.some(({ known }) => known)) {
    return 'Hides nothing now. What it would have hidden before is not known yet.';
  }
  return `Hides nothing now; ${total === 0 ? 'no alert' : alertsText(total)} ${complete ? 'in the last 7 days' : 'as far as is known'}.`;
}

function isHot({ severity, incident }: HiddenAlert, { incidents }: SilencePreview['now']): boolean {
  const unowned = incidents.some(({ id, owned }) => id === incident && !owned);
  return unowned && severity === 'critical';
}

function Row({ alert, hot }: { alert: HiddenAlert; hot: boolean }) {
  const styles = useStyles2(getStyles);
  const { severity, summary, name, measure, startsAt, fingerprint } = alert;
  return (
    <li className={cx(styles.row, hot && styles.hot)}>
      <SeverityMark severity={severity} />
      <LinkTo to={paths.alert(fingerprint)} quiet className={cx(styles.name, severity === 'critical' && styles.strong)}>
        <Clipped text={summary ?? name} above />
      </LinkTo>
      <span className={styles.measure}>{measure?.text}</span>
      <span className={styles.age}>
        firing <Age since={startsAt} />
      </span>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  side: css({ color: theme.colors.text.secondary }),
  list: css({ listStyle: 'none', margin: theme.spacing(1, -2, 0), containerType: 'inline-size' }),
  row: css({
    display: 'grid',
    gridTemplateColumns: '12px minmax(0, 1.6fr) minmax(0, 1fr) 96px',
    gap: theme.spacing(1.5),
    alignItems: 'center',
    minHeight: 40,
    padding: theme.spacing(0, 2),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
    '@container (max-width: 480px)': {
      gridTemplateColumns: '12px minmax(0, 1fr) auto',
      '& > :nth-child(3)': { display: 'none' },
    },
  }),
  hot: css({
    background: theme.isDark
      ? theme.colors.error.transparent
      : `color-mix(in srgb, ${theme.colors.error.main} 7%, transparent)`,
  }),
  name: css({ minWidth: 0 }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  measure: css({
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
  age: css({ color: theme.colors.text.secondary, textAlign: 'right', whiteSpace: 'nowrap' }),
  none: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 0) }),
});
