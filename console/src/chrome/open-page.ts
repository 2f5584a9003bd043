import type { NavModelItem } from '@grafana/data';

let open: NavModelItem | undefined;
const watchers = new Set<() => void>();

/** The page that the app says it shows; the bar above makes its path of it. */
export const openPage = {
  get: (): NavModelItem | undefined => open,
  watch: (watcher: () => void): (() => void) => {
    watchers.add(watcher);
    return () => void watchers.delete(watcher);
  },
  show: (page: NavModelItem | undefined): void => {
    if (open === page) return;
    open = page;
    for (const watcher of watchers) watcher();
  },
};
