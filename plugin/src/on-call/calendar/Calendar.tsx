import { cx } from '@emotion/css';
import React from 'react';
import { Icon, useStyles2 } from '@grafana/ui';
import type { ClockChange } from '@tocsin/api';
import { useNow } from '../../ui/useNow';
import { clockIn, dateIn, dayIn, momentIn, spanIn } from '../zoned';
import { getStyles } from './calendarStyles';
import { type Bar, type Lane, placeIn, type Week } from './weeks';

export interface CalendarActs {
  /** Id of whoever looks: blue. */
  readonly me?: string;
  /** Absent for those who may not act. */
  readonly cover?: (bar: Pick<Bar, 'from' | 'to' | 'shift'>) => void;
  readonly takeBack?: (bar: Bar) => void;
}

interface Props {
  timeZone: string;
  weeks: readonly Week[];
  clockChanges: readonly ClockChange[];
  /** A moment that is looked at, beside now. */
  lookedAt?: number;
  acts: CalendarActs;
}

/** What counts on top, below it how it came about; a day of the calendar is as wide as any other. */
export function Calendar({ timeZone, weeks, clockChanges, lookedAt, acts }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.weeks}>
      {weeks.map((week) => (
        <section key={week.key} className={styles.week} aria-label={`Week of ${dayIn(timeZone, week.from)}`}>
          <Days timeZone={timeZone} week={week} />
          <div className={styles.lanes}>
            <Lines week={week} lookedAt={lookedAt} />
            {week.lanes.map((lane) => (
              <LaneRow key={lane.key} timeZone={timeZone} week={week} lane={lane} acts={acts} />
            ))}
          </div>
          <Sentences timeZone={timeZone} week={week} clockChanges={clockChanges} acts={acts} />
        </section>
      ))}
    </div>
  );
}

function Days({ timeZone, week }: { timeZone: string; week: Week }) {
  const styles = useStyles2(getStyles);
  const today = dateIn(timeZone, useNow());
  return (
    <div className={styles.row}>
      <span />
      <div className={styles.days}>
        {week.days.map(({ date, from, hours }) => (
          <div key={date} className={cx(styles.day, date === today && styles.today)}>
            {dayIn(timeZone, from).replace(/ \w+$/, '')}
            {date === today && ', today'}
            {hours !== 24 && (
              <span className={styles.odd}>
                <Icon name="clock-nine" size="sm" /> {hours} h
              </span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Where we are, and where somebody looks. */
function Lines({ week, lookedAt }: { week: Week; lookedAt?: number }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const inside = (at: number) => week.from <= at && at < week.to;
  return (
    <div className={styles.lines} aria-hidden>
      {week.days.map(({ date }, index) => (
        <span key={date} className={styles.dayLine} style={{ left: `${(index / 7) * 100}%` }} />
      ))}
      {inside(now) && <span className={styles.now} style={{ left: `${placeIn(week.days, now) * 100}%` }} />}
      {lookedAt !== undefined && inside(lookedAt) && (
        <span className={styles.looked} style={{ left: `${placeIn(week.days, lookedAt) * 100}%` }} />
      )}
    </div>
  );
}

interface LaneProps {
  timeZone: string;
  week: Week;
  lane: Lane;
  acts: CalendarActs;
}

function LaneRow({ timeZone, week, lane, acts }: LaneProps) {
  const styles = useStyles2(getStyles);
  const final = lane.kind === 'final';
  return (
    <div className={styles.row}>
      <div className={cx(styles.title, final && styles.strong)}>
        {lane.title}
        {lane.note && <div className={styles.note}>{lane.note}</div>}
      </div>
      <ul className={cx(styles.lane, final && styles.high)} aria-label={lane.title}>
        {lane.bars.map((bar) => (
          <li
            key={bar.key}
            className={styles.place}
            style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }}
          >
            <BarBox timeZone={timeZone} week={week} lane={lane} bar={bar} acts={acts} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function BarBox({ timeZone, week, lane, bar, acts }: LaneProps & { bar: Bar }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const { shift } = bar;
  const name = shift ? (shift.name ?? 'Nobody, on purpose') : 'Nobody';
  const override = shift?.by.kind === 'override';
  const words = `${spanIn(timeZone, bar)}${override ? ', an override' : ''}${override && shift.by.name ? `: ${shift.by.name}` : ''}`;
  const look = cx(
    styles.bar,
    bar.width < 0.04 && styles.tight,
    !shift && (bar.to > now ? styles.gap : styles.was),
    shift?.person !== undefined && shift.person === acts.me && styles.own,
    (lane.kind === 'override' || override) && styles.override
  );
  const inside = shift ? (
    <>
      <span className={styles.name}>{shift.name ?? 'Nobody'}</span>
      {lane.kind === 'final' && bar.width > 0.09 && (
        <span className={styles.note}>until {until(timeZone, bar, week)}</span>
      )}
    </>
  ) : (
    <>
      <Icon name="exclamation-triangle" size="sm" />
      <span className={styles.hidden}>Nobody</span>
    </>
  );
  const open = lane.kind === 'final' ? acts.cover : lane.kind === 'override' ? acts.takeBack : undefined;
  const act = bar.to > now ? open : undefined;
  return act ? (
    <button type="button" className={look} title={`${name}, ${words}`} onClick={() => act(bar)}>
      {inside}
      <span className={styles.hidden}>
        , {words}. {lane.kind === 'final' ? 'Change who it is' : 'Take it back'}
      </span>
    </button>
  ) : (
    <div className={look} title={`${name}, ${words}`}>
      {inside}
      <span className={styles.hidden}>, {words}</span>
    </div>
  );
}

/** "09:00" of the next day, else with its day. */
function until(timeZone: string, { from, to }: Bar, week: Week): string {
  const near = to - Math.max(from, week.from) <= 26 * 3_600_000;
  return near ? clockIn(timeZone, to) : momentIn(timeZone, to).replace(/ \w+,/, '');
}

/** What one has to know of the week, in words. */
function Sentences({
  timeZone,
  week,
  clockChanges,
  acts,
}: Pick<Props, 'timeZone' | 'clockChanges' | 'acts'> & { week: Week }) {
  const styles = useStyles2(getStyles);
  const { cover } = acts;
  const now = useNow();
  const gaps = week.lanes.flatMap(({ bars }) => bars.filter(({ gap }) => gap !== undefined));
  const changes = clockChanges.filter(({ at }) => week.from <= Date.parse(at) && Date.parse(at) < week.to);
  return (
    <>
      {changes.map(({ at, timeZone: zone, words }) => (
        <p key={`${at} ${zone}`} className={styles.change}>
          <Icon name="clock-nine" size="sm" /> {words}
        </p>
      ))}
      {gaps.map((bar) => (
        <p key={bar.key} className={bar.to > now ? styles.gapWords : styles.pastGap}>
          <Icon name="exclamation-triangle" size="sm" /> {spanIn(timeZone, bar)}: nobody {bar.to > now ? 'is' : 'was'}{' '}
          on call. {bar.gap?.why} {bar.gap?.lastResort ? `Last resort is ${bar.gap.lastResort.join(', ')}. ` : ''}
          {cover && bar.to > now && (
            <button
              type="button"
              className={styles.link}
              onClick={() => cover({ ...bar, from: Math.max(bar.from, now) })}
            >
              Cover it
            </button>
          )}
        </p>
      ))}
    </>
  );
}
