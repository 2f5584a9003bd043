import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { CommitEvent, ServiceDetail } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { HealthMark } from '../ui/HealthMark';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { besides, room } from '../ui/room';
import { Skeleton } from '../ui/Skeleton';
import { absoluteText, clockText } from '../ui/time';
import { Trouble } from '../ui/Trouble';
import { Around } from './Around';
import { Graphs } from './Graphs';
import { Happened } from './Happened';
import { History } from './History';
import { Links } from './Links';
import { Logs } from './Logs';
import { Score } from './Score';
import { ServicePromises } from './ServicePromises';
import { uptimeText } from './words';

/** Commits name whose health changed; what a service depends on may change it too. */
const touched = ({ services = [], kinds }: CommitEvent) => services.length > 0 || kinds.includes('configuration');

export function ServicePage() {
  const { name = '' } = useParams();
  const resource = useResource(() => client.getService({ params: { name } }), {
    key: `service ${name}`,
    everyMs: 5000,
    touchedBy: touched,
  });
  const { connected } = useLiveState();
  const past = !connected || resource.error !== undefined;
  const { data } = resource;
  return (
    <Page
      name={data?.title ?? name}
      title={data ? data.sentence : name}
      mark={data && <HealthMark state={data.state} size={16} />}
      subtitle={data ? <Facts service={data} /> : <LinkTo to={paths.services}>All services</LinkTo>}
    >
      <Trouble resource={resource} what={`The service ${name}`} />
      {!data && !resource.error && <Skeleton rows={6} rowHeight={64} />}
      {data && <Body key={name} service={data} past={past} />}
    </Page>
  );
}

/** What it is, whose it is, and since when it is so. */
function Facts({ service }: { service: ServiceDetail }) {
  const styles = useStyles2(getStyles);
  const { name, title, kind, owner, tier, since, score, availability, described } = service;
  const start = Date.parse(since);
  const what = [title && title !== name ? name : '', kind, owner ? `owner ${owner}` : '', tier ? `tier ${tier}` : ''];
  return (
    <span className={styles.facts}>
      <span>{what.filter(Boolean).join(' · ')}</span>
      <span>
        since <time title={absoluteText(start)}>{clockText(start)}</time>, <Age since={since} />
      </span>
      <span>{score === undefined ? 'score not known' : `score ${Math.round(score)} of 100`}</span>
      {availability && (
        <span title={availability.arithmetic}>
          {uptimeText(availability.percent)} of requests answered well in{' '}
          {availability.window.replace(/(\d)([a-z])/, '$1 $2')}
        </span>
      )}
      {!described && <span>found by itself, not described in tocsin.yml</span>}
    </span>
  );
}

function Body({ service, past }: { service: ServiceDetail; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { description, remarks = [] } = service;
  return (
    <div className={room}>
      <div className={styles.columns}>
        <div className={styles.main}>
          <div className={styles.at(1)}>
            <Score service={service} past={past} />
          </div>
          <div className={styles.at(3)}>
            <History service={service} past={past} />
            <Graphs service={service} />
          </div>
          <div className={styles.at(5)}>
            <Logs service={service} />
          </div>
        </div>
        <div className={styles.side}>
          <div className={styles.at(2)}>
            <Happened service={service} />
            <Links service={service} />
          </div>
          <div className={styles.at(4)}>
            <Around service={service} />
            <ServicePromises name={service.name} />
            {(description || remarks.length > 0) && (
              <Card title="About" past={past}>
                {description && <p className={styles.text}>{description}</p>}
                {remarks.map((remark) => (
                  <p key={remark} className={styles.text}>
                    {remark}
                  </p>
                ))}
              </Card>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Where they stand below each other, the cards of both columns are ordered among each other. */
const column = (theme: GrafanaTheme2) => ({
  display: 'contents',
  [besides]: { display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' },
});

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) }),
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: { gridTemplateColumns: 'minmax(0, 1fr) clamp(320px, 32%, 440px)' },
  }),
  main: css(column(theme)),
  side: css(column(theme)),
  at: (order: number) => css({ order, display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  text: css({ margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', '& + &': { marginTop: theme.spacing(1) } }),
});
