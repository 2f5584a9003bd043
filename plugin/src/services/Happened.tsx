import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ServiceDetail } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { ChangeList } from '../changes/ChangeList';
import { Causes } from '../dependencies/Causes';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';
import { SeverityMark } from '../ui/SeverityMark';

const CHANGES = '6';

/** What speaks for a cause, its incidents, and what changed. */
export function Happened({ service }: { service: ServiceDetail }) {
  return (
    <>
      <Evidence name={service.name} />
      <Incidents service={service} />
      <Changes name={service.name} />
    </>
  );
}

function Evidence({ name }: { name: string }) {
  const { data } = useResource(() => client.getImpact({ params: { name } }), {
    key: `evidence of ${name}`,
    everyMs: 15_000,
    touchedBy: ({ services = [], kinds }) => services.length > 0 || kinds.includes('change'),
  });
  return data && data.causes.length > 0 ? (
    <Card title="What speaks for a cause" note="evidence, no verdict">
      <Causes causes={data.causes} />
    </Card>
  ) : null;
}

function Incidents({ service: { name, incidents: ids } }: { service: ServiceDetail }) {
  const styles = useStyles2(getStyles);
  const { data, error } = useResource(() => client.listIncidents({ query: { service: name, limit: '20' } }), {
    key: `incidents of ${name}`,
    touchedBy: ({ incidents, kinds }) => incidents.length > 0 || kinds.includes('incident'),
  });
  const known = data?.incidents ?? [];
  // What became part of another is told there.
  const own = known.filter((one) => !one.mergedInto && (one.service === name || ids.includes(one.id)));
  const others = ids.filter((id) => !known.some((one) => one.id === id));
  return (
    <Card title="Incidents" note={data && (own.length + others.length === 0 ? 'none in 24 h' : undefined)}>
      {!data && <NotYet past={error !== undefined} rows={1} rowHeight={44} />}
      <ul>
        {own.map(({ id, title, severity, status, openedAt, resolvedAt, assignee }) => (
          <li key={id} className={styles.row}>
            <SeverityMark severity={severity} muted={status === 'resolved'} />
            <span className={styles.words}>
              <LinkTo to={paths.incident(id)} quiet>
                {title}
              </LinkTo>
              <span className={styles.quiet}>
                {id} · {status === 'resolved' ? 'ended after' : 'open for'} <Age since={openedAt} until={resolvedAt} />
                {status !== 'resolved' && ` · ${assignee ? `${assignee} has it` : 'nobody has it'}`}
              </span>
            </span>
          </li>
        ))}
        {data &&
          others.map((id) => (
            <li key={id} className={styles.row}>
              <LinkTo to={paths.incident(id)}>{id}</LinkTo>
            </li>
          ))}
      </ul>
    </Card>
  );
}

function Changes({ name }: { name: string }) {
  const { data, error } = useResource(() => client.listChanges({ query: { service: name, limit: CHANGES } }), {
    key: `changes of ${name}`,
    touchedBy: ({ kinds }) => kinds.includes('change'),
  });
  return (
    <Card
      title="What changed"
      note="here, and where it depends on"
      side={<LinkTo to={`${paths.changes}?service=${encodeURIComponent(name)}`}>All</LinkTo>}
    >
      {!data && <NotYet past={error !== undefined} rows={2} rowHeight={34} />}
      {data?.changes.length === 0 && 'Nothing is known to have changed.'}
      {data && data.changes.length > 0 && <ChangeList changes={data.changes} />}
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
    listStyle: 'none',
  }),
  words: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12 }),
});
