/** Answers the console as the alert service would, from the contract: an answer that does not fit its schema is a 500. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  type CommitEvent,
  type Incident,
  readAs,
  type RouteDefinition,
  type Routes,
  routes,
} from '@tocsin/api';
import { type ExampleNight, exampleNight } from '@tocsin/api/examples';
import { consoleDist, serveConsole } from '../../console/serve/files.ts';
import { instantAnswer, rangeAnswer } from './metrics.ts';
import {
  agoFrom,
  alertsOf,
  detailOf,
  incidentDetailOf,
  incidentsOf,
  overviewOf,
  refused,
  sourcesOf,
} from './night.ts';
import { FakeOnCall } from './on-call.ts';
import { onCallHandlers } from './on-call-handlers.ts';
import { FakeRuleGroups } from './rule-groups.ts';
import { rulesOf } from './rules.ts';
import { servicesHandlers, servicesOverview } from './services.ts';
import { FakeSilences, matching, previewOf } from './silences.ts';

const apiPath = '/api/tocsin/v1';

type Asked = {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
};

export interface FakeService extends AsyncDisposable {
  readonly url: string;
  /** From now on every request of the API is refused, as when the service is gone. */
  silent: boolean;
  /** From now on the data source of the rules does not answer. */
  sourceSilent: boolean;
  /** So many groups of 50 rules more. */
  moreGroups: number;
  readonly acknowledged: readonly string[];
  readonly silences: FakeSilences;
  readonly ruleGroups: FakeRuleGroups;
  readonly onCall: FakeOnCall;
  /** Services, what they promise, what changed and what runs. */
  readonly services: ExampleNight;
  /** The health of these changed: the stream says so. */
  changed(services: string[]): void;
  /** What whoever looks may do. */
  role: 'viewer' | 'operator' | 'admin';
}

export async function startFakeService({ base = '' } = {}): Promise<FakeService> {
  const night = new Night();
  const files = serveConsole({ base, dist: process.env['CONSOLE_DIST'] ?? consoleDist });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    if (!url.pathname.startsWith(`${base}${apiPath}/`)) return void files(request, response);
    void night.answer({ request, response, url, path: url.pathname.slice(base.length + apiPath.length) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no address');
  return Object.assign(night, {
    url: `http://127.0.0.1:${address.port}${base}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly path: string;
}

class Night {
  silent = false;
  sourceSilent = false;
  moreGroups = 0;
  readonly acknowledged: string[] = [];
  private readonly ago = agoFrom(Date.now());
  private readonly alerts = alertsOf(this.ago);
  private readonly incidents = incidentsOf(this.ago);
  private readonly streams = new Set<ServerResponse>();
  readonly silences = new FakeSilences(Date.now());
  readonly ruleGroups = new FakeRuleGroups(() => new Date().toISOString());
  readonly onCall = new FakeOnCall(Date.now());
  readonly services = exampleNight(Date.now(), 'INC-1');
  role: FakeService['role'] = 'operator';
  private seq = 100;

  async answer({ request, response, url, path }: Exchange): Promise<void> {
    if (this.silent) return void response.destroy();
    if (path === '/stream') return this.stream(response);
    for (const [name, handle] of Object.entries(this.handlers)) {
      const route: RouteDefinition = routes[name as keyof Routes];
      const fits = new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
      if (!fits || route.method.toUpperCase() !== request.method) continue;
      const params = fits.slice(1).map(decodeURIComponent);
      if (this.sourceSilent && name.startsWith('query')) {
        return problem(response, 502, refused);
      }
      const asked = await readBody(request, route);
      if (asked === refusedBody) return problem(response, 400, 'The body does not fit the contract');
      const body = handle({ params, query: url.searchParams, body: asked });
      if (body === undefined) return problem(response, 404, `Nothing at ${path}`);
      const checked = readAs(route.response, body);
      return checked.success
        ? route.produces
          ? text(response, route.produces, checked.data)
          : json(response, 200, checked.data)
        : problem(response, 500, checked.error.message);
    }
    problem(response, 404, `Nothing at ${path}`);
  }

  private readonly handlers: Partial<Record<keyof Routes, (asked: Asked) => unknown>> = {
    ...onCallHandlers(this.onCall),
    ...servicesHandlers(this.services),
    getOverview: () => ({
      ...overviewOf(this.incidents, this.sources(), this.ago),
      ...servicesOverview(this.services),
    }),
    getMe: () => ({
      person: { name: 'Local user', known: true, id: 'mia' },
      role: this.role,
      version: '0.1.0',
    }),
    listAlerts: () => ({ alerts: this.alerts }),
    getAlert: ({ params: [fingerprint] }) => {
      const alert = this.alerts.find((one) => one.fingerprint === fingerprint);
      return alert && detailOf(alert, this.ago);
    },
    listIncidents: () => ({ incidents: this.incidents }),
    getIncident: ({ params: [id] }) => {
      const incident = this.incidents.find((one) => one.id === id);
      return incident && incidentDetailOf(incident, this.alerts);
    },
    acknowledgeIncident: ({ params: [id] }) =>
      this.change(id, { status: 'acknowledged', assignee: 'Local user' }),
    handBackIncident: ({ params: [id] }) => this.change(id, { status: 'triggered' }),
    listRules: ({ query }) => ({
      groups: rulesOf(this.ago, {
        group: query.get('group') ?? undefined,
        evaluations: query.get('evaluations') !== '0',
        more: this.moreGroups,
      }),
      dataSources: this.sources(),
    }),
    listRuleGroups: ({ query }) => ({ groups: this.ruleGroups.list(query.get('deleted') === '1') }),
    exportRuleGroups: () => this.ruleGroups.export(),
    checkRuleGroup: ({ body }) => this.ruleGroups.check(routes.checkRuleGroup.body.parse(body).group),
    createRuleGroup: ({ body }) => {
      const { id, ...change } = routes.createRuleGroup.body.parse(body);
      return this.ruleGroups.create(id, change);
    },
    getRuleGroup: ({ params: [id = ''] }) => this.ruleGroups.get(id),
    getRuleGroupHistory: ({ params: [id = ''] }) => this.ruleGroups.history(id),
    replaceRuleGroup: ({ params: [id = ''], body }) =>
      this.ruleGroups.replace(id, routes.replaceRuleGroup.body.parse(body)),
    restoreRuleGroup: ({ params: [id = ''], body }) => {
      const { restore, comment } = routes.restoreRuleGroup.body.parse(body);
      return this.ruleGroups.restore(id, restore, comment);
    },
    deleteRuleGroup: ({ params: [id = ''] }) => this.ruleGroups.delete(id),
    listReceivers: () => ({
      receivers: [{ name: 'team', integrations: [{ key: 'slack[0]', type: 'slack', sendResolved: true }] }],
    }),
    testReceiver: () => ({
      results: [{ integration: 'slack[0]', type: 'slack', delivered: true, tookMs: 12 }],
    }),
    previewTemplate: () => ({ ok: true, text: 'HighErrorRate on checkout' }),
    listSilences: ({ query }) => ({ silences: this.silences.list(query.get('expired') !== '0') }),
    makeSilence: ({ body }) => {
      const wanted = routes.makeSilence.body.parse(body);
      return this.silences.make(wanted, matching(this.alerts, wanted.matchers).length);
    },
    endSilence: ({ params: [id] }) => this.silences.end(id),
    previewSilence: ({ body }) => {
      const { matchers } = routes.previewSilence.body.parse(body);
      const hidden = matching(this.alerts, matchers);
      const { historyKnown } = this.silences;
      return previewOf(hidden, { matchers, incidents: this.incidents, historyKnown });
    },
    query: ({ query }) => instantAnswer(query.get('query') ?? '', Date.now()),
    queryRange: ({ query }) => {
      const number = (name: string) => {
        const text = query.get(name) ?? '';
        return Number.isFinite(Number(text)) ? Number(text) : Date.parse(text) / 1000;
      };
      return rangeAnswer(number('start'), number('end'), Number.parseFloat(query.get('step') ?? '15'));
    },
  };

  changed(services: string[]): void {
    this.tell({ kinds: ['health'], alerts: [], incidents: [], rules: [], services });
  }

  private sources() {
    return sourcesOf(this.ago, !this.sourceSilent);
  }

  private change(
    id: string | undefined,
    change: Pick<Incident, 'status' | 'assignee'>,
  ): Incident | undefined {
    const incident = this.incidents.find((one) => one.id === id);
    if (!incident) return undefined;
    delete incident.assignee;
    Object.assign(incident, change, {
      next: change.assignee ? `stopped: ${change.assignee} has it` : 'Slack is told again',
    });
    if (change.status === 'acknowledged') this.acknowledged.push(incident.id);
    for (const alert of this.alerts.filter((one) => one.incident === id)) {
      alert.status = change.status === 'acknowledged' ? 'acknowledged' : 'firing';
      delete alert.assignee;
      if (change.assignee) alert.assignee = change.assignee;
    }
    this.tell({ kinds: ['incident'], alerts: incident.alerts, incidents: [incident.id], rules: [] });
    return incident;
  }

  private stream(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    response.write(': connected\n\n');
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  private tell(change: Omit<CommitEvent, 'seq' | 'at'>): void {
    const event: CommitEvent = { seq: ++this.seq, at: new Date().toISOString(), ...change };
    for (const stream of this.streams) {
      stream.write(`id: ${event.seq}\nevent: commit\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }
}

const refusedBody = Symbol('refused');

/** What was sent, where it fits the contract: the real service refuses the rest. */
async function readBody(request: IncomingMessage, route: RouteDefinition): Promise<unknown> {
  if (!route.body) return undefined;
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const checked = readAs(route.body, JSON.parse(text || '{}'));
  return checked.success ? checked.data : refusedBody;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
  });
  response.end(JSON.stringify(body));
}

function text(response: ServerResponse, type: string, body: unknown): void {
  response.writeHead(200, { 'Content-Type': type });
  response.end(String(body));
}

function problem(response: ServerResponse, status: number, detail: string): void {
  json(response, status, { type: 'about:blank', title: 'Refused', status, detail });
}
