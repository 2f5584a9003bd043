import { css } from '@emotion/css';
import React, { type ReactNode, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Field, Modal, RadioButtonGroup, TextArea, useStyles2 } from '@grafana/ui';
import type { Incident } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { nextMorning } from '../silences/span';
import { clockText, momentText, zoneText } from '../ui/time';
import { useNow } from '../ui/useNow';
import { PersonField } from './PersonField';

export type Asked = 'assign' | 'snooze' | 'resolve' | 'note' | 'merge' | 'relate' | 'page';

interface DialogProps {
  title: string;
  /** The button says its effect. */
  does: string;
  ready: boolean;
  close(): void;
  send(): void;
  children: ReactNode;
}

export function Dialog({ title, does, ready, close, send, children }: DialogProps) {
  return (
    <Modal isOpen title={title} onDismiss={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) {
            close();
            send();
          }
        }}
      >
        {children}
        <Modal.ButtonRow>
          <Button variant="secondary" fill="outline" onClick={close} type="button">
            Cancel
          </Button>
          <Button type="submit" disabled={!ready}>
            {does}
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}

interface Props {
  /** "INC-4", "3 incidents". */
  what: string;
  close(): void;
}

export function AssignDialog({ what, close, send }: Props & { send(to: string): void }) {
  const [to, setTo] = useState('');
  return (
    <Dialog
      title={`Who is to have ${what}?`}
      does="Give it to them"
      ready={to !== ''}
      close={close}
      send={() => send(to)}
    >
      <PersonField value={to} set={setTo} />
    </Dialog>
  );
}

const lengths = { '30m': 30, '1h': 60, '4h': 240 } as const;

export function SnoozeDialog({ what, close, send }: Props & { send(until: string): void }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const [chosen, setChosen] = useState<keyof typeof lengths | 'morning'>('1h');
  const until = chosen === 'morning' ? nextMorning(now) : now + lengths[chosen] * 60_000;
  return (
    <Dialog
      title={`Put ${what} off?`}
      does={`Snooze until ${clockText(until)}`}
      ready
      close={close}
      send={() => send(new Date(until).toISOString())}
    >
      <RadioButtonGroup
        aria-label="How long"
        options={[
          { value: '30m' as const, label: '30 min' },
          { value: '1h' as const, label: '1 h' },
          { value: '4h' as const, label: '4 h' },
          { value: 'morning' as const, label: `Until ${clockText(nextMorning(now))}` },
        ]}
        value={chosen}
        onChange={setChosen}
      />
      <p className={styles.means}>
        Nobody is paged until {momentText(until, now)} {zoneText(until)}. If it still fires then, its escalation begins
        again.
      </p>
    </Dialog>
  );
}

interface TextProps extends Props {
  title: string;
  label: string;
  does: string;
  means?: string;
  optional?: boolean;
  send(text: string): void;
}

/** A resolution, a note. */
export function TextDialog({ title, label, does, means, optional = false, close, send }: TextProps) {
  const styles = useStyles2(getStyles);
  const [text, setText] = useState('');
  return (
    <Dialog
      title={title}
      does={does}
      ready={optional || text.trim() !== ''}
      close={close}
      send={() => send(text.trim())}
    >
      {means && <p className={styles.means}>{means}</p>}
      <Field label={label} noMargin>
        <TextArea
          autoFocus
          aria-label={label}
          rows={4}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </Field>
    </Dialog>
  );
}

interface OtherProps extends Props {
  id: string;
  title: string;
  does: string;
  means: string;
  send(other: string): void;
}

/** Another incident: to merge into, to link. */
export function OtherIncidentDialog({ id, title, does, means, close, send }: OtherProps) {
  const styles = useStyles2(getStyles);
  const [other, setOther] = useState('');
  const { data } = useResource(() => client.listIncidents({}), { key: 'incidents' });
  const options = (data?.incidents ?? [])
    .filter((incident: Incident) => incident.id !== id)
    .map((incident: Incident) => ({ value: incident.id, label: `${incident.id}: ${incident.title}` }));
  return (
    <Dialog title={title} does={does} ready={other !== ''} close={close} send={() => send(other)}>
      <p className={styles.means}>{means}</p>
      <Combobox
        aria-label="Which incident"
        options={options}
        value={other || null}
        placeholder="Choose an incident"
        onChange={(option) => setOther(option?.value ?? '')}
      />
    </Dialog>
  );
}

export interface Pageable {
  readonly kind: 'person' | 'team' | 'schedule' | 'policy';
  readonly id: string;
  readonly name: string;
}

/** Somebody more, now, whatever the policy says. */
export function PageDialog({ what, close, send }: Props & { send(target: Pageable): void }) {
  const [chosen, setChosen] = useState('');
  const { data } = useResource(pageable, { key: 'pageable', touchedBy: () => false });
  const target = data?.find((each) => `${each.kind} ${each.id}` === chosen);
  return (
    <Dialog
      title={`Page somebody about ${what}`}
      does={target ? `Page ${target.name} now` : 'Page now'}
      ready={target !== undefined}
      close={close}
      send={() => target && send(target)}
    >
      <Combobox
        aria-label="Whom"
        options={(data ?? []).map(({ kind, id, name }) => ({
          value: `${kind} ${id}`,
          label: name,
          description: kind === 'schedule' ? 'who is on call' : kind,
        }))}
        value={chosen || null}
        placeholder="A person, a team, who is on call, a policy"
        onChange={(option) => setChosen(option?.value ?? '')}
      />
    </Dialog>
  );
}

async function pageable(): Promise<readonly Pageable[]> {
  const [{ people }, { teams }, { schedules }, { policies }] = await Promise.all([
    client.listPeople({}),
    client.listTeams({}),
    client.listSchedules({}),
    client.listPolicies({}),
  ]);
  const named = (kind: Pageable['kind'], all: ReadonlyArray<{ id: string; value: { name: string } }>) =>
    all.map(({ id, value }) => ({ kind, id, name: value.name }));
  return [
    ...named('schedule', schedules),
    ...named('person', people),
    ...named('team', teams),
    ...named('policy', policies),
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  means: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 2) }),
});
