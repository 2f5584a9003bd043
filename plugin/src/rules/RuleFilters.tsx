import { css, cx } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { FilterInput, useStyles2 } from '@grafana/ui';
import type { RuleGroup } from '@tocsin/api';
import { type Mark, markNames, marks, type RuleFilter } from './ruleFilter';

interface Props {
  groups: readonly RuleGroup[] | undefined;
  filter: RuleFilter;
  set(filter: RuleFilter): void;
}

/** Words, and a button for each mark that some rule has: its number says what pressing it leaves. */
export function RuleFilters({ groups, filter, set }: Props) {
  const styles = useStyles2(getStyles);
  const counts = useMemo(() => counted(groups ?? []), [groups]);
  const { words, shown } = filter;
  const toggle = (name: Mark) =>
    set({ words, shown: markNames.filter((known) => (known === name) !== shown.includes(known)) });
  return (
    <div className={styles.bar}>
      <div className={styles.find}>
        <FilterInput
          value={words}
          onChange={(text) => set({ words: text, shown })}
          placeholder="Name, expression, file…"
          aria-label="Find rules by name, expression, file"
          escapeRegex={false}
        />
      </div>
      <div role="group" aria-label="Show only" className={styles.marks}>
        {markNames
          .filter((name) => counts[name] > 0 || shown.includes(name))
          .map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={shown.includes(name)}
              className={cx(styles.mark, shown.includes(name) && styles.chosen)}
              onClick={() => toggle(name)}
            >
              {marks[name].words} <span className={styles.count}>{counts[name]}</span>
            </button>
          ))}
      </div>
    </div>
  );
}

function counted(groups: readonly RuleGroup[]): Readonly<Record<Mark, number>> {
  const counts = { firing: 0, pending: 0, inactive: 0, recording: 0, error: 0, unknown: 0, missing: 0, findings: 0 };
  for (const { rules } of groups) {
    for (const rule of rules) {
      for (const name of markNames) {
        counts[name] += marks[name].has(rule) ? 1 : 0;
      }
    }
  }
  return counts;
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 2), marginBottom: theme.spacing(2) }),
  find: css({ flex: '1 1 240px', maxWidth: 420 }),
  marks: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  mark: css({
    height: 32,
    padding: theme.spacing(0, 1.5),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    background: 'none',
    color: theme.colors.text.primary,
    fontSize: 13,
    whiteSpace: 'nowrap',
    '&:hover': { background: theme.colors.background.secondary },
  }),
  chosen: css({
    background: theme.colors.background.secondary,
    borderColor: theme.colors.primary.border,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  count: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
});
