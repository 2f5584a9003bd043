import React, { useState } from 'react';
import { Button, Field, Input, MultiCombobox } from '@grafana/ui';
import type { KeptPerson, KeptTeam } from '@tocsin/api';
import { client } from '../../api/client';
import { FormDialog } from '../FormDialog';
import { saidAt, saidOfTheRest } from '../problems';
import { useChange } from '../useChange';
import { idFrom } from '../words';

interface Props {
  team?: KeptTeam;
  people: readonly KeptPerson[];
  close(): void;
}

export function TeamDialog({ team, people, close }: Props) {
  const [name, setName] = useState(team?.value.name ?? '');
  const [members, setMembers] = useState(team?.value.members ?? []);
  const id = team?.id ?? idFrom(name);
  const { send, remove, sending, refusal } = useTeam({ id, team, name, members, close });
  return (
    <FormDialog
      title={team ? `Change ${team.value.name}` : 'New team'}
      does="Keep the team"
      ready={id !== ''}
      sending={sending}
      refused={saidOfTheRest(refusal, ['name', 'members', 'id'])}
      close={close}
      send={() => void send()}
    >
      <Field
        label="Name"
        invalid={saidAt(refusal, 'name') !== undefined || saidAt(refusal, 'id') !== undefined}
        error={saidAt(refusal, 'name') ?? saidAt(refusal, 'id')}
      >
        <Input
          aria-label="Name"
          autoFocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      </Field>
      <Field
        label="Members"
        noMargin
        invalid={saidAt(refusal, 'members') !== undefined}
        error={saidAt(refusal, 'members')}
      >
        <MultiCombobox
          aria-label="Members"
          options={people.map((person) => ({ value: person.id, label: person.value.name }))}
          value={members}
          onChange={(chosen) => setMembers(chosen.map(({ value }) => value))}
        />
      </Field>
      {team && (
        <Button type="button" size="sm" fill="text" variant="destructive" onClick={() => void remove(team)}>
          Delete the team
        </Button>
      )}
    </FormDialog>
  );
}

interface Draft {
  id: string;
  team?: KeptTeam;
  name: string;
  members: string[];
  close(): void;
}

function useTeam({ id, team, name, members, close }: Draft) {
  const { run, sending, refusal } = useChange();
  const send = () =>
    run({
      send: () =>
        client.setTeam({
          params: { id },
          body: { value: { ...team?.value, id, name: name.trim(), members }, version: team?.version },
        }),
      done: () => `${name.trim()} has ${members.length === 1 ? '1 member' : `${members.length} members`}.`,
      after: close,
    });
  const remove = (kept: KeptTeam) =>
    run({
      send: () => client.deleteTeam({ params: { id }, query: { version: String(kept.version) } }),
      done: () => `There is no team ${kept.value.name} any more.`,
      after: close,
    });
  return { send, remove, sending, refusal };
}
