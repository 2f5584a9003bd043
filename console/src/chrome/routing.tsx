import { locationUtil } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { type Navigator, NavigationType, Router } from 'react-router';
import { readBase } from '../base.ts';

const kinds = {
  PUSH: NavigationType.Push,
  REPLACE: NavigationType.Replace,
  POP: NavigationType.Pop,
} as const;

/** One history for host and plugins: react-router follows Grafana's locationService. */
export function Routing({ children }: { children: ReactNode }) {
  const history = locationService.getHistory();
  const [place, setPlace] = useState({ location: history.location, action: history.action });
  useLayoutEffect(() => history.listen((location, action) => setPlace({ location, action })), [history]);
  useEffect(() => {
    document.addEventListener('click', followLink);
    return () => document.removeEventListener('click', followLink);
  }, []);
  const navigator = useMemo<Navigator>(
    () => ({
      createHref: (to) => history.createHref(typeof to === 'string' ? { pathname: to } : to),
      go: (steps) => history.go(steps),
      push: (to, state: unknown) =>
        typeof to === 'string' ? history.push(to, state) : history.push({ ...to, state }),
      replace: (to, state: unknown) =>
        typeof to === 'string' ? history.replace(to, state) : history.replace({ ...to, state }),
    }),
    [history],
  );
  return (
    <Router
      navigator={navigator}
      location={{ ...place.location, key: place.location.key ?? 'first' }}
      navigationType={kinds[place.action]}
    >
      {children}
    </Router>
  );
}

/** Served by the alert service itself, not pages of the console. */
const notPages = /^\/(api|public|assets|metrics|-|health|ready)(\/|$)/;

/** A plain link inside the console changes the page without loading it anew, as in Grafana. */
function followLink(event: MouseEvent): void {
  const wantsOther = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || wantsOther || !(event.target instanceof Element)) return;
  const anchor = event.target.closest('a');
  const href = anchor?.getAttribute('href');
  if (!anchor || !href || href.startsWith('#') || anchor.target || anchor.hasAttribute('download')) return;
  const url = new URL(href, window.location.href);
  const base = readBase();
  if (url.origin !== window.location.origin || !url.pathname.startsWith(`${base}/`)) {
    if (!href.startsWith('/') || url.origin !== window.location.origin) return;
  }
  const path = locationUtil.stripBaseFromUrl(url.pathname);
  if (notPages.test(path)) return;
  event.preventDefault();
  locationService.push(`${path}${url.search}${url.hash}`);
}
