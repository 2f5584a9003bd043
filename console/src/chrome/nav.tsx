import { css, cx } from '@emotion/css';
import { type GrafanaTheme2, toIconName } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { Link, useLocation } from 'react-router-dom';
import { navigation } from '../host/plugin-meta.ts';
import { entryOf } from './crumbs.ts';
import { headerHeight, narrow, navWidth, phone, railWidth, wide } from './measures.ts';

/** The app's pages: a list, a rail of icons on narrow screens, on a phone a sheet that the bar's menu button opens. */
export function Nav({ open, onLeave }: { open: boolean; onLeave: () => void }) {
  const styles = useStyles2(navStyles);
  const current = entryOf(useLocation().pathname);
  return (
    <nav id="navigation" aria-label="Pages" className={cx(styles.nav, open && styles.open)}>
      <ul className={styles.list}>
        {navigation.map((entry) => (
          <li key={entry.path}>
            <Link
              to={entry.path}
              title={entry.name}
              aria-current={entry === current ? 'page' : undefined}
              className={cx(styles.entry, entry === current && styles.current)}
              onClick={onLeave}
            >
              <Icon name={toIconName(entry.icon ?? '') ?? 'circle'} />
              <span className={styles.name}>{entry.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const navStyles = (theme: GrafanaTheme2) => ({
  nav: css({
    background: theme.colors.background.primary,
    borderRight: `1px solid ${theme.colors.border.weak}`,
    flexShrink: 0,
    height: `calc(100vh - ${headerHeight}px)`,
    overflowY: 'auto',
    padding: theme.spacing(1),
    position: 'sticky',
    top: headerHeight,
    [wide]: { width: navWidth },
    [narrow]: { width: railWidth },
    [phone]: {
      display: 'none',
      position: 'fixed',
      inset: `${headerHeight}px 0 0 0`,
      zIndex: theme.zIndex.sidemenu,
      border: 'none',
    },
  }),
  open: css({ [phone]: { display: 'block' } }),
  list: css({ display: 'flex', flexDirection: 'column', gap: 1, listStyle: 'none', margin: 0, padding: 0 }),
  entry: css({
    alignItems: 'center',
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    display: 'flex',
    gap: theme.spacing(1.25),
    minHeight: 34,
    padding: theme.spacing(0, 1.25),
    position: 'relative',
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
    [narrow]: { justifyContent: 'center', padding: 0, minHeight: 40 },
    [phone]: { minHeight: 48, fontSize: theme.typography.h5.fontSize },
  }),
  current: css({
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    '&::before': {
      background: theme.colors.gradients.brandVertical,
      borderRadius: 2,
      content: '""',
      height: '60%',
      left: 0,
      position: 'absolute',
      width: 3,
    },
  }),
  name: css({ [narrow]: { display: 'none' } }),
});
