import type { NavModelItem } from '@grafana/data';
import { app, home, navigation } from '../host/plugin-meta.ts';

export interface Crumb {
  readonly text: string;
  readonly href: string | undefined;
}

/** The navigation entry that a path belongs to: the longest that is a beginning of it. */
export function entryOf(path: string) {
  return navigation
    .filter((entry) => path === entry.path || path.startsWith(`${entry.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** Tocsin › Incidents › INC-2481: the last is the page itself and leads nowhere. */
export function crumbsOf(path: string, page: NavModelItem | undefined): readonly Crumb[] {
  const entry = entryOf(path);
  const crumbs: Crumb[] = [{ text: app.name, href: home }];
  if (entry) crumbs.push({ text: entry.name, href: entry.path });
  for (const item of lineage(page)) {
    if (item.text !== entry?.name && !item.hideFromBreadcrumbs)
      crumbs.push({ text: item.text, href: item.url });
  }
  return crumbs;
}

function lineage(page: NavModelItem | undefined): readonly NavModelItem[] {
  const items: NavModelItem[] = [];
  for (let item = page; item; item = item.parentItem) items.unshift(item);
  return items;
}
