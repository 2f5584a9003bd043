import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Workflow, WorkflowAction } from '@tocsin/api';
import { useLiveState } from '../api/LiveProvider';
import { Age } from '../ui/Age';
import { quantityText } from '../ui/numbers';
import { useWorkflowCommand } from './useWorkflowCommand';

const looks: Readonly<Record<Workflow['state'], { icon: IconName; word: string }>> = {
  created: { icon: 'clock-nine', word: 'created' },
  running: { icon: 'play', word: 'running' },
  paused: { icon: 'pause', word: 'paused' },
  completed: { icon: 'check', word: 'completed' },
  failed: { icon: 'exclamation-triangle', word: 'failed' },
  cancelled: { icon: 'times', word: 'cancelled' },
};

const verbs: Readonly<Record<WorkflowAction, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  retry: 'Retry',
};

export function WorkflowList({ workflows }: { workflows: readonly Workflow[] }) {
  const styles = useStyles2(getStyles);
  const { me } = useLiveState();
  const mayAct = me !== undefined && me.role !== 'viewer' && me.person.known;
  const { ask, asking } = useWorkflowCommand();
  if (workflows.length === 0) {
    return <p className={styles.quiet}>None match.</p>;
  }
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Workflow</th>
            <th scope="col">State</th>
            <th scope="col">Agent</th>
            <th scope="col">Took</th>
            <th scope="col">Began</th>
            {mayAct && <th scope="col">Do</th>}
          </tr>
        </thead>
        <tbody>
          {workflows.map((workflow) => (
            <Row key={workflow.id} workflow={workflow} mayAct={mayAct} asking={asking} ask={ask} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  workflow: Workflow;
  mayAct: boolean;
  asking?: string;
  ask(id: string, action: WorkflowAction): Promise<void>;
}

function Row({ workflow, mayAct, asking, ask }: RowProps) {
  const styles = useStyles2(getStyles);
  const { icon, word } = looks[workflow.state];
  return (
    <tr>
      <th scope="row">
        {workflow.type} <code>{workflow.id}</code>
        {workflow.error && <div className={styles.quiet}>{workflow.error}</div>}
      </th>
      <td>
        <span className={styles.state}>
          <Icon name={icon} size="sm" />
          {word}
        </span>
      </td>
      <td>{workflow.agent ?? '–'}</td>
      <td>{workflow.seconds === undefined ? '–' : quantityText(workflow.seconds, 's')}</td>
      <td>{workflow.createdAt ? <Age since={workflow.createdAt} suffix=" ago" /> : '–'}</td>
      {mayAct && (
        <td>
          <span className={styles.actions}>
            {workflow.can.map((action) => (
              <Button
                key={action}
                size="sm"
                variant="secondary"
                fill="text"
                disabled={asking === workflow.id}
                aria-label={`${verbs[action]} ${workflow.id}`}
                onClick={() => void ask(workflow.id, action)}
              >
                {verbs[action]}
              </Button>
            ))}
          </span>
        </td>
      )}
    </tr>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    fontSize: 13,
    'th, td': { textAlign: 'left', padding: theme.spacing(0.5, 1), height: 32 },
    'th:first-of-type': { paddingLeft: 0, fontWeight: theme.typography.fontWeightRegular },
    'thead th': { color: theme.colors.text.secondary, fontSize: 12, fontWeight: theme.typography.fontWeightRegular },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  state: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  actions: css({ display: 'inline-flex', gap: theme.spacing(0.5) }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12 }),
});
