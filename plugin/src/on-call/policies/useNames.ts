import type { WrittenTarget } from '@tocsin/api';
import { client } from '../../api/client';
import { useResource } from '../../api/useResource';
import { type Names, targetKey } from './policyWords';

export interface Choice extends WrittenTarget {
  readonly name: string;
  /** Who that would be now. */
  readonly now?: string;
}

const named = (kind: WrittenTarget['kind'], all: ReadonlyArray<{ id: string; value: { name: string } }>): Choice[] =>
  all.map(({ id, value }) => ({ kind, id, name: value.name }));

async function load(): Promise<readonly Choice[]> {
  const [{ people }, { teams }, { schedules }, { automations }, { policies }, { receivers }, onCall] =
    await Promise.all([
      client.listPeople({}),
      client.listTeams({}),
      client.listSchedules({}),
      client.listAutomations({}),
      client.listPolicies({}),
      client.listReceivers({}),
      client.getOnCall({}),
    ]);
  const nameOf = (id: string) => people.find((person) => person.id === id)?.value.name ?? id;
  const sentenceOf = (id: string) => onCall.schedules.find((schedule) => schedule.id === id)?.sentence;
  return [
    ...named('schedule', schedules).map((each) => ({ ...each, now: sentenceOf(each.id) })),
    ...named('person', people),
    ...teams.map(({ id, value }) => ({
      kind: 'team' as const,
      id,
      name: value.name,
      now: value.members.map(nameOf).join(', '),
    })),
    ...receivers.map(({ name }) => ({ kind: 'receiver' as const, id: name, name })),
    ...named('automation', automations),
    ...named('policy', policies),
  ];
}

/** All that a step can tell. */
export function useChoices(): { readonly choices: readonly Choice[] | undefined; readonly names: Names } {
  const { data } = useResource(load, { key: 'choices of policies', everyMs: 60_000, touchedBy: () => false });
  return { choices: data, names: new Map(data?.map((each) => [targetKey(each), each.name])) };
}
