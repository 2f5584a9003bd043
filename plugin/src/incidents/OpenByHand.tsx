import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button, Combobox, Field, Input, RadioButtonGroup, TextArea } from '@grafana/ui';
import { client } from '../api/client';
import { useLive, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { useToast } from '../ui/Toast';
import { Dialog } from './dialogs';
import type { HandSeverity } from './verbs';

/** What no alert has seen: people open it, and a policy pages for it as for any other. */
export function OpenByHand() {
  const mayAct = useMayAct();
  const [open, setOpen] = useState(false);
  if (!mayAct) {
    return null;
  }
  return (
    <>
      <Button variant="secondary" icon="plus" onClick={() => setOpen(true)}>
        Declare incident
      </Button>
      {open && <Form close={() => setOpen(false)} />}
    </>
  );
}

const severities: Array<{ value: HandSeverity; label: string }> = [
  { value: 'critical', label: 'Critical' },
  { value: 'high', label: 'High' },
  { value: 'medium', label: 'Medium' },
  { value: 'low', label: 'Low' },
];

interface Draft {
  readonly title: string;
  readonly description: string;
  readonly service: string;
  readonly severity: HandSeverity;
  readonly policy: string;
}

const bodyOf = ({ title, description, service, severity, policy }: Draft) => ({
  title: title.trim(),
  severity,
  ...(description.trim() && { description: description.trim() }),
  ...(service.trim() && { service: service.trim() }),
  ...(policy && { policy }),
});

function useOpen() {
  const live = useLive();
  const toast = useToast();
  const navigate = useNavigate();
  return async (draft: Draft): Promise<void> => {
    try {
      const { id, next } = await client.createIncident({ body: bodyOf(draft) });
      live.refresh();
      toast({ tone: 'done', text: `${id} is open. Next: ${next}.` });
      navigate(paths.incident(id));
    } catch (error) {
      toast({ tone: 'failed', text: `It was not opened: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
}

const empty: Draft = { title: '', description: '', service: '', severity: 'high', policy: '' };

function Form({ close }: { close(): void }) {
  const open = useOpen();
  const [draft, setDraft] = useState(empty);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const { title, description, service, severity, policy } = draft;
  return (
    <Dialog
      title="Declare an incident"
      does={policy ? 'Declare it and page' : 'Declare it'}
      ready={title.trim() !== ''}
      close={close}
      send={() => void open(draft)}
    >
      <Field label="What is wrong, in a sentence">
        <Input
          autoFocus
          aria-label="What is wrong"
          value={title}
          onChange={(e) => set({ title: e.currentTarget.value })}
        />
      </Field>
      <Field label="How bad">
        <RadioButtonGroup
          aria-label="How bad"
          options={severities}
          value={severity}
          onChange={(chosen) => set({ severity: chosen })}
        />
      </Field>
      <Field label="Service">
        <Input aria-label="Service" value={service} onChange={(e) => set({ service: e.currentTarget.value })} />
      </Field>
      <PolicyField value={policy} set={(chosen) => set({ policy: chosen })} />
      <Field label="What you know so far" noMargin>
        <TextArea
          aria-label="What you know so far"
          rows={3}
          value={description}
          onChange={(e) => set({ description: e.currentTarget.value })}
        />
      </Field>
    </Dialog>
  );
}

function PolicyField({ value, set }: { value: string; set(id: string): void }) {
  const { data } = useResource(() => client.listPolicies({}), { key: 'policies', touchedBy: () => false });
  const policies = (data?.policies ?? []).map((policy) => ({ value: policy.id, label: policy.value.name }));
  return (
    <Field label="Who is paged" description={value ? undefined : 'Without a policy nobody is paged.'}>
      <Combobox
        aria-label="Who is paged"
        isClearable
        options={policies}
        value={value || null}
        placeholder="Choose an escalation policy"
        onChange={(option) => set(option?.value ?? '')}
      />
    </Field>
  );
}
