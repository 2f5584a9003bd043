import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Severity } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';
import { severityWord } from '../ui/severity';
import { SeverityMark } from '../ui/SeverityMark';
import { dayText } from '../ui/time';

const SHOWN = 6;

/** Of the period that runs now, as its report will tell them. */
async function load() {
  const { reports } = await client.listReports({});
  const running = reports.find(({ complete }) => !complete) ?? reports[0];
  return running ? client.getReport({ params: { id: running.id } }) : undefined;
}

const isSeverity = (word: string): word is Severity => Object.hasOwn(severityWord, word);

export function MonthsIncidents() {
  const styles = useStyles2(getStyles);
  const { data, dataAt, error } = useResource(load, {
    key: 'incidents of the month',
    everyMs: 60_000,
    touchedBy: ({ incidents }) => incidents.length > 0,
  });
  const incidents = data?.incidents ?? [];
  return (
    <Card
      title="Incidents"
      note={data && `${incidents.length} since ${dayText(Date.parse(data.from))}`}
      side={data && <LinkTo to={paths.report(data.id)}>Report</LinkTo>}
      past={error !== undefined}
    >
      {!dataAt && <NotYet past={error !== undefined} rows={3} rowHeight={44} />}
      {dataAt && !data && 'Reports begin with the first objective: until then this is not counted.'}
      {data && incidents.length === 0 && 'None in this period.'}
      <ul>
        {incidents.slice(0, SHOWN).map(({ id, title, severity, openedAt, resolvedAt }) => (
          <li key={id} className={styles.row}>
            {isSeverity(severity) && <SeverityMark severity={severity} size={16} muted={resolvedAt !== undefined} />}
            <LinkTo to={paths.incident(id)} quiet className={styles.title}>
              {title}
            </LinkTo>
            <span className={styles.length}>
              {resolvedAt ? '' : 'open, '}
              <Age since={openedAt} until={resolvedAt} />
            </span>
          </li>
        ))}
      </ul>
      {incidents.length > SHOWN && <p className={styles.rest}>and {incidents.length - SHOWN} more</p>}
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 44,
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 16,
    listStyle: 'none',
  }),
  title: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  length: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  rest: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 0) }),
});
