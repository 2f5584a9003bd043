import React from 'react';
import { Combobox, Field } from '@grafana/ui';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';

interface Props {
  value: string;
  set(id: string): void;
}

/** Anybody of the directory, else a name as it is typed; oneself first. */
export function PersonField({ value, set }: Props) {
  const { me } = useLiveState();
  const { data } = useResource(() => client.listPeople({}), { key: 'people', touchedBy: () => false });
  const people = (data?.people ?? []).map(({ id, value: person }) => ({ value: id, label: person.name }));
  const own = me?.person.name;
  const options = [
    ...(own && !people.some(({ label }) => label === own) ? [{ value: own, label: own }] : []),
    ...people,
  ];
  return (
    <Field label="Who" description="They have it, and are paged unless that is you." noMargin>
      <Combobox
        aria-label="Who"
        options={options}
        value={value || null}
        createCustomValue
        placeholder="Choose or type a name"
        onChange={(option) => set(option?.value ?? '')}
      />
    </Field>
  );
}
