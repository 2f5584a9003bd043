import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { GlobalStyles, ModalRoot, ModalsProvider, PortalContainer, useStyles2 } from '@grafana/ui';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'react-router';
import { crumbsOf } from './crumbs.ts';
import { headerHeight } from './measures.ts';
import { Nav } from './nav.tsx';
import { openPage } from './open-page.ts';
import { Toasts } from './toasts.tsx';
import { TopBar } from './top-bar.tsx';

export function Shell({ children }: { children: ReactNode }) {
  const styles = useStyles2(shellStyles);
  const [menuOpen, setMenuOpen] = useState(false);
  useEscape(() => setMenuOpen(false));
  useTitle();
  return (
    <ModalsProvider>
      <GlobalStyles />
      <a href="#page" className={styles.skip}>
        Skip to the page
      </a>
      <TopBar menu={{ open: menuOpen, toggle: () => setMenuOpen((open) => !open) }} />
      <div className={styles.body}>
        <Nav open={menuOpen} onLeave={() => setMenuOpen(false)} />
        <main id="page" className={styles.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <Toasts />
      <ModalRoot />
      <PortalContainer />
    </ModalsProvider>
  );
}

function useTitle(): void {
  const page = useSyncExternalStore(openPage.watch, openPage.get);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = crumbsOf(pathname, page)
      .map((crumb) => crumb.text)
      .toReversed()
      .join(' - ');
  }, [page, pathname]);
}

function useEscape(act: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape') act();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}

const shellStyles = (theme: GrafanaTheme2) => ({
  body: css({ display: 'flex', minHeight: `calc(100vh - ${headerHeight}px)` }),
  main: css({ flex: 1, minWidth: 0, scrollMarginTop: headerHeight, '&:focus': { outline: 'none' } }),
  skip: css({
    background: theme.colors.background.elevated,
    color: theme.colors.text.link,
    left: theme.spacing(1),
    padding: theme.spacing(1, 2),
    position: 'fixed',
    top: -100,
    zIndex: theme.zIndex.portal,
    '&:focus': { top: theme.spacing(1) },
  }),
});
