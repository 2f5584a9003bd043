import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { AlertSummary, Overview, RuleGroup } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { AcknowledgeButton } from '../incidents/AcknowledgeButton';
import { Page } from '../ui/Page';
import { besides, room } from '../ui/room';
import { SeverityMark } from '../ui/SeverityMark';
import { Trouble } from '../ui/Trouble';
import { ActiveIncidents } from './ActiveIncidents';
import { Delivery } from './Delivery';
import { Knowledge } from './Knowledge';
import { ServiceHealth } from './ServiceHealth';

const none: readonly AlertSummary[] = [];
const noGroups: readonly RuleGroup[] = [];

export function OverviewPage() {
  const styles = useStyles2(getStyles);
  const overview = useResource(() => client.getOverview({}), { key: 'overview', everyMs: 5000 });
  const alerts = useResource(() => client.listAlerts({}), { key: 'alerts of the overview' });
  const rules = useResource(() => client.listRules({ query: { evaluations: '0' } }), {
    key: 'rules of the overview',
    everyMs: 60_000,
    touchedBy: ({ kinds }) => kinds.includes('configuration'),
  });
  const { connected } = useLiveState();
  const { data } = overview;
  const past = !connected || overview.error !== undefined;
  const worst = data?.incidents.find(({ status }) => status === 'triggered');
  return (
    <Page
      name="Overview"
      title={data?.sentence ?? (overview.error ? 'How things are is not known from here.' : 'Looking')}
      mark={data && <Mark overview={data} past={past} />}
      subtitle={data && <Subtitle overview={data} />}
      actions={worst && <AcknowledgeButton id={worst.id} owned={false} named />}
    >
      <Trouble resource={overview} what="The overview" />
      <div className={styles.room}>
        <div className={styles.columns}>
          <div className={styles.column}>
            <ActiveIncidents overview={data} past={past} />
            <ServiceHealth
              alerts={alerts.data?.alerts ?? none}
              groups={rules.data?.groups ?? (rules.error ? noGroups : undefined)}
            />
          </div>
          <div className={styles.side}>
            <Knowledge overview={data} past={past} />
            <Delivery receivers={data?.receivers} past={past} />
          </div>
        </div>
      </div>
    </Page>
  );
}

function Mark({ overview, past }: { overview: Overview; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { severity, dataSources, receivers } = overview;
  if (severity !== 'none') {
    return <SeverityMark severity={severity} size={16} muted={past} />;
  }
  const unsure = dataSources.some(({ healthy }) => !healthy) || receivers.some(({ state }) => state === 'failing');
  return unsure ? (
    <Icon name="exclamation-triangle" size="xl" className={past ? undefined : styles.unsure} />
  ) : (
    <Icon name="check-circle" size="xl" className={past ? undefined : styles.good} />
  );
}

function Subtitle({ overview: { next, counts } }: { overview: Overview }) {
  const parts = [
    next,
    counts.pending > 0 ? `${counts.pending} pending.` : undefined,
    counts.acknowledged > 0 ? `${counts.acknowledged} in hand.` : undefined,
  ].filter(Boolean);
  return <>{parts.join(' ')}</>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  room,
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: { gridTemplateColumns: 'minmax(0, 1fr) clamp(300px, 29%, 400px)' },
  }),
  side: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(300px, 100%), 1fr))',
    alignItems: 'start',
    minWidth: 0,
  }),
  column: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    minWidth: 0,
  }),
  good: css({ color: theme.colors.success.text }),
  unsure: css({ color: theme.colors.warning.text }),
});
