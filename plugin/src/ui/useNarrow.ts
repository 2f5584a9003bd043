import { useSyncExternalStore } from 'react';
import { useTheme2 } from '@grafana/ui';

/** Whether the window is as narrow as a phone. */
export function useNarrow(): boolean {
  const theme = useTheme2();
  const query = theme.breakpoints.down('sm').replace('@media ', '');
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches
  );
}
