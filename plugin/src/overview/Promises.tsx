import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Budget } from '../objectives/Budget';
import { budgetState, byNeed, stateWord } from '../objectives/state';
import { Card } from '../ui/Card';
import { HealthMark } from '../ui/HealthMark';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';

const SHOWN = 6;

/** What was promised, and how much may still go wrong. */
export function Promises() {
  const styles = useStyles2(getStyles);
  const { data, error } = useResource(() => client.listObjectives({ query: {} }), {
    key: 'promises',
    everyMs: 60_000,
    touchedBy: ({ kinds }) => kinds.includes('promise'),
  });
  const all = data && [...data.objectives].sort(byNeed);
  const kept = all?.filter(({ state }) => state === 'kept').length;
  return (
    <Card
      title="Promises"
      note={all && all.length > 0 ? `${kept} of ${all.length} kept` : undefined}
      side={<LinkTo to={paths.objectives}>Objectives</LinkTo>}
      past={error !== undefined}
    >
      {!all && <NotYet past={error !== undefined} rows={3} rowHeight={56} />}
      {all?.length === 0 && 'Nothing is promised: no service has objectives.'}
      <ul>
        {all?.slice(0, SHOWN).map((objective) => (
          <li key={objective.id} className={styles.row}>
            <span className={styles.head}>
              <HealthMark state={budgetState(objective)} size={16} decorative />
              <LinkTo to={paths.objective(objective.id)} quiet>
                {objective.service}: {objective.name}
              </LinkTo>
              <span className={styles.word}>{stateWord[objective.state]}</span>
            </span>
            <Budget objective={objective} />
          </li>
        ))}
      </ul>
      {all && all.length > SHOWN && <p className={styles.rest}>and {all.length - SHOWN} more, none worse</p>}
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    listStyle: 'none',
  }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), fontSize: 18, marginBottom: 4 }),
  word: css({ marginLeft: 'auto', fontSize: 16 }),
  rest: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 0) }),
});
