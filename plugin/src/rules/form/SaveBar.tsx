import { css } from '@emotion/css';
import React, { useId } from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, Input, useStyles2 } from '@grafana/ui';
import type { KeptRuleGroup } from '@tocsin/api';
import { Card } from '../../ui/Card';
import { rulesText } from '../ruleWords';

interface Props {
  rules: number;
  before: Pick<KeptRuleGroup, 'version'> | undefined;
  changed: boolean;
  /** Somebody changed it meanwhile, and what becomes of that is not chosen yet. */
  undecided: boolean;
  sending: boolean;
  /** So many things are known to be wrong. */
  wrong: number;
  /** Why the service said no. */
  problem?: string;
  comment: string;
  setComment(text: string): void;
  save(): void;
  /** What was written is not wanted. */
  cancel(): void;
}

/** Why, for those who read the history; and the button that says what it does. */
export function SaveBar(props: Props) {
  const { rules, before, changed, undecided, sending, wrong, problem, comment, setComment, save, cancel } = props;
  const styles = useStyles2(getStyles);
  const id = useId();
  const navigate = useNavigate();
  const effect = before ? `Save as version ${before.version + 1}` : `Make the group: ${rulesText(rules)}`;
  return (
    <Card title="Save" quietTitle>
      <div className={styles.bar}>
        <div>
          <label htmlFor={id} className={styles.label}>
            Why
          </label>
          <Input
            id={id}
            value={comment}
            placeholder="stands in the history"
            onChange={({ currentTarget }) => setComment(currentTarget.value)}
          />
        </div>
        {(problem || wrong > 0) && (
          <p role={problem ? 'alert' : undefined} className={styles.problem}>
            <Icon name="exclamation-triangle" size="sm" />{' '}
            {problem ?? `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} to be filled in or mended first.`}
          </p>
        )}
        <div className={styles.buttons}>
          <Button disabled={sending || undecided || (before !== undefined && !changed)} onClick={save}>
            {sending ? 'Sending…' : effect}
          </Button>
          <Button
            variant="secondary"
            onClick={() => {
              cancel();
              navigate(-1);
            }}
          >
            Cancel
          </Button>
          {before && !undecided && !changed && <span className={styles.note}>Nothing is changed yet.</span>}
          {undecided && <span className={styles.note}>Choose above what becomes of the other version.</span>}
        </div>
      </div>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    padding: theme.spacing(0.5, 0),
  }),
  label: css({
    display: 'block',
    marginBottom: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  problem: css({ color: theme.colors.error.text, margin: 0, overflowWrap: 'anywhere' }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  note: css({ color: theme.colors.text.secondary, fontSize: 12 }),
});
