import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

const frame = (theme: GrafanaTheme2) => {
  const line = (color: string) => css({ position: 'absolute', top: 0, bottom: 0, width: 0, borderLeft: color });
  const { colors } = theme;
  return {
    weeks: css({ display: 'grid', gap: theme.spacing(2) }),
    week: css({ minWidth: 0, '& + &': { borderTop: `1px solid ${colors.border.weak}`, paddingTop: theme.spacing(1) } }),
    row: css({ display: 'grid', gridTemplateColumns: '112px minmax(0, 1fr)', alignItems: 'center' }),
    days: css({ display: 'grid', gridTemplateColumns: 'repeat(7, minmax(0, 1fr))' }),
    day: css({
      padding: theme.spacing(0.5, 1),
      color: colors.text.secondary,
      fontSize: 12,
      display: 'flex',
      flexWrap: 'wrap',
      columnGap: 8,
    }),
    today: css({ color: colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
    odd: css({ color: colors.warning.text, display: 'inline-flex', alignItems: 'center', gap: 4 }),
    lanes: css({ position: 'relative', display: 'grid', gap: 4, padding: theme.spacing(0.5, 0) }),
    lines: css({ position: 'absolute', inset: '0 0 0 112px', pointerEvents: 'none' }),
    dayLine: line(`1px solid ${colors.border.weak}`),
    now: cx(line(`2px solid ${colors.text.primary}`), css({ zIndex: 1 })),
    looked: cx(line(`2px dashed ${colors.primary.border}`), css({ zIndex: 1 })),
    title: css({
      fontSize: 12,
      color: colors.text.secondary,
      paddingRight: theme.spacing(1),
      overflowWrap: 'anywhere',
    }),
    strong: css({ color: colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
    note: css({ color: colors.text.secondary, fontSize: 12, fontWeight: theme.typography.fontWeightRegular }),
  };
};

const bars = (theme: GrafanaTheme2) => {
  const { colors } = theme;
  return {
    lane: css({ position: 'relative', height: 26, listStyle: 'none', margin: 0 }),
    high: css({ height: 44 }),
    place: css({ position: 'absolute', top: 0, bottom: 0, padding: '0 1px', minWidth: 4 }),
    bar: css({
      width: '100%',
      height: '100%',
      overflow: 'hidden',
      textAlign: 'left',
      display: 'flex',
      flexDirection: 'column',
      justifyContent: 'center',
      padding: theme.spacing(0, 1),
      fontSize: 12,
      lineHeight: '16px',
      color: colors.text.primary,
      background: colors.background.secondary,
      border: `1px solid ${colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      whiteSpace: 'nowrap',
      'button&:hover': { borderColor: colors.border.strong },
    }),
    own: css({ background: colors.primary.transparent, borderColor: colors.primary.border }),
    override: css({ borderColor: colors.text.secondary }),
    gap: css({
      alignItems: 'center',
      padding: 0,
      color: colors.text.primary,
      borderColor: colors.error.border,
      background: `repeating-linear-gradient(135deg, ${colors.error.transparent} 0 6px, transparent 6px 12px)`,
    }),
    was: css({
      alignItems: 'center',
      padding: 0,
      background: 'none',
      borderStyle: 'dashed',
      color: colors.text.secondary,
    }),
    tight: css({ padding: 0, alignItems: 'center', '& > span': { fontSize: 11 } }),
    name: css({
      maxWidth: '100%',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      fontWeight: theme.typography.fontWeightMedium,
    }),
    hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  };
};

const sentences = (theme: GrafanaTheme2) => {
  const { colors } = theme;
  return {
    change: css({ color: colors.warning.text, fontSize: 12, margin: theme.spacing(0.5, 0, 0) }),
    gapWords: css({ color: colors.error.text, fontSize: 12, margin: theme.spacing(0.5, 0, 0) }),
    pastGap: css({ color: colors.text.secondary, fontSize: 12, margin: theme.spacing(0.5, 0, 0) }),
    link: css({
      fontSize: 12,
      color: colors.text.link,
      background: 'none',
      border: 'none',
      padding: 0,
      textDecoration: 'underline',
    }),
  };
};

export const getStyles = (theme: GrafanaTheme2) => ({ ...frame(theme), ...bars(theme), ...sentences(theme) });
