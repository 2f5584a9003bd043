import { css } from '@emotion/css';
import React, { useId } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Input, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { absoluteText, clockText, lengthText, momentText, zoneText } from '../ui/time';
import { alertsText } from './counts';
import { fieldText, nextMorning, type Preset, type Span, timesOf } from './span';

interface Props {
  span: Span;
  set(span: Span): void;
  now: number;
  /** How many it would hide now, where that is known. */
  hides?: number;
  /** What repeats is over at a time, not when something ends. */
  repeats?: boolean;
}

export function HowLong({ span, set, now, hides, repeats = false }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const presets: Array<{ value: Preset; label: string }> = [
    ...(repeats ? [] : [{ value: 'resolved' as const, label: 'Until resolved' }]),
    { value: '30m', label: '30 min' },
    { value: '2h', label: '2 h' },
    { value: 'morning', label: `Until ${clockText(nextMorning(now))}` },
    { value: 'other', label: 'Other' },
  ];
  const choose = (preset: Preset) =>
    set(
      preset === 'other' && span.to === ''
        ? { ...span, preset, to: fieldText(now + 4 * 3_600_000) }
        : { ...span, preset }
    );
  return (
    <div>
      <div id={id} className={styles.label}>
        How long
      </div>
      <RadioButtonGroup
        aria-labelledby={id}
        className={styles.presets}
        options={presets}
        value={span.preset}
        onChange={choose}
      />
      {span.preset === 'other' && <Other span={span} set={set} now={now} />}
      <p className={styles.means}>
        <Icon name="clock-nine" size="sm" className={styles.icon} />
        <Meaning span={span} now={now} hides={hides} />
      </p>
    </div>
  );
}

function Other({ span, set, now }: Pick<Props, 'span' | 'set' | 'now'>) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const zone = zoneText(now);
  return (
    <div className={styles.other}>
      <div>
        <label htmlFor={`${id}-from`} className={styles.small}>
          Begins ({zone}), now if empty
        </label>
        <Input
          id={`${id}-from`}
          type="datetime-local"
          value={span.from}
          onChange={({ currentTarget }) => set({ ...span, from: currentTarget.value })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-to`} className={styles.small}>
          Ends ({zone})
        </label>
        <Input
          id={`${id}-to`}
          type="datetime-local"
          value={span.to}
          onChange={({ currentTarget }) => set({ ...span, to: currentTarget.value })}
        />
      </div>
    </div>
  );
}

function Meaning({ span, now, hides }: { span: Span; now: number; hides?: number }) {
  const styles = useStyles2(getStyles);
  const times = timesOf(span, now);
  if (typeof times === 'string') {
    return <span className={styles.wrong}>{times}</span>;
  }
  const { startsAt, until } = times;
  const moment = (
    <strong className={styles.moment} title={absoluteText(until.at)}>
      {momentText(until.at, now)} {zoneText(until.at)}
    </strong>
  );
  if (until.kind === 'resolved') {
    const what =
      hides === undefined || hides === 0
        ? 'all that it hides have'
        : hides === 1
          ? 'it has'
          : `all ${alertsText(hides)} have`;
    return (
      <span>
        Ends when {what} resolved, at the latest {moment}. If one fires again after that, it is told.
      </span>
    );
  }
  const begins = startsAt === undefined ? '' : `Begins ${momentText(startsAt, now)}. `;
  return (
    <span>
      {begins}Ends {moment}, {startsAt === undefined ? 'in' : 'after'}{' '}
      {lengthText(roundedUp(until.at - (startsAt ?? now)))}.
    </span>
  );
}

/** "30 min", not "29 min" a moment later. */
const roundedUp = (ms: number): number => Math.ceil((ms - 1000) / 60_000) * 60_000;

const getStyles = (theme: GrafanaTheme2) => ({
  label: css({
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    marginBottom: theme.spacing(0.5),
  }),
  presets: css({ maxWidth: '100%', flexWrap: 'wrap', height: 'auto' }),
  other: css({
    display: 'grid',
    gap: theme.spacing(1),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(200px, 100%), 1fr))',
    marginTop: theme.spacing(1),
  }),
  small: css({ display: 'block', fontSize: 12, color: theme.colors.text.secondary }),
  means: css({
    display: 'flex',
    gap: theme.spacing(1),
    margin: theme.spacing(1, 0, 0),
    color: theme.colors.text.secondary,
  }),
  icon: css({ flex: 'none', marginTop: 4 }),
  moment: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  wrong: css({ color: theme.colors.error.text }),
});
