import { css } from '@emotion/css';
import React from 'react';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { SilencePreview } from '@tocsin/api';
import { severityColor } from '../ui/severity';
import { criticalOf } from './counts';

type Day = SilencePreview['history']['days'][number];

const HEIGHT = 64;

/** Alerts by day, critical on top. A day that nothing is known of has no bar and says so: it is not a zero. */
export function DayBars({ days }: { days: readonly Day[] }) {
  const styles = useStyles2(getStyles);
  const most = Math.max(1, ...days.map(({ total }) => total));
  return (
    <ol className={styles.days} aria-label="By day">
      {days.map((day, index) => (
        <li key={day.day} className={styles.day}>
          <span className={styles.number}>{numberText(day)}</span>
          <Bar day={day} most={most} />
          <span className={styles.name}>{index === days.length - 1 ? 'Today' : dayName(day.day)}</span>
        </li>
      ))}
    </ol>
  );
}

function Bar({ day, most }: { day: Day; most: number }) {
  const styles = useStyles2(getStyles);
  const critical = criticalOf(day);
  const height = (count: number) => (count === 0 ? 0 : Math.max(4, (count / most) * HEIGHT));
  return (
    <span className={day.known ? styles.bar : styles.unknown} aria-hidden>
      {critical > 0 && <span className={styles.critical} style={{ height: height(critical) }} />}
      {day.total > critical && <span className={styles.others} style={{ height: height(day.total - critical) }} />}
    </span>
  );
}

function numberText(day: Day): string {
  if (!day.known) {
    return 'not known';
  }
  const critical = criticalOf(day);
  return critical > 0 ? `${day.total}, ${critical} critical` : String(day.total);
}

/** A calendar day is the same in every zone. */
const dayName = (day: string): string =>
  dateTimeFormat(Date.parse(`${day}T12:00:00Z`), { format: 'ddd D', timeZone: 'utc' });

const getStyles = (theme: GrafanaTheme2) => ({
  days: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(7, minmax(0, 1fr))',
    alignItems: 'end',
    gap: theme.spacing(0, 1),
    listStyle: 'none',
    margin: theme.spacing(1, 0, 1.5),
  }),
  day: css({ display: 'grid', gap: theme.spacing(0.5), fontSize: 11, minWidth: 0 }),
  number: css({ color: theme.colors.text.primary, lineHeight: '14px', overflowWrap: 'anywhere' }),
  name: css({ color: theme.colors.text.secondary }),
  bar: css({
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'flex-end',
    gap: 1,
    width: '70%',
    minHeight: 1,
    borderBottom: `1px solid ${theme.colors.border.medium}`,
  }),
  unknown: css({ width: '70%', minHeight: 8, borderBottom: `1px dashed ${theme.colors.border.medium}` }),
  others: css({ background: theme.isDark ? theme.colors.border.strong : theme.colors.border.medium }),
  critical: css({ background: severityColor(theme, 'critical') }),
});
