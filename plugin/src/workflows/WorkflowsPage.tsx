import { css } from '@emotion/css';
import React from 'react';
import { useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { FilterInput, Icon, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { Response, Routes } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { Page } from '../ui/Page';
import { besides, room } from '../ui/room';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { Commands } from './Commands';
import { Counts } from './Counts';
import { SaveCounts, SaveWorkflows } from './SaveCounts';
import { WorkflowList } from './WorkflowList';

type Workflows = Response<Routes['listWorkflows']>;

const STATES = [
  { label: 'All', value: 'all' },
  { label: 'Running', value: 'running' },
  { label: 'Paused', value: 'paused' },
  { label: 'Failed', value: 'failed' },
] as const;

export function WorkflowsPage() {
  const [query, setQuery] = useSearchParams();
  const search = query.get('q') ?? '';
  const state = STATES.find(({ value }) => value === query.get('state'))?.value ?? 'all';
  const asked = { ...(state !== 'all' && { state }), ...(search && { search }), limit: '200' };
  const resource = useResource(() => client.listWorkflows({ query: asked }), {
    key: `workflows ${state} ${search}`,
    everyMs: 5000,
    touchedBy: ({ kinds }) => kinds.includes('workflows') || kinds.includes('workflow-command'),
  });
  const { data } = resource;
  const set = (next: { q?: string; state?: string }) => {
    const all = { q: search, state, ...next };
    setQuery({ ...(all.q && { q: all.q }), ...(all.state !== 'all' && { state: all.state }) }, { replace: true });
  };
  return (
    <Page name="Workflows" title={data ? sentenceOf(data) : 'Workflows'} subtitle={data?.source.sentence}>
      <Trouble resource={resource} what="The workflows" />
      {data && data.source.configured && !data.source.connected && <Away source={data.source} />}
      {!data && !resource.error && <Skeleton rows={6} rowHeight={48} />}
      {data && !data.source.configured && (
        <Empty title="No stream of workflows is configured" icon="exchange-alt">
          Write <code>workflows: {'{redis_url: redis://127.0.0.1:6379/0}'}</code> in tocsin.yml: see docs/workflows.md.
        </Empty>
      )}
      {data && data.source.configured && (
        <Content data={data} past={resource.error !== undefined}>
          <Filters search={search} state={state} set={set} />
        </Content>
      )}
    </Page>
  );
}

function sentenceOf({ source, overall }: Workflows): string {
  if (!source.configured) {
    return 'Workflows are not watched.';
  }
  if (!source.connected) {
    return 'Redis does not answer: how the workflows are is not known.';
  }
  const { running, paused, failed, successRate } = overall;
  const rate = successRate === undefined ? 'None has ended yet' : `${Math.round(successRate * 1000) / 10} % succeed`;
  const rest = [
    `${running} running`,
    ...(paused > 0 ? [`${paused} paused`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${rate}, ${rest.join(', ')}.`;
}

function Away({ source }: { source: Workflows['source'] }) {
  const styles = useStyles2(getStyles);
  return (
    <p role="alert" className={styles.away}>
      <Icon name="exclamation-triangle" /> {source.sentence} {source.error && <code>{source.error}</code>} Below: as of
      the last event. Everything else goes on.
    </p>
  );
}

interface FiltersProps {
  search: string;
  state: (typeof STATES)[number]['value'];
  set(next: { q?: string; state?: string }): void;
}

function Filters({ search, state, set }: FiltersProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <FilterInput value={search} onChange={(q) => set({ q })} placeholder="Id, type or agent" escapeRegex={false} />
      </div>
      <RadioButtonGroup
        size="sm"
        aria-label="State"
        options={[...STATES]}
        value={state}
        onChange={(value) => set({ state: value })}
      />
    </div>
  );
}

function Content({ data, past, children }: { data: Workflows; past: boolean; children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={room}>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Card
            title="By agent"
            note={`over ${data.window}`}
            side={<SaveCounts name="workflows-by-agent" rows={data.agents} />}
            past={past}
          >
            <Counts name="Agent" rows={[data.overall, ...data.agents]} />
          </Card>
          <Card
            title="By type"
            note={`over ${data.window}`}
            side={<SaveCounts name="workflows-by-type" rows={data.types} />}
            past={past}
          >
            <Counts name="Type" rows={data.types} />
          </Card>
          <Card
            title="Workflows"
            note="the newest first"
            side={<SaveWorkflows workflows={data.workflows} />}
            past={past}
          >
            {children}
            <WorkflowList workflows={data.workflows} />
          </Card>
        </div>
        <div className={styles.column}>
          <Commands commands={data.commands} />
          <Poison data={data} />
        </div>
      </div>
    </div>
  );
}

function Poison({ data: { poison, source } }: { data: Workflows }) {
  const styles = useStyles2(getStyles);
  return (
    <Card title="Set aside" note={source.poison === 0 ? 'none' : `${source.poison} that could not be read`}>
      {poison.length === 0 && <p className={styles.quiet}>Each message of the stream could be read.</p>}
      <ul className={styles.list}>
        {poison.map(({ id, why, fields }) => (
          <li key={id}>
            <code>{id}</code> {why}
            <code className={styles.fields}>{fields}</code>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  away: css({ color: theme.colors.warning.text, marginBottom: theme.spacing(2) }),
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 2), margin: theme.spacing(1, 0) }),
  search: css({ flex: '0 1 320px' }),
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: { gridTemplateColumns: 'minmax(0, 1fr) clamp(300px, 29%, 400px)' },
  }),
  column: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)', minWidth: 0 }),
  quiet: css({ color: theme.colors.text.secondary }),
  list: css({ listStyle: 'none', '& > li': { padding: theme.spacing(0.75, 0), fontSize: 13 } }),
  fields: css({ display: 'block', fontSize: 12, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
