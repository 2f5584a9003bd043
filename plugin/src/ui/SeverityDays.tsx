import { css } from '@emotion/css';
import React from 'react';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Severity } from '@tocsin/api';
import { severityColor, severityWord } from './severity';
import { SeverityMark } from './SeverityMark';

interface Day {
  /** `2026-11-21`. */
  readonly day: string;
  readonly total: number;
  readonly bySeverity: Readonly<Partial<Record<Severity, number>>>;
}

interface Props {
  days: readonly Day[];
  height: number;
  legend?: boolean;
  /** Before this nothing is known: such days have no bar, and say so. */
  knownFrom?: string;
}

/** From the bottom up: the worst stands on top. */
const stack: readonly Severity[] = ['none', 'low', 'medium', 'high', 'critical'];
const NUMBER = 18;
const NAME = 18;

/** A bar for each day, severities stacked, the count on top. */
export function SeverityDays({ days, height, legend = true, knownFrom }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const most = Math.max(1, ...days.map(({ total }) => total));
  const room = Math.max(24, height - NUMBER - NAME);
  const few = days.length <= 14;
  return (
    <div>
      <ol className={styles.days} style={{ height }}>
        {days.map((day, at) => {
          const unknown = knownFrom !== undefined && day.day < knownFrom.slice(0, 10);
          return (
            <li key={day.day} title={wordsOf(day, unknown)}>
              <span className={styles.hidden}>{wordsOf(day, unknown)}</span>
              <span aria-hidden className={styles.number}>
                {few && !unknown && day.total > 0 ? day.total : ''}
              </span>
              <span aria-hidden className={styles.bar}>
                {[...stack].reverse().map((severity) => {
                  const count = day.bySeverity[severity] ?? 0;
                  return count === 0 ? null : (
                    <span
                      key={severity}
                      style={{
                        height: Math.max(2, (count / most) * room),
                        background: severityColor(theme, severity),
                      }}
                    />
                  );
                })}
              </span>
              <span aria-hidden className={styles.name}>
                {at === days.length - 1 ? 'Today' : few || at % 7 === 0 ? nameOf(day.day) : ''}
              </span>
            </li>
          );
        })}
      </ol>
      {legend && (
        <div className={styles.legend}>
          {(['critical', 'high', 'medium', 'low'] as const).map((severity) => (
            <span key={severity}>
              <SeverityMark severity={severity} decorative /> {severityWord[severity].toLowerCase()}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function wordsOf({ day, total, bySeverity }: Day, unknown: boolean): string {
  if (unknown) {
    return `${nameOf(day)}: not known`;
  }
  const parts = [...stack]
    .reverse()
    .flatMap((severity) =>
      bySeverity[severity] ? [`${bySeverity[severity]} ${severityWord[severity].toLowerCase()}`] : []
    );
  return `${nameOf(day)}: ${total} ${total === 1 ? 'alert' : 'alerts'}${parts.length > 0 ? `, ${parts.join(', ')}` : ''}`;
}

/** A calendar day is the same in every zone. */
const nameOf = (day: string): string =>
  dateTimeFormat(Date.parse(`${day}T12:00:00Z`), { format: 'ddd D', timeZone: 'utc' });

const getStyles = (theme: GrafanaTheme2) => ({
  days: css({
    display: 'flex',
    alignItems: 'flex-end',
    gap: theme.spacing(1),
    listStyle: 'none',
    '& > li': { flex: '1 1 0', minWidth: 0, display: 'flex', flexDirection: 'column', alignItems: 'center' },
  }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  number: css({ height: NUMBER, fontSize: 12, color: theme.colors.text.primary }),
  bar: css({
    width: '72%',
    maxWidth: 56,
    minHeight: 1,
    display: 'flex',
    flexDirection: 'column',
    gap: 1,
    borderBottom: `1px solid ${theme.colors.border.medium}`,
  }),
  name: css({ height: NAME, fontSize: 12, color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  legend: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: theme.spacing(0.5, 2),
    fontSize: 12,
    color: theme.colors.text.secondary,
    '& > span': { display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) },
  }),
});
