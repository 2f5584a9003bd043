import { css } from '@emotion/css';
import React, { useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, useStyles2 } from '@grafana/ui';
import type { KeptPolicy, WrittenPolicy } from '@tocsin/api';
import { client } from '../../api/client';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { Card } from '../../ui/Card';
import { Page } from '../../ui/Page';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { Refused } from '../FormDialog';
import { type Refusal, saidAt, saidOfTheRest } from '../problems';
import { Said } from '../RulesEditor';
import { useChange } from '../useChange';
import { useIsAdmin } from '../useIsAdmin';
import { idFrom } from '../words';
import { PolicyLadder } from './PolicyLadder';
import { StepFields } from './StepFields';
import { TargetsField } from './TargetsField';
import { type Choice, useChoices } from './useNames';

/** Makes or changes a policy of the app. */
export function PolicyFormPage() {
  const { id } = useParams();
  return id === undefined ? <Form /> : <Loaded id={id} />;
}

function Loaded({ id }: { id: string }) {
  const resource = useResource(() => client.getPolicy({ params: { id } }), {
    key: `policy form ${id}`,
    touchedBy: () => false,
  });
  return resource.data ? (
    <Form kept={resource.data} />
  ) : (
    <Page name="Change" title="Change a policy">
      <Trouble resource={resource} what="The policy" />
      {!resource.error && <Skeleton rows={5} rowHeight={44} />}
    </Page>
  );
}

const emptyPolicy: WrittenPolicy = {
  id: '',
  name: '',
  steps: [{ level: 1, targets: [], wait: '5m' }],
  repeat: 0,
  lastResort: [],
};
const fields = ['name', 'id', 'steps', 'lastResort', 'repeat'];

function Form({ kept }: { kept?: KeptPolicy }) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const isAdmin = useIsAdmin();
  const { choices = [] } = useChoices();
  const [draft, setDraft] = useState<WrittenPolicy>(kept?.value ?? emptyPolicy);
  const { run, sending, refusal } = useChange();
  const id = kept?.id ?? idFrom(draft.name);
  const send = () =>
    run({
      send: () => client.setPolicy({ params: { id }, body: { value: { ...draft, id }, version: kept?.version } }),
      done: () => `${draft.name} is kept: it counts for incidents from now on.`,
      after: () => navigate(paths.policy(id)),
    });
  return (
    <Page
      name={kept ? 'Change' : 'New policy'}
      title={kept ? `Change ${kept.value.name}` : 'Who is told, and when?'}
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
        <Fields
          draft={draft}
          choices={choices}
          refusal={refusal}
          set={(to) => setDraft((was) => ({ ...was, ...to }))}
        />
        <div className={styles.side}>
          <Card title="In words" note="with who it would be now">
            <PolicyLadder policy={draft} choices={choices} />
          </Card>
          <Refused words={saidOfTheRest(refusal, fields)} />
          <div className={styles.acts}>
            {isAdmin && (
              <Button type="submit" disabled={id === '' || sending}>
                {sending ? 'Sending…' : kept ? 'Keep the change' : 'Make the policy'}
              </Button>
            )}
            <Button
              type="button"
              variant="secondary"
              onClick={() => navigate(kept ? paths.policy(kept.id) : paths.policies)}
            >
              Cancel
            </Button>
          </div>
        </div>
      </form>
    </Page>
  );
}

interface FieldsProps {
  draft: WrittenPolicy;
  choices: readonly Choice[];
  refusal?: Refusal;
  set(change: Partial<WrittenPolicy>): void;
}

function Fields({ draft, choices, refusal, set }: FieldsProps) {
  const styles = useStyles2(getStyles);
  const { name, steps, repeat, lastResort } = draft;
  return (
    <div className={styles.side}>
      <Card title="The policy" quietTitle>
        <Field
          label="Name"
          invalid={saidAt(refusal, 'name') !== undefined || saidAt(refusal, 'id') !== undefined}
          error={saidAt(refusal, 'name') ?? saidAt(refusal, 'id')}
          noMargin
        >
          <Input aria-label="Name" value={name} onChange={({ currentTarget }) => set({ name: currentTarget.value })} />
        </Field>
      </Card>
      {steps.map((step, index) => (
        <StepFields
          key={index}
          index={index}
          step={step}
          choices={choices}
          refusal={refusal}
          set={(next) => set({ steps: steps.map((each, at) => (at === index ? next : each)) })}
          remove={steps.length > 1 ? () => set({ steps: steps.filter((_, at) => at !== index) }) : undefined}
        />
      ))}
      <div>
        <Button
          type="button"
          variant="secondary"
          icon="plus"
          onClick={() => set({ steps: [...steps, { level: 2, targets: [], wait: '5m' }] })}
        >
          Then a further step
        </Button>
      </div>
      <Card title="At the end">
        <Field label="All steps once more so often">
          <Input
            aria-label="All steps once more so often"
            type="number"
            min={0}
            width={10}
            value={repeat}
            onChange={({ currentTarget }) => set({ repeat: Number(currentTarget.value) })}
          />
        </Field>
        <Said words={saidAt(refusal, 'repeat')} />
        <TargetsField
          label="Last resort: told when a step can tell nobody, and at the end"
          targets={lastResort}
          choices={choices}
          error={saidAt(refusal, 'lastResort')}
          set={(targets) => set({ lastResort: targets })}
        />
      </Card>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({
    display: 'grid',
    gap: theme.spacing(2),
    alignItems: 'start',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(420px, 100%), 1fr))',
  }),
  side: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  acts: css({ display: 'flex', gap: theme.spacing(1) }),
});
