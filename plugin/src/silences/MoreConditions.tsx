import { css, cx } from '@emotion/css';
import React, { useId } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, Icon, Input, TextArea, useStyles2 } from '@grafana/ui';
import { type Repeat, type RepeatKind, repeatWords, shortDay, weekdays, wireRepeat } from './repeat';
import { timeZoneName } from './usePreview';

interface Props {
  repeat: Repeat;
  setRepeat(repeat: Repeat): void;
  /** Days without use after which it ends itself; empty: it does not. */
  unusedDays: string;
  setUnusedDays(days: string): void;
  /** Opened at once, where something of it is set. */
  open: boolean;
}

/** What few silences need: holding only at some hours, and ending themselves when nothing uses them. */
export function MoreConditions({ repeat, setRepeat, unusedDays, setUnusedDays, open }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const kinds: Array<readonly [RepeatKind, string]> = [
    ['never', 'Holds all the time until it ends'],
    ['weekly', 'Holds only on some days of the week'],
    ['calendar', 'Holds as a calendar entry says (iCal)'],
    ...(repeat.kept ? [['kept', `Holds ${repeatWords(repeat.kept)}`] as const] : []),
  ];
  const wrong = wireRepeat(repeat, timeZoneName());
  return (
    <details className={styles.more} open={open || undefined}>
      <summary className={styles.summary}>Repeat it, or end it when nothing uses it</summary>
      <div className={styles.fields}>
        <label htmlFor={`${id}-kind`} className={styles.small}>
          When it holds
        </label>
        <select
          id={`${id}-kind`}
          className={styles.select}
          value={repeat.kind}
          onChange={({ currentTarget }) =>
            setRepeat({ ...repeat, kind: kinds.find(([kind]) => kind === currentTarget.value)?.[0] ?? 'never' })
          }
        >
          {kinds.map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
        {repeat.kind === 'weekly' && <Weekly repeat={repeat} setRepeat={setRepeat} />}
        {repeat.kind === 'calendar' && (
          <TextArea
            aria-label="Calendar entry"
            rows={4}
            value={repeat.ical}
            placeholder={
              'BEGIN:VEVENT\nDTSTART;TZID=Europe/Zurich:20261121T020000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\nEND:VEVENT'
            }
            onChange={({ currentTarget }) => setRepeat({ ...repeat, ical: currentTarget.value })}
          />
        )}
        {typeof wrong === 'string' && (
          <p className={styles.wrong}>
            <Icon name="exclamation-triangle" size="sm" /> {wrong}
          </p>
        )}
        <Unused days={unusedDays} set={setUnusedDays} />
      </div>
    </details>
  );
}

function Unused({ days, set }: { days: string; set(days: string): void }) {
  return (
    <>
      <Checkbox
        label="End it when nothing has matched for some days"
        value={days !== ''}
        onChange={({ currentTarget }) => set(currentTarget.checked ? '3' : '')}
      />
      {days !== '' && (
        <Input
          aria-label="Days without a match"
          type="number"
          min={1}
          max={365}
          width={16}
          suffix="days"
          value={days}
          onChange={({ currentTarget }) => set(currentTarget.value || '1')}
        />
      )}
    </>
  );
}

function Weekly({ repeat, setRepeat }: Pick<Props, 'repeat' | 'setRepeat'>) {
  const styles = useStyles2(getStyles);
  const { days, from, to } = repeat;
  const toggle = (day: string) =>
    setRepeat({ ...repeat, days: weekdays.filter((known) => (known === day) !== days.includes(known)) });
  return (
    <>
      <div role="group" aria-label="Days of the week" className={styles.days}>
        {weekdays.map((day) => (
          <button
            key={day}
            type="button"
            aria-pressed={days.includes(day)}
            className={cx(styles.day, days.includes(day) && styles.chosen)}
            onClick={() => toggle(day)}
          >
            {shortDay(day)}
          </button>
        ))}
      </div>
      <div className={styles.hours}>
        <Input
          aria-label="From"
          type="time"
          value={from}
          onChange={({ currentTarget }) => setRepeat({ ...repeat, from: currentTarget.value })}
        />
        <span>to</span>
        <Input
          aria-label="To"
          type="time"
          value={to}
          onChange={({ currentTarget }) => setRepeat({ ...repeat, to: currentTarget.value })}
        />
        <span className={styles.zone}>{timeZoneName()}</span>
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  more: css({ '& > summary': { listStylePosition: 'inside' } }),
  summary: css({
    cursor: 'pointer',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  fields: css({ display: 'grid', gap: theme.spacing(1), paddingTop: theme.spacing(1), justifyItems: 'start' }),
  small: css({ fontSize: 12, color: theme.colors.text.secondary }),
  select: css({
    height: 32,
    width: 'auto',
    maxWidth: '100%',
    margin: 0,
    padding: theme.spacing(0, 1),
    color: theme.components.input.text,
    background: theme.components.input.background,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
  }),
  days: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5) }),
  day: css({
    minWidth: 44,
    height: 32,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    background: 'none',
    color: theme.colors.text.secondary,
  }),
  chosen: css({
    background: theme.colors.background.secondary,
    borderColor: theme.colors.primary.border,
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  hours: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    '& > div': { width: 120 },
  }),
  zone: css({ color: theme.colors.text.secondary, fontSize: 12 }),
  wrong: css({ color: theme.colors.error.text, fontSize: 12, margin: 0 }),
});
