import React, { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { Live, type LiveState } from './live';

const LiveContext = createContext<Live | undefined>(undefined);

export function LiveProvider({ children }: { children: ReactNode }) {
  const [live] = useState(() => new Live());
  useEffect(() => live.start(), [live]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) {
    throw new Error('useLive belongs below LiveProvider');
  }
  return live;
}

export function useLiveState(): LiveState {
  const live = useLive();
  return useSyncExternalStore(live.watch, live.get);
}

/** Actions one may not do are absent, so pages ask before they draw one. Not known yet counts as no. */
export function useMayAct(): boolean {
  const { me } = useLiveState();
  return me !== undefined && me.role !== 'viewer' && me.person.known;
}
