import { useSyncExternalStore } from 'react';
import { useTheme2 } from '@grafana/ui';

/** Whether the window is as narrow as a phone. */
export const useNarrow = (): boolean => useBelow('sm');

/** Whether the window has no room for a list's every column: a tablet, half a screen. */
export const useMedium = (): boolean => useBelow('xl');

function useBelow(breakpoint: 'sm' | 'xl'): boolean {
  const theme = useTheme2();
  const query = theme.breakpoints.down(breakpoint).replace('@media ', '');
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches
  );
}
