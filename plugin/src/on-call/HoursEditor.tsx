import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, Input, useStyles2 } from '@grafana/ui';
import { Weekday, type WrittenHours, type WrittenSpan } from '@tocsin/api';

interface Props {
  label: string;
  hours: WrittenHours | undefined;
  set(hours: WrittenHours | undefined): void;
}

const days = Weekday.options;

/** Times of a week; none is an answer too. */
export function HoursEditor({ label, hours, set }: Props) {
  const styles = useStyles2(getStyles);
  const spans = hours?.spans ?? [];
  const put = (next: WrittenSpan[]) => set(next.length > 0 ? { ...hours, spans: next } : undefined);
  const change = (index: number, to: Partial<WrittenSpan>) =>
    put(spans.map((span, at) => (at === index ? { ...span, ...to } : span)));
  return (
    <div role="group" aria-label={label}>
      {spans.map((span, index) => (
        <div key={index} className={styles.span}>
          <Days span={span} label={`${label}, line ${index + 1}`} set={(chosen) => change(index, { days: chosen })} />
          <Input
            aria-label={`${label}, line ${index + 1}: from`}
            type="time"
            width={14}
            value={span.from}
            onChange={({ currentTarget }) => change(index, { from: currentTarget.value })}
          />
          to
          <Input
            aria-label={`${label}, line ${index + 1}: to`}
            type="time"
            width={14}
            value={span.to === '24:00' ? '00:00' : span.to}
            onChange={({ currentTarget }) =>
              change(index, { to: currentTarget.value === '00:00' ? '24:00' : currentTarget.value })
            }
          />
          <IconButton
            name="trash-alt"
            aria-label={`Take line ${index + 1} out`}
            onClick={() => put(spans.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="sm"
        fill="text"
        type="button"
        icon="plus"
        onClick={() => put([...spans, { from: '22:00', to: '07:00' }])}
      >
        {spans.length === 0 ? 'Add hours' : 'Add more'}
      </Button>
    </div>
  );
}

function Days({ span, label, set }: { span: WrittenSpan; label: string; set(days: WrittenSpan['days']): void }) {
  const styles = useStyles2(getStyles);
  const chosen = span.days ?? days;
  const toggle = (day: Weekday) => {
    const next = days.filter((each) => (each === day ? !chosen.includes(day) : chosen.includes(each)));
    set(next.length === 0 || next.length === days.length ? undefined : next);
  };
  return (
    <span className={styles.days} role="group" aria-label={`${label}: days`}>
      {days.map((day) => (
        <button
          key={day}
          type="button"
          aria-pressed={chosen.includes(day)}
          className={chosen.includes(day) ? styles.on : styles.off}
          onClick={() => toggle(day)}
        >
          {day.charAt(0).toUpperCase() + day.slice(1, 2)}
        </button>
      ))}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const day = css({
    minWidth: 28,
    height: 28,
    padding: 0,
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    fontSize: 12,
  });
  return {
    span: css({
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1),
      marginBottom: theme.spacing(1),
    }),
    days: css({ display: 'inline-flex', gap: 2 }),
    on: `${day} ${css({ background: theme.colors.background.secondary, color: theme.colors.text.primary })}`,
    off: `${day} ${css({ background: 'none', color: theme.colors.text.secondary, borderStyle: 'dashed' })}`,
  };
};
