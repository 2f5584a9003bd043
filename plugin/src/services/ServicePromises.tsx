import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Budget } from '../objectives/Budget';
import { budgetState, byNeed, stateWord, targetText } from '../objectives/state';
import { Card } from '../ui/Card';
import { Health } from '../ui/HealthMark';
import { LinkTo } from '../ui/LinkTo';

/** What is promised of it, and how much of each budget is left. */
export function ServicePromises({ name }: { name: string }) {
  const styles = useStyles2(getStyles);
  const { data } = useResource(() => client.listObjectives({ query: { service: name } }), {
    key: `objectives of ${name}`,
    everyMs: 30_000,
    touchedBy: ({ kinds }) => kinds.includes('promise'),
  });
  if (!data || data.objectives.length === 0) {
    return null;
  }
  return (
    <Card title="Objectives" side={<LinkTo to={paths.objectives}>All</LinkTo>}>
      <ul>
        {[...data.objectives].sort(byNeed).map((objective) => (
          <li key={objective.id} className={styles.row}>
            <span className={styles.head}>
              <LinkTo to={paths.objective(objective.id)}>
                {objective.name} {targetText(objective.target)}
              </LinkTo>
              <Health state={budgetState(objective)} word={stateWord[objective.state]} />
            </span>
            <Budget objective={objective} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    listStyle: 'none',
    fontSize: 13,
  }),
  head: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(0.5),
  }),
});
