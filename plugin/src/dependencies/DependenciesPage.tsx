import { css } from '@emotion/css';
import React, { useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, IconButton, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { DependencyEdge, DependencyNode } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Problems } from '../services/Problems';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { besides, room } from '../ui/room';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { Connections } from './Connections';
import { DependencyMap } from './DependencyMap';
import { type Box, fold, found, READABLE } from './fold';
import { Impact } from './Impact';

const touched = ({ services = [], kinds }: { services?: string[]; kinds: string[] }) =>
  services.length > 0 || kinds.includes('topology') || kinds.includes('configuration');

const DEPTHS = [
  { label: 'Neighbours', value: '1' },
  { label: 'Two steps', value: '2' },
  { label: 'All it touches', value: '5' },
] as const;
type Depth = (typeof DEPTHS)[number]['value'];

export function DependenciesPage() {
  const [query, setQuery] = useSearchParams();
  const around = query.get('around') ?? undefined;
  const depth = DEPTHS.find(({ value }) => value === query.get('depth'))?.value ?? '1';
  const resource = useResource(
    () => client.listDependencies({ query: around === undefined ? {} : { around, depth } }),
    { key: `dependencies ${around ?? ''} ${depth}`, everyMs: 5000, touchedBy: touched }
  );
  const look = (next: { around?: string; depth?: Depth }) => {
    const named = 'around' in next ? next.around : around;
    setQuery(named === undefined ? {} : { around: named, depth: next.depth ?? depth });
  };
  const { data } = resource;
  return (
    <Page name="Dependencies" title={data ? sentenceOf(data.nodes, around) : 'Dependencies'} subtitle={noteOf(data)}>
      <Trouble resource={resource} what="The dependencies" />
      {!data && !resource.error && <Skeleton rows={6} rowHeight={48} />}
      {data?.nodes.length === 0 && <Nothing around={around} />}
      {data && data.nodes.length > 0 && (
        <Drawn
          nodes={data.nodes}
          edges={data.edges}
          around={around}
          depth={depth}
          look={look}
          past={!!resource.error}
        />
      )}
      {data && data.problems.length > 0 && <Problems problems={data.problems} />}
    </Page>
  );
}

function sentenceOf(nodes: readonly DependencyNode[], around?: string): string {
  const ill = nodes.filter(({ state }) => state === 'failing' || state === 'degraded');
  const what = around === undefined ? `${nodes.length} services` : `${around} and what it touches`;
  if (nodes.length === 0) {
    return 'What depends on what is not known yet.';
  }
  if (ill.length === 0) {
    return `${what}: none is failing.`;
  }
  const words = (['failing', 'degraded'] as const).flatMap((state) => {
    const names = ill.filter((node) => node.state === state).map(({ name }) => name);
    const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
    const last = shown.at(-1);
    const list = shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${last}` : last;
    return names.length === 0 ? [] : [`${list} ${names.length === 1 ? 'is' : 'are'} ${state}`];
  });
  return `${words.join('; ')}.`;
}

const noteOf = (data?: { edges: readonly DependencyEdge[]; cycles: ReadonlyArray<readonly string[]> }) => {
  if (!data) {
    return undefined;
  }
  const [circle] = data.cycles;
  const lines = `${data.edges.length} connections, with requests, errors and p95. Dashed: declared, nothing measured between them.`;
  return circle ? `${lines} In a circle: ${[...circle, circle[0]].join(' → ')}.` : lines;
};

function Nothing({ around }: { around?: string }) {
  return around === undefined ? (
    <Empty title="No dependencies are known" icon="sitemap">
      Write <code>depends_on</code> under <code>services:</code> in tocsin.yml, or let clients count requests with a
      label such as <code>peer_service</code>.
    </Empty>
  ) : (
    <Empty title={`There is no service ${around}`} icon="search">
      It may have been renamed. Take away the choice to see all.
    </Empty>
  );
}

const exportedNodes = (nodes: readonly DependencyNode[]) =>
  tableOf<DependencyNode>(
    [
      { name: 'service', value: ({ name }) => name },
      { name: 'kind', value: ({ kind }) => kind },
      { name: 'state', value: ({ state }) => state },
      { name: 'score', value: ({ score }) => score },
      { name: 'incidents', value: ({ incidents }) => incidents },
    ],
    nodes
  );

interface DrawnProps {
  nodes: readonly DependencyNode[];
  edges: readonly DependencyEdge[];
  around?: string;
  depth: Depth;
  past: boolean;
  look(next: { around?: string; depth?: Depth }): void;
}

function Drawn({ nodes, edges, around, depth, past, look }: DrawnProps) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const drawing = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState('');
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState(1);
  const hits = useMemo(() => new Set(found(nodes, search).map(({ name }) => name)), [nodes, search]);
  const shown = useMemo(() => {
    const wanted = new Set([...hits, ...(around === undefined ? [] : [around])]);
    return fold(nodes, edges, { unfolded, wanted });
  }, [nodes, edges, unfolded, hits, around]);
  const open = ({ node, group }: Box) => {
    if (group !== undefined) {
      setUnfolded(new Set([...unfolded, group]));
    } else if (node?.name === around) {
      navigate(paths.service(node?.name ?? ''));
    } else if (node) {
      look({ around: node.name });
    }
  };
  return (
    <div className={room}>
      <Bar
        {...{ search, setSearch, around, depth, look, zoom, setZoom }}
        refold={unfolded.size > 0 && nodes.length > READABLE ? () => setUnfolded(new Set()) : undefined}
      />
      <div className={around === undefined ? undefined : styles.columns}>
        <Card
          title="Map"
          side={<ExportMenu name="dependencies" table={() => exportedNodes(nodes)} drawing={drawing} />}
          past={past}
        >
          <div ref={drawing}>
            <DependencyMap shown={shown} found={hits} current={around} zoom={zoom} open={open} />
          </div>
        </Card>
        {around !== undefined && <Impact service={around} />}
      </div>
      <Connections edges={edges} />
    </div>
  );
}

interface BarProps extends Pick<DrawnProps, 'around' | 'depth' | 'look'> {
  search: string;
  setSearch(text: string): void;
  zoom: number;
  setZoom(zoom: number): void;
  refold?(): void;
}

function Bar({ search, setSearch, around, depth, look, zoom, setZoom, refold }: BarProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <FilterInput value={search} onChange={setSearch} placeholder="Find a service" escapeRegex={false} />
      </div>
      {around !== undefined && (
        <>
          <RadioButtonGroup
            size="sm"
            aria-label="How far"
            options={[...DEPTHS]}
            value={depth}
            onChange={(value) => look({ depth: value })}
          />
          <Button variant="secondary" size="sm" icon="times" onClick={() => look({ around: undefined })}>
            Show all
          </Button>
        </>
      )}
      {refold && (
        <Button variant="secondary" size="sm" onClick={refold}>
          Fold what is healthy
        </Button>
      )}
      <span className={styles.zoom}>
        <IconButton name="search-minus" tooltip="Smaller" onClick={() => setZoom(Math.max(0.4, zoom - 0.2))} />
        <IconButton name="search-plus" tooltip="Larger" onClick={() => setZoom(Math.min(2, zoom + 0.2))} />
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    marginBottom: theme.spacing(2),
  }),
  search: css({ flex: '0 1 320px' }),
  zoom: css({ marginLeft: 'auto', display: 'inline-flex', gap: theme.spacing(1) }),
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: { gridTemplateColumns: 'minmax(0, 1fr) clamp(300px, 29%, 400px)' },
  }),
});
