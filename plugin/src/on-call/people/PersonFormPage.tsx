import { css } from '@emotion/css';
import React, { useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, useStyles2 } from '@grafana/ui';
import type { KeptPerson, WrittenPerson } from '@tocsin/api';
import { client } from '../../api/client';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { Card } from '../../ui/Card';
import { Page } from '../../ui/Page';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Refused } from '../FormDialog';
import { HoursEditor } from '../HoursEditor';
import { type Refusal, saidAt, saidOfTheRest } from '../problems';
import { RulesEditor, Said } from '../RulesEditor';
import { useChange } from '../useChange';
import { useIsAdmin } from '../useIsAdmin';
import { idFrom } from '../words';
import { ContactsEditor } from './ContactsEditor';

/** Adds or changes a person of the app. */
export function PersonFormPage() {
  const { id } = useParams();
  return id === undefined ? <Form /> : <Loaded id={id} />;
}

function Loaded({ id }: { id: string }) {
  const resource = useResource(() => client.getPerson({ params: { id } }), {
    key: `person form ${id}`,
    touchedBy: () => false,
  });
  return resource.data ? (
    <Form kept={resource.data} />
  ) : (
    <Page name="Change" title="Change a person">
      <Trouble resource={resource} what="The person" />
      {!resource.error && <Skeleton rows={5} rowHeight={44} />}
    </Page>
  );
}

const emptyPerson: WrittenPerson = {
  id: '',
  name: '',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  contacts: [],
  rules: {},
};
const texts = [
  { key: 'name', label: 'Name' },
  { key: 'login', label: 'Login in Grafana, so that it is known who acts there' },
  { key: 'email', label: 'E-mail' },
  { key: 'timeZone', label: 'Time zone, such as Europe/Berlin' },
] as const;
const fields = [...texts.map(({ key }) => key), 'id', 'contacts', 'rules', 'quietHours'];

function Form({ kept }: { kept?: KeptPerson }) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const isAdmin = useIsAdmin();
  const [draft, setDraft] = useState<WrittenPerson>(kept?.value ?? emptyPerson);
  const { run, sending, refusal } = useChange();
  const set = (change: Partial<WrittenPerson>) => setDraft((before) => ({ ...before, ...change }));
  const id = kept?.id ?? idFrom(draft.name);
  const send = () =>
    run({
      send: () => client.setPerson({ params: { id }, body: { value: { ...draft, id }, version: kept?.version } }),
      done: () => `${draft.name} is kept.`,
      after: () => navigate(paths.person(id)),
    });
  return (
    <Page
      name={kept ? 'Change' : 'New person'}
      title={kept ? `Change ${kept.value.name}` : 'Who is to be told?'}
      subtitle={isAdmin ? undefined : 'Only admins can keep what stands here.'}
    >
      <form
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Cards draft={draft} refusal={refusal} set={set} />
        <Refused words={saidOfTheRest(refusal, fields)} />
        <div className={styles.acts}>
          {isAdmin && (
            <Button type="submit" disabled={id === '' || sending}>
              {sending ? 'Sending…' : kept ? 'Keep the change' : 'Add the person'}
            </Button>
          )}
          <Button
            type="button"
            variant="secondary"
            onClick={() => navigate(kept ? paths.person(kept.id) : paths.people)}
          >
            Cancel
          </Button>
        </div>
      </form>
    </Page>
  );
}

interface CardsProps {
  draft: WrittenPerson;
  refusal?: Refusal;
  set(change: Partial<WrittenPerson>): void;
}

function Cards({ draft, refusal, set }: CardsProps) {
  return (
    <>
      <Card title="The person">
        {texts.map(({ key, label }) => (
          <Field key={key} label={label} invalid={saidAt(refusal, key) !== undefined} error={saidAt(refusal, key)}>
            <Input
              aria-label={label}
              value={draft[key] ?? ''}
              onChange={({ currentTarget }) => set({ [key]: currentTarget.value || (key === 'name' ? '' : undefined) })}
            />
          </Field>
        ))}
        <Said words={saidAt(refusal, 'id')} />
      </Card>
      <Card title="Contacts" note="used once they are proved, or vouched for">
        <ContactsEditor contacts={draft.contacts} refusal={refusal} set={(contacts) => set({ contacts })} />
      </Card>
      <Card title="How they are told">
        <RulesEditor contacts={draft.contacts} rules={draft.rules} refusal={refusal} set={(rules) => set({ rules })} />
      </Card>
      <Card title="Quiet hours" note="what is critical comes all the same">
        <HoursEditor label="Quiet hours" hours={draft.quietHours} set={(quietHours) => set({ quietHours })} />
        <Said words={saidAt(refusal, 'quietHours')} />
      </Card>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'grid', gap: theme.spacing(2), maxWidth: 800, gridTemplateColumns: 'minmax(0, 1fr)' }),
  acts: css({ display: 'flex', gap: theme.spacing(1) }),
});
