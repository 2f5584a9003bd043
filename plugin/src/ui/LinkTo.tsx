import { css, cx } from '@emotion/css';
import React, { type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  to: string;
  /** As part of a row the name keeps its colour and only the pointer shows that it leads somewhere. */
  quiet?: boolean;
  /** Within a sentence: told from its words by more than colour. */
  inText?: boolean;
  className?: string;
  children: ReactNode;
}

export function LinkTo({ to, quiet = false, inText = false, className, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <Link to={to} className={cx(quiet ? styles.quiet : styles.link, inText && styles.inText, className)}>
      {children}
    </Link>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
  inText: css({ textDecoration: 'underline' }),
  quiet: css({ display: 'block', color: 'inherit', '&:hover': { color: 'inherit', textDecoration: 'underline' } }),
});
