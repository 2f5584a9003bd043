import type { Change } from '../changes.ts';
import type { DependencyEdge, DependencyNode, LikelyCause } from '../dependencies.ts';
import type { ServiceSummary } from '../services.ts';
import type { ExampleClock } from './clock.ts';

export function exampleChanges(clock: ExampleClock): Change[] {
  const change = (minutes: number, told: Omit<Change, 'at'>): Change => ({ at: clock.ago(minutes), ...told });
  return [
    change(14, {
      id: 'c1',
      kind: 'deployment',
      services: ['api'],
      title: 'api 2.41.0 deployed',
      version: '2.41.0',
      by: 'Lena',
      source: 'github',
      link: 'https://github.com/example/api/actions/runs/7',
      outcome: 'success',
      distanceMs: -120_000,
      distance: '2 min before api began to fail',
    }),
    change(47, {
      id: 'c2',
      kind: 'silence',
      services: ['orchestrator'],
      title: 'Silence on orchestrator ended',
      source: 'tocsin',
      by: 'Tom',
    }),
    change(123, {
      id: 'c3',
      kind: 'rule',
      services: [],
      title: 'Rule QueueDepth: for 5 → 10 min',
      source: 'tocsin',
      by: 'Tom',
    }),
    change(157, {
      id: 'c4',
      kind: 'route',
      services: ['search'],
      title: 'Route search: receiver changed',
      source: 'tocsin',
      by: 'Ana',
    }),
    change(192, {
      id: 'c5',
      kind: 'flag',
      services: ['catalog'],
      title: 'Flag new-prices on for 10 %',
      source: 'api',
      by: 'Ana',
    }),
    change(300, {
      id: 'c6',
      kind: 'annotation',
      services: [],
      title: 'Load test ended',
      source: 'grafana',
      by: 'Mia',
    }),
  ];
}

export const nodesOf = (services: readonly ServiceSummary[]): DependencyNode[] =>
  services.map(({ name, kind, state, word, score, owner, incidents }) => ({
    name,
    kind,
    state,
    word,
    ...(score !== undefined && { score }),
    group: owner ?? kind,
    incidents: incidents.length,
  }));

export function exampleEdges(clock: ExampleClock): DependencyEdge[] {
  const edge = (from: string, to: string, more: Partial<DependencyEdge> = {}): DependencyEdge => ({
    from,
    to,
    declared: false,
    discovered: 'traces_service_graph_request_total',
    rate: 12,
    errorRate: 0.001,
    p95: 0.04,
    state: 'healthy',
    lastSeenAt: clock.ago(0),
    ...more,
  });
  return [
    edge('api', 'postgres', { declared: true, rate: 82, errorRate: 0.09, p95: 0.71, state: 'failing' }),
    edge('api', 'redis', { rate: 140, p95: 0.002 }),
    edge('api', 'catalog', { rate: 20 }),
    edge('github', 'api', { declared: true, rate: 0.2 }),
    edge('orchestrator', 'postgres', { rate: 9, p95: 0.4, state: 'degraded' }),
    edge('orchestrator', 'redis'),
    edge('worker', 'orchestrator'),
    edge('accounts', 'postgres', { rate: 4 }),
    edge('accounts', 'mail-relay', { declared: true }),
    edge('catalog', 'search', { inCycle: true }),
    edge('search', 'catalog', { inCycle: true }),
    edge('recommender', 'catalog'),
  ];
}

export const exampleCauses = (clock: ExampleClock): LikelyCause[] => [
  {
    service: 'postgres',
    score: 0.8,
    sentence: 'api depends on postgres, which has been degraded since 2 min before.',
    evidence: [
      {
        kind: 'dependency',
        at: clock.ago(14),
        service: 'postgres',
        text: 'postgres is at 98 % of its connections',
        distance: '2 min before api began to fail',
      },
    ],
  },
  {
    change: 'c1',
    score: 0.6,
    sentence: 'api 2.41.0 was deployed 2 min before.',
    evidence: [
      {
        kind: 'change',
        at: clock.ago(14),
        service: 'api',
        change: 'c1',
        text: 'api 2.41.0 deployed by Lena',
        distance: '2 min before api began to fail',
      },
    ],
  },
];

interface Graph {
  readonly nodes: readonly DependencyNode[];
  readonly edges: readonly DependencyEdge[];
}

/** One service and what is at most so many edges away from it. */
export function around({ nodes, edges }: Graph, name: string, depth: number): Graph {
  const near = new Set([name]);
  for (let step = 0; step < depth; step++) {
    const found = edges.filter(({ from, to }) => near.has(from) || near.has(to));
    for (const { from, to } of found) near.add(from).add(to);
  }
  return {
    nodes: nodes.filter((node) => near.has(node.name)),
    edges: edges.filter(({ from, to }) => near.has(from) && near.has(to)),
  };
}
