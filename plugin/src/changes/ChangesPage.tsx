import React from 'react';
import { useSearchParams } from 'react-router-dom';
import { FilterInput } from '@grafana/ui';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import type { Change } from '@tocsin/api';
import { Card } from '../ui/Card';
import { ExportMenu } from '../ui/export/ExportMenu';
import { type ExportColumn, tableOf } from '../ui/export/table';
import { Empty } from '../ui/Empty';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { ChangeList } from './ChangeList';

const touched = ({ kinds }: { kinds: string[] }) =>
  ['change', 'rule-group', 'silence', 'configuration', 'on-call'].some((kind) => kinds.includes(kind));

const exported: ReadonlyArray<ExportColumn<Change>> = [
  { name: 'at', value: ({ at }) => at },
  { name: 'kind', value: ({ kind }) => kind },
  { name: 'title', value: ({ title }) => title },
  { name: 'services', value: ({ services }) => services.join(' ') },
  { name: 'version', value: ({ version }) => version },
  { name: 'by', value: ({ by }) => by },
  { name: 'source', value: ({ source }) => source },
  { name: 'link', value: ({ link }) => link },
];

export function ChangesPage() {
  const [query, setQuery] = useSearchParams();
  const service = query.get('service') ?? '';
  const resource = useResource(() => client.listChanges({ query: { limit: '200', ...(service && { service }) } }), {
    key: `changes ${service}`,
    touchedBy: touched,
  });
  const { data } = resource;
  return (
    <Page
      name="Changes"
      title="What changed"
      subtitle="Deployments, flags and configuration that were told to Tocsin, and what was changed here; newest first."
    >
      <Trouble resource={resource} what="The changes" />
      <div style={{ maxWidth: 320, marginBottom: 16 }}>
        <FilterInput
          value={service}
          onChange={(value) => setQuery(value ? { service: value } : {}, { replace: true })}
          placeholder="Of a service, and what it depends on"
          escapeRegex={false}
        />
      </div>
      <Card
        title="Changes"
        side={
          data && data.changes.length > 0 && <ExportMenu name="changes" table={() => tableOf(exported, data.changes)} />
        }
        past={resource.error !== undefined}
      >
        {!data && !resource.error && <Skeleton rows={6} rowHeight={36} />}
        {data?.changes.length === 0 && (
          <Empty
            title={service ? `Nothing is known to have changed at ${service}` : 'Nothing is known to have changed'}
            icon="rocket"
          >
            Tell Tocsin of a deployment with <code>POST /api/tocsin/v1/changes</code>, or let GitHub or GitLab do it:
            see docs/changes.md.
          </Empty>
        )}
        {data && data.changes.length > 0 && <ChangeList changes={data.changes} />}
      </Card>
    </Page>
  );
}
