import { useSyncExternalStore } from 'react';

/** One ticker for all ages on the page; it runs only while somebody looks. */
const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now();
  watchers.forEach((watch) => watch());
}

function subscribe(watch: () => void) {
  watchers.add(watch);
  if (!timer) {
    now = Date.now();
    timer = setInterval(tick, 1000);
  }
  return () => {
    watchers.delete(watch);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
