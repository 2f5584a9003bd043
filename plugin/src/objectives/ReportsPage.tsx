import React from 'react';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { spanText } from './span';

export function ReportsPage() {
  const resource = useResource(() => client.listReports({}), {
    key: 'reports',
    touchedBy: ({ kinds }) => kinds.includes('promise'),
  });
  const { data } = resource;
  return (
    <Page name="Reports" title="Reports" subtitle="What was promised and what was kept, period by period.">
      <Trouble resource={resource} what="The reports" />
      <Card title="Periods, newest first" quietTitle past={resource.error !== undefined}>
        {!data && !resource.error && <Skeleton rows={3} rowHeight={48} />}
        {data?.reports.length === 0 && (
          <Empty title="No report yet" icon="file-alt">
            The first one begins with the first service that is measured.
          </Empty>
        )}
        <ul style={{ listStyle: 'none' }}>
          {data?.reports.map(({ id, title, from, to, complete, sentence }) => (
            <li key={id} style={{ listStyle: 'none', padding: '8px 0' }}>
              <LinkTo to={paths.report(id)}>{title}</LinkTo>, {spanText({ from, to })}
              {complete ? '' : ', still running'}
              <div>{sentence}</div>
            </li>
          ))}
        </ul>
      </Card>
    </Page>
  );
}
