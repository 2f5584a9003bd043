import { css } from '@emotion/css';
import React, { type ReactNode, useMemo } from 'react';
import { type GrafanaTheme2, PageLayoutType } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Icon, useStyles2 } from '@grafana/ui';
import { useLiveState } from '../api/LiveProvider';
import { LiveMark } from './LiveMark';

interface Props {
  /** For breadcrumbs and the window's title. */
  name: string;
  /** What is true now, in words. */
  title: ReactNode;
  mark?: ReactNode;
  subtitle?: ReactNode;
  /** One primary button at most. On a phone they stand at the bottom, within the thumb's reach. */
  actions?: ReactNode;
  /** Ways to look at the page: beside its words at every width. */
  views?: ReactNode;
  children: ReactNode;
}

export function Page({ name, title, mark, subtitle, actions, views, children }: Props) {
  const styles = useStyles2(getStyles);
  const pageNav = useMemo(() => ({ text: name }), [name]);
  return (
    <PluginPage pageNav={pageNav} layout={PageLayoutType.Custom}>
      <div className={styles.page}>
        <header className={styles.head}>
          {mark && <span className={styles.mark}>{mark}</span>}
          <div className={styles.words}>
            <h1 className={styles.title}>{title}</h1>
            {subtitle && <div className={styles.subtitle}>{subtitle}</div>}
          </div>
          <div className={styles.side}>
            <Rights />
            <LiveMark />
          </div>
          {views}
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
        {children}
      </div>
    </PluginPage>
  );
}

/** Who may not act is told who may; the buttons themselves are absent. */
function Rights() {
  const styles = useStyles2(getStyles);
  const { me } = useLiveState();
  if (!me || (me.role !== 'viewer' && me.person.known)) {
    return null;
  }
  return (
    <span className={styles.rights}>
      <Icon name="eye" size="sm" />
      {me.person.known ? 'You can look; operators can act' : 'You can look; who you are is not known'}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    padding: theme.spacing(3),
    maxWidth: 1600,
    width: '100%',
    margin: '0 auto',
    minWidth: 0,
    [theme.breakpoints.down('sm')]: { padding: theme.spacing(2, 2, 11) },
  }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1, 2),
    marginBottom: theme.spacing(3),
  }),
  mark: css({ display: 'inline-flex', alignItems: 'center', height: 32, marginRight: theme.spacing(-0.5) }),
  words: css({ flex: '1 1 0', minWidth: 0, [theme.breakpoints.down('sm')]: { flexBasis: '70%' } }),
  title: css({
    fontSize: 24,
    lineHeight: '32px',
    minHeight: 28,
    fontWeight: theme.typography.fontWeightMedium,
    margin: 0,
    overflowWrap: 'anywhere',
    textWrap: 'pretty',
    [theme.breakpoints.down('sm')]: { fontSize: 20, lineHeight: '28px' },
  }),
  subtitle: css({ color: theme.colors.text.secondary, marginTop: theme.spacing(0.5) }),
  side: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    minHeight: 32,
    [theme.breakpoints.down('sm')]: { order: -1, flexBasis: '100%', minHeight: 20, justifyContent: 'flex-end' },
  }),
  actions: css({
    display: 'flex',
    gap: theme.spacing(1),
    [theme.breakpoints.down('sm')]: {
      position: 'fixed',
      inset: 'auto 0 0 0',
      zIndex: theme.zIndex.navbarFixed,
      padding: theme.spacing(2),
      background: theme.colors.background.primary,
      borderTop: `1px solid ${theme.colors.border.weak}`,
      '& > button, & > a': { flex: 1, height: 56, fontSize: 16, justifyContent: 'center' },
    },
  }),
  rights: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
