import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Overview } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { Receivers } from '../overview/Delivery';
import { Fact } from '../overview/Fact';
import { TryReceivers } from '../receivers/TryReceivers';
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { DataSources } from './DataSources';
import { FurtherAlertmanagers, Watchdog } from './Outside';

export function StatusPage() {
  const styles = useStyles2(getStyles);
  const resource = useResource(() => client.getOverview({}), { key: 'status', everyMs: 5000 });
  const { connected } = useLiveState();
  const { data } = resource;
  return (
    <Page name="Status" title="Status" subtitle={data && summary(data)}>
      <Trouble resource={resource} what="The status" />
      <div className={styles.columns}>
        <Card title="Data sources" note="what the rules ask" past={!connected}>
          {data ? <DataSources overview={data} /> : <Skeleton rows={1} rowHeight={38} />}
        </Card>
        <Card title="Receivers" note="whom Tocsin tells" past={!connected}>
          {data ? <Receivers receivers={data.receivers} /> : <Skeleton rows={3} rowHeight={38} />}
        </Card>
        <FurtherAlertmanagers all={data?.alertmanagers ?? []} past={!connected} />
        <Watchdog watchdog={data?.watchdog} past={!connected} />
        <TryReceivers />
        <Service />
      </div>
    </Page>
  );
}

function summary({ dataSources, receivers }: Overview): string {
  const silent = dataSources.filter(({ healthy }) => !healthy).map(({ name }) => name);
  const failing = receivers.filter(({ state }) => state === 'failing').map(({ receiver }) => receiver);
  const parts = [
    silent.length > 0 ? `${silent.join(', ')} does not answer.` : 'All data sources answer.',
    failing.length > 0 ? `${failing.join(', ')} cannot be told.` : 'No receiver fails.',
  ];
  return parts.join(' ');
}

function Service() {
  const { me, streaming, connected } = useLiveState();
  return (
    <Card title="Alert service" note="and this page's connection to it">
      <ul>
        <Fact icon="monitor" name="Version" word={me?.version ?? 'not known'} good={connected} />
        <Fact
          icon="user"
          name="You are"
          word={me ? (me.person.known ? `${me.person.name}, ${me.role}` : 'not known') : 'not known'}
          detail={me && !me.person.known && 'The service could not verify who you are, so you may look and not act.'}
        />
        <Fact
          icon="exchange-alt"
          name="News come"
          word={!connected ? 'not at all now' : streaming ? 'as they happen' : 'each 5 s'}
          detail={connected && !streaming && 'The stream is not open, so this page asks instead.'}
        />
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(320px, 100%), 1fr))',
    alignItems: 'start',
  }),
});
