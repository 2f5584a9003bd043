import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Incident } from '@tocsin/api';

/** Which are asked for: open ones and those of the last day, mine, all that are kept. */
export const scopes = ['recent', 'mine', 'all'] as const;
export type Scope = (typeof scopes)[number];

/** What incidents can be narrowed down by, beside words; each may have several values. */
export const facets = {
  severity: { words: 'severity', of: ({ severity }: Incident) => [severity] },
  status: { words: 'status', of: ({ status }: Incident) => [status] },
  service: { words: 'service', of: ({ service, services }: Incident) => services ?? (service ? [service] : []) },
  team: { words: 'team', of: ({ groupLabels: { team } }: Incident) => (team ? [team] : []) },
} as const;
export type Facet = keyof typeof facets;
export const facetNames: readonly Facet[] = ['severity', 'service', 'team', 'status'];

export interface IncidentFilter {
  readonly words: string;
  readonly scope: Scope;
  readonly chosen: Readonly<Record<Facet, readonly string[]>>;
}

const listed = (search: URLSearchParams, name: string): readonly string[] =>
  (search.get(name) ?? '').split(',').filter(Boolean);

/** What is looked for stands in the address, so that it can be sent to somebody. */
export function useIncidentFilter() {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filter = useMemo<IncidentFilter>(() => {
    const from = new URLSearchParams(text);
    return {
      words: from.get('q') ?? '',
      scope: scopes.find((name) => name === from.get('show')) ?? 'recent',
      chosen: {
        severity: listed(from, 'severity'),
        status: listed(from, 'status'),
        service: listed(from, 'service'),
        team: listed(from, 'team'),
      },
    };
  }, [text]);
  const set = useCallback(
    ({ words, scope, chosen }: IncidentFilter) => {
      const to: Record<string, string> = {};
      if (words) {
        to.q = words;
      }
      if (scope !== 'recent') {
        to.show = scope;
      }
      for (const name of facetNames) {
        if (chosen[name].length > 0) {
          to[name] = chosen[name].join(',');
        }
      }
      setSearch(to, { replace: true });
    },
    [setSearch]
  );
  return { filter, set };
}

export const noFilter: IncidentFilter = {
  words: '',
  scope: 'recent',
  chosen: { severity: [], status: [], service: [], team: [] },
};

export const isNarrowed = ({ words, scope, chosen }: IncidentFilter): boolean =>
  words.trim() !== '' || scope === 'mine' || facetNames.some((name) => chosen[name].length > 0);

/** Filters as one types, under 100 ms: what the service gave is searched here. */
export function matching(incidents: readonly Incident[], filter: IncidentFilter, me: string | undefined) {
  const wanted = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return incidents.filter((incident) => {
    if (filter.scope === 'mine' && (!me || incident.assignee !== me)) {
      return false;
    }
    const chosen = facetNames.every((name) => {
      const values = filter.chosen[name];
      const has: readonly string[] = facets[name].of(incident);
      return values.length === 0 || values.some((value) => has.includes(value));
    });
    return chosen && wanted.every((word) => textOf(incident).includes(word));
  });
}

const textOf = ({ id, title, service, groupLabels, assignee }: Incident): string =>
  [id, title, service, assignee, ...Object.entries(groupLabels).map((pair) => pair.join('='))].join('\n').toLowerCase();

/** Values that some incident has, and those that are chosen. */
export function valuesOf(incidents: readonly Incident[], name: Facet, chosen: readonly string[]): readonly string[] {
  const found = new Set(chosen);
  for (const incident of incidents) {
    for (const value of facets[name].of(incident)) {
      found.add(value);
    }
  }
  return [...found].sort();
}
