import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { ScheduleNow } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';
import { Person } from '../ui/Person';
import { momentText } from '../ui/time';
import { useNow } from '../ui/useNow';

/** Who is it, who is next, and where is nobody. */
export function OnCallNow() {
  const { data, error } = useResource(() => client.getOnCall({}), {
    key: 'on call now',
    everyMs: 60_000,
    touchedBy: ({ kinds }) => kinds.includes('on-call') || kinds.includes('configuration'),
  });
  const past = error !== undefined;
  return (
    <Card title="On call now" side={<LinkTo to={paths.onCall}>Schedules</LinkTo>} past={past}>
      {!data && <NotYet past={past} rows={2} rowHeight={56} />}
      {data?.schedules.length === 0 && 'Nobody is on call by a schedule: alerts go to receivers as the routes say.'}
      {data && (
        <ul>
          {data.schedules.map((schedule) => (
            <Schedule key={schedule.id} schedule={schedule} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Schedule({ schedule: { id, name, now: current, next, gap, nextGap } }: { schedule: ScheduleNow }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const until = current[0]?.until ?? gap?.until;
  return (
    <li className={styles.row}>
      <LinkTo to={paths.schedule(id)} quiet className={styles.name}>
        {name}
      </LinkTo>
      <span className={styles.people}>
        {current.length > 0 ? (
          current.map(({ person, name: who }) => <Person key={person} name={who} />)
        ) : (
          <span className={styles.warning}>
            <Icon name="exclamation-triangle" size="sm" /> Nobody
          </span>
        )}
      </span>
      <span className={styles.until}>{until && `until ${momentText(Date.parse(until), now)}`}</span>
      {next.length > 0 && <span className={styles.then}>then {next.map(({ name: who }) => who).join(', ')}</span>}
      {nextGap && !gap && (
        <span className={styles.gap}>
          <Icon name="exclamation-triangle" size="sm" /> gap {momentText(Date.parse(nextGap.from), now)}
        </span>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const warning = { display: 'inline-flex', alignItems: 'center', gap: 4, color: theme.colors.warning.text } as const;
  return {
    row: css({
      display: 'grid',
      gridTemplateColumns: 'minmax(72px, auto) minmax(0, 1fr) auto',
      gap: theme.spacing(0.25, 2),
      alignItems: 'center',
      padding: theme.spacing(1, 0),
      borderTop: `1px solid ${theme.colors.border.weak}`,
      fontSize: 13,
      listStyle: 'none',
    }),
    name: css({ color: theme.colors.text.secondary }),
    people: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 1), minWidth: 0 }),
    until: css({ color: theme.colors.text.secondary, textAlign: 'right' }),
    then: css({ gridColumn: '2 / -1', color: theme.colors.text.secondary, fontSize: 12, paddingLeft: 28 }),
    warning: css(warning),
    gap: css({ ...warning, gridColumn: '2 / -1', paddingLeft: 28, fontSize: 12 }),
  };
};
