import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, Combobox, IconButton, Input, useStyles2 } from '@grafana/ui';
import type { ContactKind, WrittenContact } from '@tocsin/api';
import { type Refusal, saidAt } from '../problems';
import { Said } from '../RulesEditor';
import { addressWords, contactWords, kinds } from '../words';

interface Props {
  contacts: WrittenContact[];
  refusal?: Refusal;
  set(contacts: WrittenContact[]): void;
}

export function ContactsEditor({ contacts, refusal, set }: Props) {
  const styles = useStyles2(getStyles);
  const change = (index: number, to: Partial<WrittenContact>) =>
    set(contacts.map((contact, at) => (at === index ? { ...contact, ...to } : contact)));
  return (
    <>
      {contacts.map(({ id, kind, address, vouched = false }, index) => (
        <div key={id} role="group" aria-label={`Contact ${id}`}>
          <div className={styles.row}>
            <Combobox
              aria-label={`${id}: how`}
              options={kinds.map((each) => ({ value: each, label: contactWords[each] }))}
              value={kind}
              onChange={({ value }) => change(index, { kind: value })}
            />
            <Input
              aria-label={`${id}: address`}
              placeholder={addressWords[kind]}
              value={address}
              onChange={({ currentTarget }) => change(index, { address: currentTarget.value })}
            />
            <Checkbox
              label="It is theirs"
              value={vouched}
              onChange={({ currentTarget }) => change(index, { vouched: currentTarget.checked || undefined })}
            />
            <IconButton
              name="trash-alt"
              aria-label={`Take ${id} out`}
              onClick={() => set(contacts.filter((_, at) => at !== index))}
            />
          </div>
          <Said words={saidAt(refusal, `contacts.${index}`)} />
        </div>
      ))}
      <Button
        type="button"
        size="sm"
        fill="text"
        icon="plus"
        onClick={() => set([...contacts, { id: freeId('email', contacts), kind: 'email', address: '' }])}
      >
        Add a contact
      </Button>
      <Said words={contacts.length === 0 ? saidAt(refusal, 'contacts') : undefined} />
    </>
  );
}

function freeId(kind: ContactKind, taken: readonly WrittenContact[]): string {
  const wanted = Array.from({ length: taken.length + 1 }, (_, index) => (index === 0 ? kind : `${kind}-${index + 1}`));
  return wanted.find((id) => taken.every((contact) => contact.id !== id)) ?? kind;
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'grid',
    gridTemplateColumns: '130px minmax(0, 1fr) auto 24px',
    gap: theme.spacing(1),
    alignItems: 'center',
    marginBottom: theme.spacing(1),
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' },
  }),
});
