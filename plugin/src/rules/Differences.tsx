import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { RuleGroupVersion } from '@tocsin/api';

type Difference = RuleGroupVersion['differences'][number];

/** What one version changed of the one before, field by field: what went, and what came in its place. */
export function Differences({ differences }: Pick<RuleGroupVersion, 'differences'>) {
  const styles = useStyles2(getStyles);
  return differences.length === 0 ? null : (
    <ul className={styles.list}>
      {differences.map((difference) => (
        <li key={`${difference.rule ?? ''} ${difference.field ?? ''}`} className={styles.one}>
          <span className={styles.what}>{whatChanged(difference)}</span>
          {difference.before !== undefined && (
            <Text sign="−" word="Before" text={difference.before} className={styles.before} />
          )}
          {difference.after !== undefined && <Text sign="+" word="Now" text={difference.after} />}
        </li>
      ))}
    </ul>
  );
}

function whatChanged({ rule, field, before, after }: Difference): string {
  if (field !== undefined) {
    return [rule, field === 'order' ? 'order of the rules' : field].filter(Boolean).join(': ');
  }
  const how = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
  return `${rule ?? 'The group'}: ${how}`;
}

function Text({ sign, word, text, className }: { sign: string; word: string; text: string; className?: string }) {
  const styles = useStyles2(getStyles);
  return (
    <code className={cx(styles.text, className)}>
      <span aria-hidden className={styles.sign}>
        {sign}
      </span>
      <span className={styles.spoken}>{word}: </span>
      <span>{text}</span>
    </code>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, display: 'grid', gap: theme.spacing(1) }),
  one: css({ display: 'grid', gap: theme.spacing(0.25), gridTemplateColumns: 'minmax(0, 1fr)', fontSize: 13 }),
  what: css({ overflowWrap: 'anywhere' }),
  text: css({
    display: 'grid',
    gridTemplateColumns: '16px minmax(0, 1fr)',
    margin: 0,
    padding: theme.spacing(0.25, 1),
    fontSize: 12,
    border: 'none',
    borderLeft: `3px solid ${theme.colors.border.strong}`,
    borderRadius: 0,
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    position: 'relative',
  }),
  before: css({ color: theme.colors.text.secondary, borderLeftStyle: 'dashed' }),
  sign: css({ userSelect: 'none' }),
  spoken: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
