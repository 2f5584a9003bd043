import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ServiceSummary } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { uptimeText } from '../services/words';
import { Card } from '../ui/Card';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { healthRank } from '../ui/health';
import { HealthMark } from '../ui/HealthMark';
import { HealthStrip, StripLegend } from '../ui/HealthStrip';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';

const SHOWN = 8;
const EVERY_MS = 60_000;

/** What matters most first: by tier, then by how it is. */
const byImportance = (a: ServiceSummary, b: ServiceSummary): number =>
  (a.tier ?? 9) - (b.tier ?? 9) || healthRank(a.state) - healthRank(b.state) || a.name.localeCompare(b.name);

async function load() {
  const { services } = await client.listServices({ query: { limit: '200' } });
  const shown = [...services].sort(byImportance).slice(0, SHOWN);
  const histories = await Promise.all(
    shown.map(({ name }) => client.getServiceHistory({ params: { name }, query: { range: '30d' } }))
  );
  return shown.flatMap((service, at) => {
    const history = histories[at];
    return history ? [{ service, history }] : [];
  });
}

export function UptimeOfServices() {
  const styles = useStyles2(getStyles);
  const { data, error } = useResource(load, {
    key: 'uptime of services',
    everyMs: EVERY_MS,
    touchedBy: ({ services = [] }) => services.length > 0,
  });
  return (
    <Card
      title="Uptime"
      note="30 days, by tier"
      side={data && <ExportMenu name="uptime-30-days" table={() => tableOf(columns, data)} />}
      past={error !== undefined}
    >
      {!data && <NotYet past={error !== undefined} rows={SHOWN} rowHeight={48} />}
      {data && (
        <ul>
          {data.map(({ service, history: { strip, uptime } }) => (
            <li key={service.name} className={styles.row}>
              <HealthMark state={service.state} size={18} />
              <LinkTo to={paths.service(service.name)} quiet className={styles.name}>
                {service.title ?? service.name}
              </LinkTo>
              <span className={styles.strip}>
                <HealthStrip name={service.title ?? service.name} strip={strip} />
              </span>
              <span className={styles.percent} title={uptime.arithmetic}>
                {uptimeText(uptime.percent)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {data && <StripLegend />}
    </Card>
  );
}

type Row = Awaited<ReturnType<typeof load>>[number];

const columns = [
  { name: 'service', value: ({ service }: Row) => service.name },
  { name: 'state', value: ({ service }: Row) => service.state },
  { name: 'uptime_percent', value: ({ history }: Row) => history.uptime.percent },
  { name: 'failing_seconds', value: ({ history }: Row) => history.uptime.badSeconds },
  { name: 'not_known_seconds', value: ({ history }: Row) => history.uptime.unknownSeconds },
  { name: 'arithmetic', value: ({ history }: Row) => history.uptime.arithmetic },
];

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr) minmax(0, 1.4fr) 112px',
    gap: theme.spacing(1.5),
    alignItems: 'center',
    minHeight: 48,
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 18,
    listStyle: 'none',
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: '20px minmax(0, 1fr) 96px', fontSize: 16 },
  }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  strip: css({ minWidth: 0, [theme.breakpoints.down('sm')]: { display: 'none' } }),
  percent: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
});
