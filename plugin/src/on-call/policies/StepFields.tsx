import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, Combobox, Field, Input, MultiCombobox, useStyles2 } from '@grafana/ui';
import { pagedSeverities, type WrittenCondition, type WrittenStep } from '@tocsin/api';
import { Card } from '../../ui/Card';
import { HoursEditor } from '../HoursEditor';
import { type Refusal, saidAt } from '../problems';
import { Said } from '../RulesEditor';
import { TargetsField } from './TargetsField';
import type { Choice } from './useNames';

const levels: Array<{ value: WrittenStep['level']; label: string }> = [
  { value: 0, label: '0: an automatic response' },
  { value: 1, label: '1: people' },
  { value: 2, label: '2: people' },
  { value: 3, label: '3: people' },
  { value: 4, label: '4: declared publicly' },
];

interface Props {
  index: number;
  step: WrittenStep;
  choices: readonly Choice[];
  refusal?: Refusal;
  set(step: WrittenStep): void;
  remove?: () => void;
}

export function StepFields({ index, step, choices, refusal, set, remove }: Props) {
  const styles = useStyles2(getStyles);
  const said = (field: string) => saidAt(refusal, `steps.${index}.${field}`);
  return (
    <Card
      title={`Step ${index + 1}`}
      side={
        remove && (
          <Button type="button" size="sm" fill="text" variant="secondary" onClick={remove}>
            Take it out
          </Button>
        )
      }
    >
      <div className={styles.fields}>
        <TargetsField
          label={`Step ${index + 1} tells`}
          targets={step.targets}
          choices={choices}
          error={said('targets')}
          set={(targets) => set({ ...step, targets })}
        />
        <Timing index={index} step={step} said={said} set={set} />
        <div>
          <Checkbox
            label="One of them at a time, in turn"
            value={step.roundRobin ?? false}
            onChange={({ currentTarget }) => set({ ...step, roundRobin: currentTarget.checked || undefined })}
          />
        </div>
        <Conditions index={index} when={step.when ?? {}} set={(when) => set({ ...step, when })} />
        <Said words={said('when')} />
      </div>
    </Card>
  );
}

interface TimingProps extends Pick<Props, 'index' | 'step' | 'set'> {
  said(field: string): string | undefined;
}

function Timing({ index, step, said, set }: TimingProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.row}>
      <Field label="They have" invalid={said('wait') !== undefined} error={said('wait')} noMargin>
        <Input
          aria-label={`Step ${index + 1}: wait`}
          placeholder="5m"
          value={step.wait}
          onChange={({ currentTarget }) => set({ ...step, wait: currentTarget.value.trim() })}
        />
      </Field>
      <Field label="Told again so often" invalid={said('repeat') !== undefined} error={said('repeat')} noMargin>
        <Input
          aria-label={`Step ${index + 1}: told again`}
          type="number"
          min={0}
          value={step.repeat ?? 0}
          onChange={({ currentTarget }) => set({ ...step, repeat: Number(currentTarget.value) || undefined })}
        />
      </Field>
      <Field label="Level" invalid={said('level') !== undefined} error={said('level')} noMargin>
        <Combobox
          aria-label={`Step ${index + 1}: level`}
          options={levels}
          value={step.level}
          onChange={({ value }) => set({ ...step, level: value })}
        />
      </Field>
    </div>
  );
}

interface ConditionProps {
  index: number;
  when: WrittenCondition;
  set(when: WrittenCondition | undefined): void;
}

/** All that is given must hold, else the step is skipped. */
function Conditions({ index, when, set }: ConditionProps) {
  const styles = useStyles2(getStyles);
  const put = (change: Partial<WrittenCondition>) => {
    const next = { ...when, ...change };
    set(Object.values(next).some((value) => value !== undefined) ? next : undefined);
  };
  return (
    <details open={Object.keys(when).length > 0}>
      <summary className={styles.summary}>Only when</summary>
      <div className={styles.inside}>
        <div className={styles.row}>
          <Field label="Severities, all if none" noMargin>
            <MultiCombobox
              aria-label={`Step ${index + 1}: severities`}
              options={pagedSeverities.map((value) => ({ value, label: value }))}
              value={when.severities ?? []}
              onChange={(chosen) =>
                put({ severities: chosen.length > 0 ? chosen.map(({ value }) => value) : undefined })
              }
            />
          </Field>
          <Field label="Alerts that fire, at least" noMargin>
            <Input
              aria-label={`Step ${index + 1}: alerts at least`}
              type="number"
              min={1}
              value={when.alertsAtLeast ?? ''}
              onChange={({ currentTarget }) => put({ alertsAtLeast: Number(currentTarget.value) || undefined })}
            />
          </Field>
        </div>
        <Field label="Only in these hours" noMargin>
          <HoursEditor
            label={`Step ${index + 1}: only in these hours`}
            hours={when.within}
            set={(within) => put({ within })}
          />
        </Field>
      </div>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ display: 'grid', gap: theme.spacing(1.5), gridTemplateColumns: 'minmax(0, 1fr)' }),
  row: css({
    display: 'grid',
    gap: theme.spacing(1),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(130px, 100%), 1fr))',
    alignItems: 'end',
    marginBottom: theme.spacing(1),
    '& > *': { minWidth: 0 },
  }),
  /** What is inherited stops at the slot of <details>: without this its fields are wider than their places. */
  inside: css({ boxSizing: 'border-box' }),
  summary: css({ cursor: 'pointer', fontSize: 13, marginBottom: theme.spacing(1) }),
});
