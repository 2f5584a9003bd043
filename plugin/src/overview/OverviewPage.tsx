import { css } from '@emotion/css';
import React, { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { Overview } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { type Resource, useResource } from '../api/useResource';
import { AcknowledgeButton } from '../incidents/AcknowledgeButton';
import { HealthMark } from '../ui/HealthMark';
import { Page } from '../ui/Page';
import { besides, room } from '../ui/room';
import { SeverityMark } from '../ui/SeverityMark';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { ActiveIncidents } from './ActiveIncidents';
import { AlertsByDay } from './AlertsByDay';
import { Delivery } from './Delivery';
import { Knowledge } from './Knowledge';
import { OnCallNow } from './OnCallNow';
import { ServiceHealth } from './ServiceHealth';
import { WhatChanged } from './WhatChanged';

const Executive = lazy(async () => ({ default: (await import('./Executive')).Executive }));

type View = 'operate' | 'executive';

export function OverviewPage() {
  const overview = useResource(() => client.getOverview({}), { key: 'overview', everyMs: 5000 });
  const { connected } = useLiveState();
  const [search, setSearch] = useSearchParams();
  const view: View = search.get('view') === 'executive' ? 'executive' : 'operate';
  const past = !connected || overview.error !== undefined;
  const views = (
    <RadioButtonGroup<View>
      aria-label="For whom"
      value={view}
      options={[
        { value: 'operate', label: 'Operate' },
        { value: 'executive', label: 'Executive' },
      ]}
      onChange={(next) => setSearch(next === 'executive' ? { view: next } : {}, { replace: true })}
    />
  );
  return view === 'executive' ? (
    <Page name="Overview" title={<Unseen>{overview.data?.system?.sentence ?? 'Overview'}</Unseen>} views={views}>
      <Trouble resource={overview} what="The overview" />
      <Suspense fallback={<Skeleton rows={1} rowHeight={220} />}>
        <Executive overview={overview.data} past={past} />
      </Suspense>
    </Page>
  ) : (
    <Operate overview={overview} past={past} views={views} />
  );
}

/** The page's sentence stands large below; as its heading it is for those who hear the page. */
function Unseen({ children }: { children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  return <span className={styles.unseen}>{children}</span>;
}

interface OperateProps {
  overview: Resource<Overview>;
  past: boolean;
  views: React.ReactNode;
}

function Operate({ overview, past, views }: OperateProps) {
  const styles = useStyles2(getStyles);
  const { data } = overview;
  const worst = data?.incidents.find(({ status }) => status === 'triggered');
  return (
    <Page
      name="Overview"
      title={data?.sentence ?? (overview.error ? 'How things are is not known from here.' : 'Looking')}
      mark={data && <Mark overview={data} past={past} />}
      subtitle={data && <Subtitle overview={data} />}
      views={views}
      actions={worst && <AcknowledgeButton id={worst.id} owned={false} named />}
    >
      <Trouble resource={overview} what="The overview" />
      <div className={styles.room}>
        <div className={styles.columns}>
          <div className={styles.column}>
            <ActiveIncidents overview={data} past={past} />
            <ServiceHealth overview={data} past={past} />
            <AlertsByDay />
          </div>
          <div className={styles.side}>
            <OnCallNow />
            <WhatChanged changes={data?.changes} known={data !== undefined} past={past} />
            <Delivery receivers={data?.receivers} past={past} />
            <Knowledge overview={data} past={past} />
          </div>
        </div>
      </div>
    </Page>
  );
}

function Mark({ overview, past }: { overview: Overview; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { severity, dataSources, receivers, system } = overview;
  if (severity !== 'none') {
    return <SeverityMark severity={severity} size={16} muted={past} />;
  }
  if (system && (system.state === 'failing' || system.state === 'degraded') && !past) {
    return <HealthMark state={system.state} size={16} />;
  }
  const unsure =
    dataSources.some(({ healthy }) => !healthy) ||
    receivers.some(({ state }) => state === 'failing') ||
    system?.state === 'no-data';
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
  unseen: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  good: css({ color: theme.colors.success.text }),
  unsure: css({ color: theme.colors.warning.text }),
});
