/**
 * Answers of the routes of services as they are on one night: for tests and for a server that stands in for the real one.
 * Nothing of it is for production.
 */
import type { Response } from '../route.ts';
import type { Routes } from '../routes.ts';
import { NewChange } from '../changes.ts';
import { WorkflowAction } from '../workflows.ts';
import { around, exampleCauses, exampleChanges, exampleEdges, nodesOf } from './changes.ts';
import { exampleClock } from './clock.ts';
import { alertFrequencyOf, metricsHistoryOf, snapshotOf } from './live.ts';
import { exampleObjectives, exampleReports } from './objectives.ts';
import { detailOfService, historyOf } from './service-detail.ts';
import { exampleServices, systemOf } from './services.ts';
import {
  canOf,
  exampleCommands,
  examplePoison,
  exampleSource,
  exampleStats,
  exampleWorkflows,
} from './workflows.ts';

export { healthyServices, systemOf } from './services.ts';
export { type ExampleClock, exampleClock } from './clock.ts';

export interface ExampleAsk {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** What is known; a test changes it as the night goes on. */
export function exampleNight(now: number, incident = 'INC-4') {
  const clock = exampleClock(now);
  const objectives = exampleObjectives(clock);
  return {
    clock,
    services: exampleServices(clock, incident),
    problems: ['The indicator smtp_queue of mail-relay names a metric that no data source has.'],
    changes: exampleChanges(clock),
    edges: exampleEdges(clock),
    objectives,
    reports: exampleReports(clock, objectives),
    source: exampleSource(clock),
    workflows: exampleWorkflows(clock),
    commands: exampleCommands(clock),
    /** Loki is configured. */
    logs: true,
  };
}
export type ExampleNight = ReturnType<typeof exampleNight>;

/** What each route answers; `undefined`: there is no such thing. */
export function exampleAnswers(night: ExampleNight) {
  return {
    ...ofServices(night),
    ...ofChanges(night),
    ...ofPromises(night),
    ...ofWorkflows(night),
    ...ofLive(night),
  };
}
export type ExampleRoute = keyof ReturnType<typeof exampleAnswers>;

const named = (night: ExampleNight, { params }: ExampleAsk) =>
  night.services.find(({ name }) => name === params['name']);

type Answer<R extends keyof Routes> = Response<Routes[R]>;

const ofServices = (night: ExampleNight) => ({
  listServices({ query }: ExampleAsk): Answer<'listServices'> {
    const services = night.services.filter(
      ({ name, state }) => name.includes(query['search'] ?? '') && (query['state'] ?? state) === state,
    );
    const shown = services.slice(0, Number(query['limit'] ?? services.length));
    return {
      system: systemOf(night.services),
      services: query['strips'] === '1' ? shown : shown.map(({ strip: _, ...rest }) => rest),
      total: services.length,
      problems: night.problems,
      now: night.clock.ago(0),
    };
  },
  getService(ask: ExampleAsk): Answer<'getService'> | undefined {
    const service = named(night, ask);
    return service && detailOfService(night.clock, service);
  },
  getServiceHistory(ask: ExampleAsk): Answer<'getServiceHistory'> | undefined {
    const service = named(night, ask);
    const { range } = ask.query;
    const known = range === '7d' || range === '30d' || range === '90d' ? range : '24h';
    return service && historyOf(night.clock, service, known);
  },
  getServiceLogs({ params }: ExampleAsk): Answer<'getServiceLogs'> {
    if (!night.logs) return { configured: false, lines: [] };
    return {
      configured: true,
      lines: Array.from({ length: 20 }, (_, at) => ({
        at: night.clock.ago((20 - at) / 30),
        line: `level=${at % 4 === 0 ? 'error' : 'info'} msg="connection pool exhausted" waited=${at * 40}ms`,
        labels: { service: params['name'] ?? '' },
      })),
      explore: 'https://grafana.example.org/explore',
    };
  },
});

const ofChanges = (night: ExampleNight) => ({
  listDependencies({ query }: ExampleAsk): Answer<'listDependencies'> {
    const whole = { nodes: nodesOf(night.services), edges: night.edges };
    const shown = query['around'] ? around(whole, query['around'], Number(query['depth'] ?? 1)) : whole;
    return {
      nodes: [...shown.nodes],
      edges: [...shown.edges],
      cycles: [['catalog', 'search']],
      problems: [],
      now: night.clock.ago(0),
    };
  },
  getImpact(ask: ExampleAsk): Answer<'getImpact'> | undefined {
    const service = named(night, ask);
    const hit = night.edges.filter(({ to }) => to === service?.name).map(({ from }) => from);
    return (
      service && {
        service: service.name,
        sentence:
          hit.length > 0 ? `If ${service.name} fails, ${hit.join(', ')} are hit.` : 'Nothing depends on it.',
        hit: night.services
          .filter(({ name }) => hit.includes(name))
          .map(({ name, state }) => ({ name, distance: 1, via: [], state })),
        causes: service.state === 'failing' ? exampleCauses(night.clock) : [],
      }
    );
  },
  listChanges({ query }: ExampleAsk): Answer<'listChanges'> {
    const of = query['service'];
    const changes = night.changes.filter(({ services }) => of === undefined || services.includes(of));
    return { changes: changes.slice(0, Number(query['limit'] ?? changes.length)), now: night.clock.ago(0) };
  },
  tellChange({ body }: ExampleAsk): Answer<'tellChange'> {
    const { service, services = [], key: _, at, ...told } = NewChange.parse(body);
    const change = {
      ...told,
      id: `c${night.changes.length + 1}`,
      at: at ?? night.clock.ago(0),
      services: service ? [service, ...services] : services,
      source: 'api',
    };
    night.changes.unshift(change);
    return change;
  },
});

const ofPromises = (night: ExampleNight) => ({
  listObjectives({ query }: ExampleAsk): Answer<'listObjectives'> {
    const of = query['service'];
    return {
      objectives: night.objectives.filter(({ service }) => of === undefined || service === of),
      problems: [],
      now: night.clock.ago(0),
    };
  },
  getObjective({ params }: ExampleAsk): Answer<'getObjective'> | undefined {
    return night.objectives.find(({ id }) => id === `${params['service']}/${params['name']}`);
  },
  listReports(_: ExampleAsk): Answer<'listReports'> {
    return {
      reports: night.reports.map(({ id, title, from, to, complete, sentence }) => ({
        id,
        title,
        from,
        to,
        complete,
        sentence,
      })),
    };
  },
  getReport({ params }: ExampleAsk): Answer<'getReport'> | undefined {
    return night.reports.find(({ id }) => id === params['id']);
  },
  getReportText({ params, query }: ExampleAsk): Answer<'getReportText'> | undefined {
    const report = night.reports.find(({ id }) => id === params['id']);
    const csv = query['format'] === 'csv';
    return (
      report && {
        name: `report-${report.id}.${csv ? 'csv' : 'md'}`,
        type: csv ? 'text/csv' : 'text/markdown',
        text: csv ? 'service,uptime\napi,99.87\n' : `# ${report.title}\n\n${report.sentence}\n`,
      }
    );
  },
  sendReport({ params }: ExampleAsk): Answer<'sendReport'> | undefined {
    const report = night.reports.find(({ id }) => id === params['id']);
    report?.sent.unshift({ at: night.clock.ago(0), receiver: 'slack #managers', ok: true });
    return report;
  },
});

const ofWorkflows = (night: ExampleNight) => ({
  listWorkflows({ query }: ExampleAsk): Answer<'listWorkflows'> {
    return {
      source: night.source,
      ...exampleStats,
      window: '1h',
      workflows: night.workflows.filter(
        ({ id, state }) => id.includes(query['search'] ?? '') && (query['state'] ?? state) === state,
      ),
      commands: night.commands,
      poison: examplePoison(night.clock),
      now: night.clock.ago(0),
    };
  },
  commandWorkflow({ params }: ExampleAsk): Answer<'commandWorkflow'> | undefined {
    const workflow = night.workflows.find(({ id }) => id === params['id']);
    const action = WorkflowAction.safeParse(params['action']).data;
    if (!workflow || !action) return undefined;
    const states = { pause: 'paused', resume: 'running', cancel: 'cancelled', retry: 'running' } as const;
    workflow.state = states[action];
    workflow.can = canOf(workflow.state);
    const at = night.clock.ago(0);
    const told = { workflow: workflow.id, action, phase: 'done', by: 'Mia', at, answeredAt: at } as const;
    const command = {
      ...told,
      id: `cmd-${night.commands.length}`,
      detail: `orchestrator did it after 0.2 s`,
    };
    night.commands.unshift(command);
    return command;
  },
});

const ofLive = (night: ExampleNight) => ({
  getMetricsSnapshot: (_: ExampleAsk): Answer<'getMetricsSnapshot'> =>
    snapshotOf(night.clock, night.services),
  getMetricsHistory: ({ query }: ExampleAsk): Answer<'getMetricsHistory'> =>
    metricsHistoryOf(
      night.clock,
      night.services.filter(({ name }) => (query['service'] ?? name) === name),
    ),
  getAlertFrequency: ({ query }: ExampleAsk): Answer<'getAlertFrequency'> =>
    alertFrequencyOf(night.clock, Number(query['days'] ?? 7)),
});
