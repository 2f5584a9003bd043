import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { Health } from '../ui/HealthMark';
import { LinkTo } from '../ui/LinkTo';
import { Skeleton } from '../ui/Skeleton';
import { Causes } from './Causes';

/** What is hit if this service fails, and what speaks for a cause. */
export function Impact({ service }: { service: string }) {
  const styles = useStyles2(getStyles);
  const { data, error } = useResource(() => client.getImpact({ params: { name: service } }), {
    key: `impact ${service}`,
    everyMs: 10_000,
    touchedBy: ({ services = [] }) => services.length > 0,
  });
  return (
    <div className={styles.column}>
      <Card title={`If ${service} fails`} past={error !== undefined}>
        {error && <p role="alert">Not known: {error.message}</p>}
        {!data && !error && <Skeleton rows={3} rowHeight={32} />}
        {data && <p>{data.sentence}</p>}
        {data && data.hit.length > 0 && (
          <ul className={styles.list}>
            {data.hit.slice(0, 20).map(({ name, distance, via, state }) => (
              <li key={name} className={styles.row}>
                <LinkTo to={paths.service(name)}>{name}</LinkTo>
                <span className={styles.quiet}>{distance === 1 ? 'directly' : `via ${via.join(' → ')}`}</span>
                <span className={styles.state}>
                  <Health state={state} />
                </span>
              </li>
            ))}
          </ul>
        )}
        {data && data.hit.length > 20 && <p className={styles.quiet}>and {data.hit.length - 20} more</p>}
      </Card>
      {data && data.causes.length > 0 && (
        <Card title="What speaks for a cause" note="evidence, no verdict">
          <Causes causes={data.causes} />
        </Card>
      )}
      <LinkTo to={paths.service(service)}>Open {service}</LinkTo>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  column: css({ display: 'grid', gap: theme.spacing(2), minWidth: 0 }),
  list: css({ listStyle: 'none' }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 32,
    fontSize: 13,
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  state: css({ marginLeft: 'auto' }),
  quiet: css({ color: theme.colors.text.secondary, overflow: 'hidden', textOverflow: 'ellipsis' }),
});
