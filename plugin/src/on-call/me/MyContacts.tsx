import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Field, Icon, Input, useStyles2 } from '@grafana/ui';
import type { KeptContact } from '@tocsin/api';
import { client } from '../../api/client';
import { Card } from '../../ui/Card';
import { FormDialog, Refused } from '../FormDialog';
import { saidAt, saidOfTheRest } from '../problems';
import { useChange } from '../useChange';
import { addressWords, contactWords, isUsable, kinds, stateWords } from '../words';

/** How I am reached: each is used once a code that went through it came back. */
export function MyContacts({ contacts, past }: { contacts: readonly KeptContact[]; past: boolean }) {
  const styles = useStyles2(getStyles);
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title="My contacts"
      past={past}
      side={
        <Button size="sm" variant="secondary" icon="plus" onClick={() => setAdding(true)}>
          Add a contact
        </Button>
      }
    >
      {contacts.length === 0 && <p className={styles.quiet}>None yet: nothing can reach you.</p>}
      <ul className={styles.list}>
        {contacts.map((contact) => (
          <Contact key={contact.id} contact={contact} />
        ))}
      </ul>
      <p className={styles.quiet}>
        For notifications on a phone, open Tocsin’s own console on that phone, at <code>/console/phone</code>.
      </p>
      {adding && <AddContact taken={contacts.map(({ id }) => id)} close={() => setAdding(false)} />}
    </Card>
  );
}

function Contact({ contact }: { contact: KeptContact }) {
  const styles = useStyles2(getStyles);
  const { run, sending, refusal } = useChange();
  const { id, kind, address, state, own } = contact;
  const params = { contact: id };
  const good = isUsable(contact);
  const askWords = state === 'asked' ? 'Send another code' : 'Send a code';
  const ask = () =>
    run({
      send: () => client.askForProof({ params, body: {} }),
      done: () => `A code is on its way by ${contactWords[kind]} to ${address}.`,
    });
  const remove = () =>
    run({
      send: () => client.removeMyContact({ params }),
      done: () => `You are not reached by ${contactWords[kind]} at ${address} any more.`,
    });
  return (
    <li className={styles.row}>
      <Icon name={good ? 'check' : 'exclamation-triangle'} className={good ? styles.good : styles.bad} />
      <div className={styles.words}>
        <div>
          {contactWords[kind]}: {address}
        </div>
        <div className={styles.quiet}>{stateWords[state]}</div>
      </div>
      <div className={good ? styles.acts : styles.below}>
        {!good && (
          <Button
            size="sm"
            variant="secondary"
            disabled={sending}
            aria-label={`${askWords} to ${id}`}
            onClick={() => void ask()}
          >
            {askWords}
          </Button>
        )}
        {own && (
          <Button size="sm" variant="secondary" fill="text" aria-label={`Remove ${id}`} onClick={() => void remove()}>
            Remove
          </Button>
        )}
      </div>
      {state === 'asked' && <Code id={id} />}
      <div className={styles.wide}>
        <Refused words={refusal?.words} />
      </div>
    </li>
  );
}

function Code({ id }: { id: string }) {
  const styles = useStyles2(getStyles);
  const [code, setCode] = useState('');
  const { run, sending, refusal } = useChange();
  const send = () =>
    run({
      send: () => client.proveContact({ params: { contact: id }, body: { code } }),
      done: () => 'It is yours: pages can come this way now.',
    });
  return (
    <form
      className={styles.code}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Field label="The code that came" noMargin invalid={refusal !== undefined} error={refusal?.words}>
        <Input
          aria-label={`The code that came to ${id}`}
          autoComplete="one-time-code"
          width={20}
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
        />
      </Field>
      <Button type="submit" variant="secondary" disabled={code.trim() === '' || sending}>
        Prove it
      </Button>
    </form>
  );
}

const fields = ['id', 'kind', 'address'];
/** A phone is added on the phone. */
const byHand = kinds.filter((each) => each !== 'push');

function AddContact({ taken, close }: { taken: readonly string[]; close(): void }) {
  const [kind, setKind] = useState<KeptContact['kind']>('call');
  const [address, setAddress] = useState('');
  const { run, sending, refusal } = useChange();
  const id = [kind, ...Array.from({ length: 20 }, (_, index) => `${kind}-${index + 2}`)].find(
    (each) => !taken.includes(each)
  );
  const send = () =>
    run({
      send: () => client.addMyContact({ body: { id: id ?? kind, kind, address: address.trim() } }),
      done: () => `It is there. Send a code to ${address.trim()} to prove that it is yours.`,
      after: close,
    });
  return (
    <FormDialog
      title="A further way to reach you"
      does="Add it"
      ready={address.trim() !== ''}
      sending={sending}
      refused={saidOfTheRest(refusal, fields)}
      close={close}
      send={() => void send()}
    >
      <Field label="How" invalid={saidAt(refusal, 'kind') !== undefined} error={saidAt(refusal, 'kind')}>
        <Combobox
          aria-label="How"
          options={byHand.map((each) => ({ value: each, label: contactWords[each] }))}
          value={kind}
          onChange={({ value }) => setKind(value)}
        />
      </Field>
      <Field
        label={addressWords[kind]}
        noMargin
        invalid={saidAt(refusal, 'address') !== undefined}
        error={saidAt(refusal, 'address') ?? saidAt(refusal, 'id')}
      >
        <Input aria-label="Address" value={address} onChange={({ currentTarget }) => setAddress(currentTarget.value)} />
      </Field>
    </FormDialog>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  row: css({
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr) auto',
    gap: theme.spacing(0.5, 1),
    alignItems: 'center',
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  words: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12, margin: 0 }),
  good: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.warning.text }),
  acts: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: theme.spacing(0.5) }),
  below: css({ gridColumn: '2 / -1', display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5) }),
  code: css({ gridColumn: '2 / -1', display: 'flex', alignItems: 'flex-end', gap: theme.spacing(1) }),
  wide: css({ gridColumn: '2 / -1' }),
});
