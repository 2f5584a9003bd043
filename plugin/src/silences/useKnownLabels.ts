import { useMemo } from 'react';
import { client } from '../api/client';
import { useResource } from '../api/useResource';

export interface KnownLabels {
  readonly names: readonly string[];
  valuesOf(name: string): readonly string[];
}

type LabelSet = Readonly<Record<string, string>>;

async function load(): Promise<readonly LabelSet[]> {
  const [{ alerts }, { groups }] = await Promise.all([
    client.listAlerts({ query: { resolved: '1' } }),
    client.listRules({ query: { evaluations: '0' } }),
  ]);
  const ofRules = groups.flatMap(({ rules }) =>
    rules.map(({ name, labels }) => ({ ...templateFree(labels), alertname: name }))
  );
  return [...alerts.map(({ labels }) => labels), ...ofRules];
}

/** A rule's label may be a template, which is no value that an alert has. */
const templateFree = (labels: LabelSet): LabelSet =>
  Object.fromEntries(Object.entries(labels).filter(([, value]) => !value.includes('{{')));

/** Names and values that alerts and rules have, to choose from: a silence may name others. */
export function useKnownLabels(): KnownLabels {
  const { data } = useResource(load, { key: 'known labels', touchedBy: () => false });
  return useMemo(() => {
    const known = new Map<string, Set<string>>();
    for (const labels of data ?? []) {
      for (const [name, value] of Object.entries(labels)) {
        known.set(name, (known.get(name) ?? new Set()).add(value));
      }
    }
    return {
      names: [...known.keys()].sort(),
      valuesOf: (name) => [...(known.get(name) ?? [])].sort(),
    };
  }, [data]);
}
