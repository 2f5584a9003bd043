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

function Form({ close }: { close(): void }) {
  const live = useLive();
  const toast = useToast();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [service, setService] = useState('');
  const [severity, setSeverity] = useState<HandSeverity>('high');
  const [policy, setPolicy] = useState('');
  const { data } = useResource(() => client.listPolicies({}), { key: 'policies', touchedBy: () => false });
  const policies = (data?.policies ?? []).map(({ id, value }) => ({ value: id, label: value.name }));
  const send = async () => {
    try {
      const made = await client.createIncident({
        body: {
          title: title.trim(),
          severity,
          ...(description.trim() && { description: description.trim() }),
          ...(service.trim() && { service: service.trim() }),
          ...(policy && { policy }),
        },
      });
      live.refresh();
      toast({ tone: 'done', text: `${made.id} is open. ${made.next}.` });
      navigate(paths.incident(made.id));
    } catch (error) {
      toast({ tone: 'failed', text: `It was not opened: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
  return (
    <Dialog
      title="Declare an incident"
      does={policy ? 'Declare it and page' : 'Declare it'}
      ready={title.trim() !== ''}
      close={close}
      send={() => void send()}
    >
      <Field label="What is wrong, in a sentence">
        <Input
          autoFocus
          aria-label="What is wrong"
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
      </Field>
      <Field label="How bad">
        <RadioButtonGroup aria-label="How bad" options={severities} value={severity} onChange={setSeverity} />
      </Field>
      <Field label="Service">
        <Input aria-label="Service" value={service} onChange={({ currentTarget }) => setService(currentTarget.value)} />
      </Field>
      <Field label="Who is paged" description={policy ? undefined : 'Without a policy nobody is paged.'}>
        <Combobox
          aria-label="Who is paged"
          isClearable
          options={policies}
          value={policy || null}
          placeholder="Choose an escalation policy"
          onChange={(option) => setPolicy(option?.value ?? '')}
        />
      </Field>
      <Field label="What you know so far" noMargin>
        <TextArea
          aria-label="What you know so far"
          rows={3}
          value={description}
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
      </Field>
    </Dialog>
  );
}
