import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, IconButton, Input, useStyles2 } from '@grafana/ui';
import {
  type ContactKind,
  type PagedSeverity,
  pagedSeverities,
  type WrittenNotificationRule,
  type WrittenRules,
} from '@tocsin/api';
import { SeverityMark } from '../ui/SeverityMark';
import { severityWord } from '../ui/severity';
import { type Refusal, saidAt } from './problems';
import { contactWords, usualRule } from './words';

interface Props {
  contacts: ReadonlyArray<{ readonly id: string; readonly kind: ContactKind }>;
  rules: WrittenRules;
  refusal?: Refusal;
  set(rules: WrittenRules): void;
}

/** "Slack now, call after 5 min", severity by severity. */
export function RulesEditor({ contacts, rules, refusal, set }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.all}>
      {pagedSeverities.map((severity) => (
        <fieldset key={severity} className={styles.severity}>
          <legend className={styles.legend}>
            <SeverityMark severity={severity} decorative /> {severityWord[severity]}
          </legend>
          <Steps
            severity={severity}
            contacts={contacts}
            steps={rules[severity]}
            set={(steps) => set(withSteps(rules, severity, steps))}
          />
          <Said words={saidAt(refusal, `rules.${severity}`)} />
        </fieldset>
      ))}
    </div>
  );
}

function withSteps(
  rules: WrittenRules,
  severity: PagedSeverity,
  steps: WrittenNotificationRule[] | undefined
): WrittenRules {
  const { [severity]: _, ...others } = rules;
  return steps ? { ...others, [severity]: steps } : others;
}

interface StepsProps {
  severity: PagedSeverity;
  contacts: Props['contacts'];
  steps: WrittenNotificationRule[] | undefined;
  set(steps: WrittenNotificationRule[] | undefined): void;
}

function Steps({ severity, contacts, steps, set }: StepsProps) {
  const styles = useStyles2(getStyles);
  const [first] = contacts;
  const options = contacts.map(({ id, kind }) => ({ value: id, label: `${contactWords[kind]} (${id})` }));
  const change = (index: number, to: Partial<WrittenNotificationRule>) =>
    set(steps?.map((step, at) => (at === index ? { ...step, ...to } : step)));
  if (!steps) {
    return (
      <p className={styles.usual}>
        {usualRule}{' '}
        {first && (
          <Button size="sm" fill="text" type="button" onClick={() => set([{ contact: first.id }])}>
            Choose
          </Button>
        )}
      </p>
    );
  }
  return (
    <>
      {steps.map(({ contact, after = '' }, index) => (
        <div key={index} className={styles.step}>
          <Combobox
            aria-label={`${severityWord[severity]}, message ${index + 1}`}
            options={options}
            value={contact}
            onChange={({ value }) => change(index, { contact: value })}
          />
          <Input
            aria-label={`${severityWord[severity]}, message ${index + 1}: after`}
            placeholder="now, or 5m"
            value={after}
            onChange={({ currentTarget }) => change(index, { after: currentTarget.value.trim() || undefined })}
          />
          <IconButton
            name="trash-alt"
            aria-label={`Take message ${index + 1} out`}
            onClick={() => set(steps.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {first && (
        <Button
          size="sm"
          fill="text"
          type="button"
          icon="plus"
          onClick={() => set([...steps, { contact: first.id, after: '5m' }])}
        >
          Then
        </Button>
      )}
      <Button size="sm" fill="text" type="button" variant="secondary" onClick={() => set(undefined)}>
        As usual
      </Button>
    </>
  );
}

export function Said({ words }: { words?: string }) {
  const styles = useStyles2(getStyles);
  return words ? (
    <p className={styles.said} role="alert">
      {words}
    </p>
  ) : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({ display: 'grid', gap: theme.spacing(1) }),
  severity: css({ border: 'none', margin: 0, padding: 0, minWidth: 0 }),
  legend: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontSize: 13,
    fontWeight: theme.typography.fontWeightMedium,
    margin: theme.spacing(0, 0, 0.5),
    border: 'none',
  }),
  step: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 2fr) minmax(88px, 1fr) 24px',
    gap: theme.spacing(1),
    alignItems: 'center',
    marginBottom: theme.spacing(0.5),
  }),
  usual: css({ color: theme.colors.text.secondary, fontSize: 13, margin: 0 }),
  said: css({ color: theme.colors.error.text, fontSize: 12, margin: theme.spacing(0.5, 0, 0) }),
});
