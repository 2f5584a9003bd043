import { useSearchParams } from 'react-router-dom';
import type { HealthState } from '@tocsin/api';
import { healthOrder } from '../ui/health';

export type View = 'list' | 'grid';

export interface ServiceFilter {
  readonly words: string;
  readonly state?: HealthState;
  readonly view: View;
  /** Those that are healthy too, however many they are. */
  readonly all: boolean;
}

/** What is looked for stands in the address, so that it can be sent to somebody. */
export function useServiceFilter() {
  const [search, setSearch] = useSearchParams();
  const filter: ServiceFilter = {
    words: search.get('q') ?? '',
    state: healthOrder.find((state) => state === search.get('state')),
    view: search.get('view') === 'grid' ? 'grid' : 'list',
    all: search.get('all') === '1',
  };
  const set = (change: Readonly<Record<string, string>>) =>
    setSearch(
      (before) =>
        new URLSearchParams(
          Object.entries({ ...Object.fromEntries(before), ...change }).filter(([, value]) => value !== '')
        ),
      { replace: true }
    );
  return { filter, set };
}
