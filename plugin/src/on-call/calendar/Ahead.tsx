import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { ScheduleGaps, ScheduleShifts } from '@tocsin/api';
import { paths } from '../../app/paths';
import { Card } from '../../ui/Card';
import { LinkTo } from '../../ui/LinkTo';
import { NotYet } from '../../ui/NotYet';
import { Person } from '../../ui/Person';
import { lengthText } from '../../ui/time';
import { spanIn } from '../zoned';
import type { CalendarActs } from './Calendar';

const MOST = 6;

interface Props {
  gaps?: ScheduleGaps;
  timeZone: string;
  past: boolean;
  cover: CalendarActs['cover'];
}

/** Where nobody is, what the clocks do, and who cannot be reached. */
export function Ahead({ gaps, timeZone, past, cover }: Props) {
  const styles = useStyles2(getStyles);
  const quiet = gaps && gaps.gaps.length + gaps.clockChanges.length + gaps.unreachable.length === 0;
  const more = (gaps?.gaps.length ?? 0) - MOST;
  return (
    <Card title="Next 90 days" note="every minute checked" past={past}>
      {!gaps && <NotYet past={past} rows={3} rowHeight={36} />}
      {quiet && <p className={styles.quiet}>Somebody is on call all the time, and no clock changes.</p>}
      <ul className={styles.list}>
        {gaps?.gaps.slice(0, MOST).map(({ from, until, why }) => {
          const span = { from: Date.parse(from), to: Date.parse(until) };
          return (
            <li key={from} className={styles.row} title={why}>
              <Icon name="exclamation-triangle" className={styles.gap} />
              <span>
                {spanIn(timeZone, span)}: nobody, {lengthText(span.to - span.from)}
              </span>
              {cover && (
                <Button size="sm" fill="text" onClick={() => cover(span)}>
                  Cover
                </Button>
              )}
            </li>
          );
        })}
        {more > 0 && <li className={styles.quiet}>and {more} more times</li>}
        {gaps?.clockChanges.map(({ at, timeZone: zone, words }) => (
          <li key={`${at} ${zone}`} className={styles.row}>
            <Icon name="clock-nine" className={styles.clock} />
            <span>{words}</span>
          </li>
        ))}
        {gaps?.unreachable.map(({ person, why }) => (
          <li key={person} className={styles.row}>
            <Icon name="user" />
            <span>{why}</span>
            <LinkTo to={paths.person(person)}>See</LinkTo>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function Load({ load, past }: { load?: ScheduleShifts['load']; past: boolean }) {
  const styles = useStyles2(getStyles);
  const most = Math.max(1, ...(load ?? []).map(({ hours }) => hours));
  return (
    <Card title="Load in these weeks" note="hours, nights" past={past}>
      {!load && <NotYet past={past} rows={3} rowHeight={36} />}
      {load?.length === 0 && <p className={styles.quiet}>Nobody is on call in them.</p>}
      <ul className={styles.list}>
        {load?.map(({ person, name, hours, nights }) => (
          <li key={person} className={styles.load}>
            <LinkTo to={paths.person(person)} quiet>
              <Person name={name} />
            </LinkTo>
            <span className={styles.track} aria-hidden>
              <span className={styles.fill} style={{ width: `${(hours / most) * 100}%` }} />
            </span>
            <span className={styles.number}>{Math.round(hours)} h</span>
            <span className={styles.nights}>{nights === 1 ? '1 night' : `${nights} nights`}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  row: css({
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr) auto',
    gap: theme.spacing(1),
    alignItems: 'center',
    minHeight: 36,
    fontSize: 13,
    borderTop: `1px solid ${theme.colors.border.weak}`,
    overflowWrap: 'anywhere',
  }),
  gap: css({ color: theme.colors.error.text }),
  clock: css({ color: theme.colors.warning.text }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 13, margin: 0 }),
  load: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(80px, 1fr) minmax(40px, 2fr) 64px 72px',
    gap: theme.spacing(1),
    alignItems: 'center',
    minHeight: 36,
    fontSize: 13,
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  track: css({ height: 6, borderRadius: 3, background: theme.colors.background.secondary }),
  fill: css({ display: 'block', height: 6, borderRadius: 3, background: theme.colors.text.secondary }),
  number: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  nights: css({ textAlign: 'right', color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
});
