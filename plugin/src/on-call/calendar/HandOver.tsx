import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, Input, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { OnCallShift } from '@tocsin/api';
import { client } from '../../api/client';
import { useLiveState } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { lengthText } from '../../ui/time';
import { FormDialog } from '../FormDialog';
import { saidAt, saidOfTheRest } from '../problems';
import { useChange } from '../useChange';
import { fieldIn, momentIn, momentOf, shortZone, spanIn } from '../zoned';

/** A time of a schedule, and who has it; without a shift nobody has. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly shift?: OnCallShift;
}

interface Props {
  schedule: { readonly id: string; readonly name: string; readonly timeZone: string };
  wanted: Wanted;
  close(): void;
}

/** Somebody takes a time: for nothing, or for another time of theirs. */
export function HandOver({ schedule, wanted, close }: Props) {
  const styles = useStyles2(getStyles);
  const [how, setHow] = useState<'cover' | 'swap'>('cover');
  const holder = wanted.shift?.person !== undefined ? wanted.shift.name : undefined;
  const choice = holder && (
    <div className={styles.how}>
      <RadioButtonGroup
        aria-label="How"
        options={[
          { value: 'cover' as const, label: 'Somebody takes it' },
          { value: 'swap' as const, label: 'Two exchange' },
        ]}
        value={how}
        onChange={setHow}
      />
    </div>
  );
  const Form = how === 'cover' ? Cover : Swap;
  return (
    <Form schedule={schedule} wanted={wanted} close={close}>
      {choice}
    </Form>
  );
}

interface FormProps extends Props {
  children: React.ReactNode;
}

const fields = ['person', 'from', 'to', 'comment'];

function Cover({ schedule, wanted, close, children }: FormProps) {
  const { id, name, timeZone } = schedule;
  const { me } = useLiveState();
  const { run, sending, refusal } = useChange();
  const [person, setPerson] = useState(me?.person.id !== wanted.shift?.person ? (me?.person.id ?? '') : '');
  const [from, setFrom] = useState(fieldIn(timeZone, wanted.from));
  const [to, setTo] = useState(fieldIn(timeZone, wanted.to));
  const [comment, setComment] = useState('');
  const times = { from: momentOf(timeZone, from), to: momentOf(timeZone, to) };
  const wrong = times.to <= times.from ? 'It ends before it begins.' : undefined;
  const send = () =>
    run({
      send: () =>
        client.coverSchedule({
          params: { id },
          body: {
            person,
            from: new Date(times.from).toISOString(),
            to: new Date(times.to).toISOString(),
            ...(comment.trim() && { comment: comment.trim() }),
          },
        }),
      done: ({ override }) =>
        `${override.person === me?.person.id ? 'You are' : `${override.person ?? 'Nobody'} is`} on call for ${name}, ${spanIn(timeZone, times)}.`,
      undo: ({ override }) => client.deleteOverride({ params: { id: override.id } }),
      after: close,
    });
  const length = times.to > times.from ? `, ${lengthText(times.to - times.from)}` : '';
  return (
    <FormDialog
      title={wanted.shift ? `Who is on call for ${name}?` : `Cover ${name}`}
      does="Put them on call"
      ready={person !== '' && times.to > times.from}
      sending={sending}
      refused={saidOfTheRest(refusal, fields)}
      close={close}
      send={() => void send()}
    >
      {children}
      <PersonChoice value={person} set={setPerson} error={saidAt(refusal, 'person')} />
      <TimeField
        label={`From (${shortZone(timeZone, wanted.from)})`}
        value={from}
        set={setFrom}
        error={saidAt(refusal, 'from')}
      />
      <TimeField
        label={`Until (${shortZone(timeZone, wanted.to)})${length}`}
        value={to}
        set={setTo}
        error={wrong ?? saidAt(refusal, 'to')}
      />
      <Why value={comment} set={setComment} />
    </FormDialog>
  );
}

function Swap({ schedule, wanted, close, children }: FormProps) {
  const { id, name, timeZone } = schedule;
  const [chosen, setChosen] = useState('');
  const [comment, setComment] = useState('');
  const { data } = useResource(() => client.getScheduleShifts({ params: { id } }), {
    key: `swap ${id}`,
    touchedBy: () => false,
  });
  const { shift: mine } = wanted;
  const others = (data?.final ?? []).filter(({ person }) => person !== undefined && person !== mine?.person);
  const other = others.find(({ from, person }) => `${person} ${from}` === chosen);
  const { send, sending, refusal } = useSwap({ schedule, close, mine, other, comment });
  return (
    <FormDialog
      title={`Exchange times of ${name}`}
      does="Exchange them"
      ready={other !== undefined}
      sending={sending}
      refused={refusal?.words}
      close={close}
      send={() => void send()}
    >
      {children}
      <Field label={`${mine?.name ?? 'They'} gives away`}>
        <Input aria-label="Gives away" readOnly value={spanIn(timeZone, wanted)} />
      </Field>
      <Field label="and takes, of the next 28 days">
        <Combobox
          aria-label="Takes"
          options={others.map((each) => ({
            value: `${each.person} ${each.from}`,
            label: `${each.name ?? each.person}: ${momentIn(timeZone, Date.parse(each.from))}`,
            description: `until ${momentIn(timeZone, Date.parse(each.until))}`,
          }))}
          value={chosen || null}
          placeholder="Choose a time of somebody else"
          onChange={(option) => setChosen(option?.value ?? '')}
        />
      </Field>
      <Why value={comment} set={setComment} />
    </FormDialog>
  );
}

interface Exchange extends Pick<Props, 'schedule' | 'close'> {
  mine?: OnCallShift;
  other?: OnCallShift;
  comment: string;
}

function useSwap({ schedule: { id, name }, close, mine, other, comment }: Exchange) {
  const { run, sending, refusal } = useChange();
  const half = ({ person = '', from, until }: OnCallShift) => ({ person, from, to: until });
  const send = async () => {
    if (!mine || !other) {
      return;
    }
    await run({
      send: () =>
        client.swapShifts({
          params: { id },
          body: { one: half(mine), other: half(other), ...(comment.trim() && { comment: comment.trim() }) },
        }),
      done: () => `${mine.name ?? ''} and ${other.name ?? ''} have exchanged these times of ${name}.`,
      undo: ({ overrides }) => Promise.all(overrides.map((each) => client.deleteOverride({ params: { id: each.id } }))),
      after: close,
    });
  };
  return { send, sending, refusal };
}

interface ChoiceProps {
  value: string;
  set(value: string): void;
  error?: string;
}

function PersonChoice({ value, set, error }: ChoiceProps) {
  const { me } = useLiveState();
  const { data } = useResource(() => client.listPeople({}), { key: 'people', touchedBy: () => false });
  const people = (data?.people ?? []).map(({ id, value: person }) => ({
    value: id,
    label: id === me?.person.id ? `${person.name} (you)` : person.name,
  }));
  return (
    <Field label="Who" invalid={error !== undefined} error={error}>
      <Combobox
        aria-label="Who"
        options={people}
        value={people.some((each) => each.value === value) ? value : null}
        placeholder="Choose a person"
        onChange={(option) => set(option?.value ?? '')}
      />
    </Field>
  );
}

function TimeField({ label, value, set, error }: ChoiceProps & { label: string }) {
  return (
    <Field label={label} invalid={error !== undefined} error={error}>
      <Input
        aria-label={label}
        type="datetime-local"
        value={value}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
    </Field>
  );
}

function Why({ value, set }: ChoiceProps) {
  return (
    <Field label="Why (for those who look later)" noMargin>
      <Input aria-label="Why" value={value} onChange={({ currentTarget }) => set(currentTarget.value)} />
    </Field>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ how: css({ marginBottom: theme.spacing(2) }) });
