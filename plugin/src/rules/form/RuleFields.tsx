import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { RuleDraft } from './groupDraft';
import { NamedTexts } from './NamedTexts';
import { TextField } from './TextField';

interface Props {
  index: number;
  rule: RuleDraft;
  change(to: Partial<RuleDraft>): void;
}

const kinds = [
  { value: 'alert', label: 'Alerting' },
  { value: 'record', label: 'Recording' },
] as const;

/** The fields of a rule file, with the names that they have there where they are not plain. */
export function RuleFields({ index, rule, change }: Props) {
  const styles = useStyles2(getStyles);
  const path = `rules.${index}`;
  const alerting = rule.kind === 'alert';
  return (
    <div className={styles.fields}>
      <RadioButtonGroup
        aria-label="Kind of rule"
        options={[...kinds]}
        value={rule.kind}
        onChange={(kind) => change({ kind })}
      />
      <TextField
        path={`${path}.${rule.kind}`}
        also={path}
        label={alerting ? 'Name of the alert' : 'Name of the series'}
        value={rule.name}
        set={(name) => change({ name })}
        placeholder={alerting ? 'CheckoutSlow' : 'job:http_requests:rate5m'}
      />
      <TextField
        path={`${path}.expr`}
        label="Expression"
        value={rule.expr}
        set={(expr) => change({ expr })}
        help={alerting ? 'PromQL. Each series that it gives is an alert.' : 'PromQL. What it gives is written.'}
        lines
      />
      {alerting && <Lengths path={path} rule={rule} change={change} />}
      <NamedTexts
        path={`${path}.labels`}
        legend="Labels"
        one="label"
        texts={rule.labels}
        set={(labels) => change({ labels })}
      />
      {alerting && (
        <NamedTexts
          path={`${path}.annotations`}
          legend="Annotations"
          one="annotation"
          texts={rule.annotations}
          set={(annotations) => change({ annotations })}
          lines
        />
      )}
    </div>
  );
}

function Lengths({ path, rule: { forLength, keepFiring }, change }: Omit<Props, 'index'> & { path: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.lengths}>
      <TextField
        path={`${path}.for`}
        label="Fires after"
        value={forLength}
        set={(to) => change({ forLength: to })}
        placeholder="5m"
        help="for: at once, if empty"
      />
      <TextField
        path={`${path}.keep_firing_for`}
        label="Keeps firing for"
        value={keepFiring}
        set={(to) => change({ keepFiring: to })}
        placeholder="10m"
        help="keep_firing_for: not at all, if empty"
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    justifyItems: 'stretch',
    gap: theme.spacing(2),
    padding: theme.spacing(1, 0, 2),
    '& > div[role=radiogroup]': { justifySelf: 'start' },
  }),
  lengths: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(180px, 100%), 1fr))',
  }),
});
