import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { ClockChange } from '@tocsin/api';
import { Person } from '../../ui/Person';
import { useNow } from '../../ui/useNow';
import { spanIn } from '../zoned';
import type { CalendarActs } from './Calendar';
import type { Week } from './weeks';

interface Props {
  timeZone: string;
  weeks: readonly Week[];
  clockChanges: readonly ClockChange[];
  acts: CalendarActs;
}

/** The same on a phone: what counts, one after the other. */
export function Agenda({ timeZone, weeks, clockChanges, acts: { me, cover } }: Props) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const seen = new Set<string>();
  const bars = weeks
    .flatMap(({ lanes }) => lanes[0]?.bars ?? [])
    .filter(({ key }) => !seen.has(key) && seen.add(key) !== undefined);
  return (
    <>
      <ul className={styles.list}>
        {bars.map((bar) => (
          <li key={bar.key} className={cx(styles.row, bar.shift?.person === me && me !== undefined && styles.own)}>
            <div className={styles.words}>
              <span className={cx(bar.gap && styles.gap)}>
                {bar.gap ? <Icon name="exclamation-triangle" size="sm" /> : null}
                <Person name={bar.shift?.name} />
              </span>
              <div className={styles.when}>{spanIn(timeZone, bar)}</div>
            </div>
            {cover && bar.to > now && (
              <button type="button" className={styles.change} onClick={() => cover(bar)}>
                {bar.gap ? 'Cover it' : 'Change'}
              </button>
            )}
          </li>
        ))}
      </ul>
      {clockChanges.map(({ at, timeZone: zone, words }) => (
        <p key={`${at} ${zone}`} className={styles.clock}>
          <Icon name="clock-nine" size="sm" /> {words}
        </p>
      ))}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 56,
    padding: theme.spacing(0.5, 1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  own: css({ boxShadow: `inset 3px 0 ${theme.colors.primary.main}` }),
  words: css({ flex: 1, minWidth: 0 }),
  gap: css({ color: theme.colors.error.text, display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  when: css({ color: theme.colors.text.secondary, fontSize: 13 }),
  change: css({
    minHeight: 44,
    minWidth: 64,
    border: 'none',
    background: 'none',
    color: theme.colors.text.link,
  }),
  clock: css({ color: theme.colors.warning.text, fontSize: 13, margin: theme.spacing(1, 0, 0) }),
});
