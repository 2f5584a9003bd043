import React from 'react';
import { Field, MultiCombobox } from '@grafana/ui';
import type { WrittenTarget } from '@tocsin/api';
import { targetKey } from './policyWords';
import type { Choice } from './useNames';

const kindWords: Readonly<Record<WrittenTarget['kind'], string>> = {
  person: 'person',
  team: 'team',
  schedule: 'who is on call',
  receiver: 'receiver',
  automation: 'automation',
  policy: 'policy',
};

interface Props {
  label: string;
  targets: readonly WrittenTarget[];
  choices: readonly Choice[];
  error?: string;
  set(targets: WrittenTarget[]): void;
}

export function TargetsField({ label, targets, choices, error, set }: Props) {
  const known = choices.map((each) => ({
    value: targetKey(each),
    label: each.name,
    description: kindWords[each.kind],
  }));
  const gone = targets
    .filter((target) => !choices.some((each) => targetKey(each) === targetKey(target)))
    .map((target) => ({
      value: targetKey(target),
      label: target.id,
      description: `${kindWords[target.kind]}, not there`,
    }));
  const all: readonly WrittenTarget[] = [...choices, ...targets];
  const targetOf = (key: string): WrittenTarget[] => {
    const found = all.find((each) => targetKey(each) === key);
    return found ? [{ kind: found.kind, id: found.id }] : [];
  };
  return (
    <Field label={label} invalid={error !== undefined} error={error} noMargin>
      <MultiCombobox
        aria-label={label}
        options={[...known, ...gone]}
        value={targets.map(targetKey)}
        placeholder="A schedule, a person, a team, a receiver, an automation, a policy"
        onChange={(chosen) => set(chosen.flatMap(({ value }) => targetOf(value)))}
      />
    </Field>
  );
}
