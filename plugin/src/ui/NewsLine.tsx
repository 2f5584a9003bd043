import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Severity } from '@tocsin/api';
import { severityRank, severityWord } from './severity';

interface Props {
  waiting: ReadonlyArray<{ readonly severity: Severity }>;
  takeIn(): void;
  /** What stands in the reserved line while nothing waits. */
  children?: React.ReactNode;
}

/** A line that is always there, so that nothing shifts when news come. */
export function NewsLine({ waiting, takeIn, children }: Props) {
  const styles = useStyles2(getStyles);
  const [worst] = [...waiting].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  return (
    <div className={styles.line} aria-live="polite">
      {worst ? (
        <button type="button" className={styles.news} onClick={takeIn}>
          <Icon name="arrow-up" size="sm" />
          {waiting.length} new, the worst {severityWord[worst.severity].toLowerCase()}
          <kbd className={styles.key}>.</kbd>
        </button>
      ) : (
        <span className={styles.quiet}>{children}</span>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    height: 32,
    margin: theme.spacing(0, -2),
    display: 'flex',
    alignItems: 'stretch',
    // A finger holds nothing in its place, so there the line is kept free for no one.
    [theme.breakpoints.down('sm')]: { height: 'auto', '& > button': { minHeight: 44 } },
  }),
  news: css({
    flex: 1,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(1),
    border: 'none',
    color: theme.colors.text.primary,
    background: theme.colors.primary.transparent,
    fontSize: 13,
  }),
  quiet: css({
    display: 'flex',
    alignItems: 'center',
    padding: theme.spacing(0, 2),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  key: css({
    padding: theme.spacing(0, 0.75),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.strong}`,
    background: 'none',
    color: 'inherit',
    boxShadow: 'none',
  }),
});
