import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, IconButton, useStyles2 } from '@grafana/ui';
import { Fragment, useSyncExternalStore } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { addressOf, app, home } from '../host/plugin-meta.ts';
import { type Crumb, crumbsOf } from './crumbs.ts';
import { headerHeight, phone } from './measures.ts';
import { openPage } from './open-page.ts';
import { ThemeMenu } from './theme-menu.tsx';
import { ZoneMenu } from './zone-menu.tsx';

interface Menu {
  readonly open: boolean;
  readonly toggle: () => void;
}

export function TopBar({ menu }: { menu: Menu }) {
  const styles = useStyles2(barStyles);
  const page = useSyncExternalStore(openPage.watch, openPage.get);
  const crumbs = crumbsOf(useLocation().pathname, page);
  return (
    <header className={styles.bar}>
      <div className={styles.menuButton}>
        <IconButton
          name={menu.open ? 'times' : 'bars'}
          size="xl"
          aria-label={menu.open ? 'Close the menu' : 'Open the menu'}
          aria-expanded={menu.open}
          aria-controls="navigation"
          onClick={menu.toggle}
        />
      </div>
      <Link to={home} className={styles.logo} aria-label={`${app.name}, first page`}>
        <img src={`${addressOf(app.id)}/${app.info.logos.small}`} alt="" width={24} height={24} />
      </Link>
      <Path crumbs={crumbs} />
      <ZoneMenu />
      <ThemeMenu />
    </header>
  );
}

function Path({ crumbs }: { crumbs: readonly Crumb[] }) {
  const styles = useStyles2(barStyles);
  return (
    <nav aria-label="Breadcrumbs" className={styles.path}>
      <ol className={styles.crumbs}>
        {crumbs.map((crumb, i) => (
          <Fragment key={`${i} ${crumb.text}`}>
            {i > 0 && (
              <li aria-hidden className={styles.step}>
                <Icon name="angle-right" size="sm" />
              </li>
            )}
            <li className={i === crumbs.length - 1 ? styles.last : styles.step}>
              {i === crumbs.length - 1 || crumb.href === undefined ? (
                <span aria-current={i === crumbs.length - 1 ? 'page' : undefined}>{crumb.text}</span>
              ) : (
                <Link to={crumb.href}>{crumb.text}</Link>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

const barStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    alignItems: 'center',
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    display: 'flex',
    gap: theme.spacing(1.5),
    height: headerHeight,
    padding: theme.spacing(0, 1.5, 0, 2),
    position: 'sticky',
    top: 0,
    zIndex: theme.zIndex.navbarFixed,
  }),
  menuButton: css({ display: 'none', '& button': { margin: 0 }, [phone]: { display: 'flex' } }),
  logo: css({ display: 'flex', flexShrink: 0, [phone]: { display: 'none' } }),
  path: css({ flex: 1, minWidth: 0 }),
  crumbs: css({ alignItems: 'center', display: 'flex', gap: theme.spacing(1), listStyle: 'none', margin: 0 }),
  step: css({
    color: theme.colors.text.secondary,
    flexShrink: 0,
    '& a:hover': { textDecoration: 'underline' },
    [phone]: { display: 'none' },
  }),
  last: css({
    color: theme.colors.text.primary,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    [phone]: { fontSize: theme.typography.h5.fontSize, fontWeight: 500 },
  }),
});
