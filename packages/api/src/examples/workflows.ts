import type { Workflow, WorkflowCommand, WorkflowSource, WorkflowStats } from '../workflows.ts';
import type { ExampleClock } from './clock.ts';

const stats = (
  name: string,
  [completed, failed]: readonly [completed: number, failed: number],
  more: Partial<WorkflowStats> = {},
): WorkflowStats => ({
  name,
  created: completed + failed + 6,
  started: completed + failed + 5,
  completed,
  failed,
  cancelled: 1,
  running: 3,
  paused: 1,
  ...(completed + failed > 0 && {
    successRate: completed / (completed + failed),
    errorRate: failed / (completed + failed),
    p50: 4.2,
    p95: 18,
    p99: 41,
  }),
  ...more,
});

export const exampleStats = {
  overall: stats('all', [412, 18]),
  agents: [
    stats('reviewer', [210, 3], { p95: 12 }),
    stats('coder', [180, 15], { p95: 32 }),
    stats('planner', [22, 0]),
    stats('tester', [0, 0], { running: 0, paused: 0 }),
  ],
  types: [stats('pull-request', [300, 12]), stats('nightly', [112, 6])],
};

export const exampleSource = (clock: ExampleClock): WorkflowSource => ({
  configured: true,
  connected: true,
  since: clock.ago(600),
  lastEventAt: clock.ago(0),
  lagEvents: 0,
  read: 2210,
  poison: 1,
  sentence: 'Events of workflow:events are read as they come; 1 was set aside.',
});

export function exampleWorkflows(clock: ExampleClock): Workflow[] {
  const states: readonly Workflow['state'][] = [
    'running',
    'failed',
    'paused',
    'completed',
    'created',
    'cancelled',
  ];
  return Array.from({ length: 24 }, (_, at): Workflow => {
    const state = states[at % states.length] ?? 'completed';
    const over = state === 'completed' || state === 'failed' || state === 'cancelled';
    return {
      id: `wf-${1024 - at}`,
      type: at % 3 === 0 ? 'nightly' : 'pull-request',
      agent: ['reviewer', 'coder', 'planner'][at % 3] ?? 'coder',
      state,
      createdAt: clock.ago(at + 2),
      ...(state !== 'created' && { startedAt: clock.ago(at + 1) }),
      ...(over && { endedAt: clock.ago(at), seconds: 12 + at }),
      ...(state === 'failed' && { error: 'The test run ended with code 1' }),
      can: canOf(state),
    };
  });
}

export function canOf(state: Workflow['state']): Workflow['can'] {
  switch (state) {
    case 'running':
      return ['pause', 'cancel'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'created':
      return ['cancel'];
    case 'failed':
    case 'cancelled':
      return ['retry'];
    case 'completed':
      return [];
  }
}

export const exampleCommands = (clock: ExampleClock): WorkflowCommand[] => [
  {
    id: 'cmd-1',
    workflow: 'wf-1022',
    action: 'pause',
    phase: 'done',
    by: 'Mia',
    at: clock.ago(4),
    answeredAt: clock.ago(4),
    detail: 'orchestrator paused it after 0.2 s',
  },
  {
    id: 'cmd-0',
    workflow: 'wf-1001',
    action: 'cancel',
    phase: 'nobody-answered',
    by: 'Tom',
    at: clock.ago(32),
    detail: 'Nobody answered for 10 s',
  },
];

export const examplePoison = (clock: ExampleClock) => [
  {
    id: '1792465000-0',
    at: clock.ago(88),
    why: 'type is "exploded", which is none of the known ones',
    fields: '{"type":"exploded"}',
  },
];
