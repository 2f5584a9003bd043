import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { WrittenPolicy } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';

/** Which policies tell whoever is on call in a schedule. */
export function UsedBy({ schedule, past }: { schedule: string; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { data, error } = useResource(() => client.listPolicies({}), { key: 'policies', everyMs: 60_000 });
  const users = data?.policies
    .map(({ id, value, running }) => ({ id, running, name: value.name, steps: stepsOf(value, schedule) }))
    .filter(({ steps }) => steps !== '');
  return (
    <Card title="Used by" note={users && `${users.length} ${users.length === 1 ? 'policy' : 'policies'}`} past={past}>
      {!users && <NotYet past={past || error !== undefined} rows={2} rowHeight={36} />}
      {users?.length === 0 && (
        <p className={styles.quiet}>
          No policy: nobody is paged by it yet. <LinkTo to={paths.policies}>Name it in a step</LinkTo>.
        </p>
      )}
      <ul className={styles.list}>
        {users?.map(({ id, name, steps, running }) => (
          <li key={id} className={styles.row}>
            <LinkTo to={paths.policy(id)}>{name}</LinkTo>
            <span className={styles.quiet}>{steps}</span>
            <span className={styles.quiet}>
              {running > 0 ? `${running} ${running === 1 ? 'runs' : 'run'} now` : ''}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function stepsOf({ steps, lastResort }: WrittenPolicy, id: string): string {
  const has = (targets: WrittenPolicy['lastResort']) =>
    targets.some((each) => each.kind === 'schedule' && each.id === id);
  const numbers = steps.flatMap(({ targets }, index) => (has(targets) ? [index + 1] : []));
  return [numbers.length > 0 ? `step ${numbers.join(' and ')}` : '', has(lastResort) ? 'last resort' : '']
    .filter(Boolean)
    .join(', ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto auto',
    gap: theme.spacing(2),
    alignItems: 'center',
    minHeight: 36,
    fontSize: 13,
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 13, margin: 0 }),
});
