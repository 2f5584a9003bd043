import { onCallRoutes } from './on-call-routes.ts';
import { readAs, type Request, type Response, type RouteDefinition } from './route.ts';
import type { changeRoutes } from './changes.ts';
import type { dependencyRoutes } from './dependencies.ts';
import type { liveRoutes } from './live.ts';
import type { objectiveRoutes } from './objectives.ts';
import type { serviceRoutes } from './services.ts';
import type { workflowRoutes } from './workflows.ts';
import { type Routes, routes } from './routes.ts';
import { Problem } from './words.ts';

/** How a request is carried: in Grafana by its backendSrv through the plugin proxy, in the console and tests by fetch. */
export type Carry = (request: {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/tocsin/v1`, query included. */
  path: string;
  body?: unknown;
  /** `Idempotency-Key`, `If-Match`. */
  headers?: Readonly<Record<string, string>>;
}) => Promise<{ status: number; body: unknown }>;

export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;
  constructor(status: number, problem: Problem | undefined, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }
}

export type Client = {
  readonly [K in keyof Routes]: (request: Request<Routes[K]>) => Promise<Response<Routes[K]>>;
};

type ServicesRoute =
  | keyof typeof serviceRoutes
  | keyof typeof dependencyRoutes
  | keyof typeof changeRoutes
  | keyof typeof objectiveRoutes
  | keyof typeof workflowRoutes
  | keyof typeof liveRoutes;

interface Parts {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** A typed client of the whole API. Answers are checked; an answer that does not fit is an ApiError. */
export function createClient(carry: Carry): Client {
  return {
    getOverview: (request) => call(carry, routes.getOverview, request),
    getMe: (request) => call(carry, routes.getMe, request),
    listAlerts: (request) => call(carry, routes.listAlerts, request),
    getAlert: (request) => call(carry, routes.getAlert, request),
    listIncidents: (request) => call(carry, routes.listIncidents, request),
    getIncident: (request) => call(carry, routes.getIncident, request),
    createIncident: (request) => call(carry, routes.createIncident, request),
    acknowledgeIncident: (request) => call(carry, routes.acknowledgeIncident, request),
    handBackIncident: (request) => call(carry, routes.handBackIncident, request),
    resolveIncident: (request) => call(carry, routes.resolveIncident, request),
    reopenIncident: (request) => call(carry, routes.reopenIncident, request),
    snoozeIncident: (request) => call(carry, routes.snoozeIncident, request),
    wakeIncident: (request) => call(carry, routes.wakeIncident, request),
    assignIncident: (request) => call(carry, routes.assignIncident, request),
    noteIncident: (request) => call(carry, routes.noteIncident, request),
    prioritizeIncident: (request) => call(carry, routes.prioritizeIncident, request),
    setIncidentSeverity: (request) => call(carry, routes.setIncidentSeverity, request),
    mergeIncident: (request) => call(carry, routes.mergeIncident, request),
    splitIncident: (request) => call(carry, routes.splitIncident, request),
    relateIncident: (request) => call(carry, routes.relateIncident, request),
    declareIncident: (request) => call(carry, routes.declareIncident, request),
    awakeForIncident: (request) => call(carry, routes.awakeForIncident, request),
    escalateIncident: (request) => call(carry, routes.escalateIncident, request),
    bulkIncidents: (request) => call(carry, routes.bulkIncidents, request),
    startPageTest: (request) => call(carry, routes.startPageTest, request),
    getPageTest: (request) => call(carry, routes.getPageTest, request),
    ...onCallCalls(carry),
    ...servicesCalls(carry),
    listRules: (request) => call(carry, routes.listRules, request),
    listRuleGroups: (request) => call(carry, routes.listRuleGroups, request),
    exportRuleGroups: (request) => call(carry, routes.exportRuleGroups, request),
    checkRuleGroup: (request) => call(carry, routes.checkRuleGroup, request),
    createRuleGroup: (request) => call(carry, routes.createRuleGroup, request),
    getRuleGroup: (request) => call(carry, routes.getRuleGroup, request),
    getRuleGroupHistory: (request) => call(carry, routes.getRuleGroupHistory, request),
    replaceRuleGroup: (request) => call(carry, routes.replaceRuleGroup, request),
    restoreRuleGroup: (request) => call(carry, routes.restoreRuleGroup, request),
    deleteRuleGroup: (request) => call(carry, routes.deleteRuleGroup, request),
    listReceivers: (request) => call(carry, routes.listReceivers, request),
    testReceiver: (request) => call(carry, routes.testReceiver, request),
    previewTemplate: (request) => call(carry, routes.previewTemplate, request),
    listSilences: (request) => call(carry, routes.listSilences, request),
    makeSilence: (request) => call(carry, routes.makeSilence, request),
    endSilence: (request) => call(carry, routes.endSilence, request),
    previewSilence: (request) => call(carry, routes.previewSilence, request),
    query: (request) => call(carry, routes.query, request),
    queryRange: (request) => call(carry, routes.queryRange, request),
  };
}

const onCallCalls = (carry: Carry): Pick<Client, keyof typeof onCallRoutes> => ({
  getOnCall: (request) => call(carry, onCallRoutes.getOnCall, request),
  exportOnCall: (request) => call(carry, onCallRoutes.exportOnCall, request),
  checkOnCall: (request) => call(carry, onCallRoutes.checkOnCall, request),
  importOnCall: (request) => call(carry, onCallRoutes.importOnCall, request),
  previewSchedule: (request) => call(carry, onCallRoutes.previewSchedule, request),
  listPeople: (request) => call(carry, onCallRoutes.listPeople, request),
  getPerson: (request) => call(carry, onCallRoutes.getPerson, request),
  setPerson: (request) => call(carry, onCallRoutes.setPerson, request),
  deletePerson: (request) => call(carry, onCallRoutes.deletePerson, request),
  listTeams: (request) => call(carry, onCallRoutes.listTeams, request),
  setTeam: (request) => call(carry, onCallRoutes.setTeam, request),
  deleteTeam: (request) => call(carry, onCallRoutes.deleteTeam, request),
  listSchedules: (request) => call(carry, onCallRoutes.listSchedules, request),
  getSchedule: (request) => call(carry, onCallRoutes.getSchedule, request),
  setSchedule: (request) => call(carry, onCallRoutes.setSchedule, request),
  deleteSchedule: (request) => call(carry, onCallRoutes.deleteSchedule, request),
  listPolicies: (request) => call(carry, onCallRoutes.listPolicies, request),
  getPolicy: (request) => call(carry, onCallRoutes.getPolicy, request),
  setPolicy: (request) => call(carry, onCallRoutes.setPolicy, request),
  deletePolicy: (request) => call(carry, onCallRoutes.deletePolicy, request),
  listAutomations: (request) => call(carry, onCallRoutes.listAutomations, request),
  setAutomation: (request) => call(carry, onCallRoutes.setAutomation, request),
  deleteAutomation: (request) => call(carry, onCallRoutes.deleteAutomation, request),
  listOverrides: (request) => call(carry, onCallRoutes.listOverrides, request),
  setOverride: (request) => call(carry, onCallRoutes.setOverride, request),
  deleteOverride: (request) => call(carry, onCallRoutes.deleteOverride, request),
  getOnCallHistory: (request) => call(carry, onCallRoutes.getOnCallHistory, request),
  getScheduleShifts: (request) => call(carry, onCallRoutes.getScheduleShifts, request),
  getScheduleGaps: (request) => call(carry, onCallRoutes.getScheduleGaps, request),
  coverSchedule: (request) => call(carry, onCallRoutes.coverSchedule, request),
  swapShifts: (request) => call(carry, onCallRoutes.swapShifts, request),
  getMyOnCall: (request) => call(carry, onCallRoutes.getMyOnCall, request),
  getPushKey: (request) => call(carry, onCallRoutes.getPushKey, request),
  setMyRules: (request) => call(carry, onCallRoutes.setMyRules, request),
  addMyContact: (request) => call(carry, onCallRoutes.addMyContact, request),
  removeMyContact: (request) => call(carry, onCallRoutes.removeMyContact, request),
  askForProof: (request) => call(carry, onCallRoutes.askForProof, request),
  proveContact: (request) => call(carry, onCallRoutes.proveContact, request),
});

const servicesCalls = (carry: Carry): Pick<Client, ServicesRoute> => ({
  listServices: (request) => call(carry, routes.listServices, request),
  getService: (request) => call(carry, routes.getService, request),
  getServiceHistory: (request) => call(carry, routes.getServiceHistory, request),
  getServiceLogs: (request) => call(carry, routes.getServiceLogs, request),
  listDependencies: (request) => call(carry, routes.listDependencies, request),
  getImpact: (request) => call(carry, routes.getImpact, request),
  tellChange: (request) => call(carry, routes.tellChange, request),
  listChanges: (request) => call(carry, routes.listChanges, request),
  listObjectives: (request) => call(carry, routes.listObjectives, request),
  getObjective: (request) => call(carry, routes.getObjective, request),
  listReports: (request) => call(carry, routes.listReports, request),
  getReport: (request) => call(carry, routes.getReport, request),
  getReportText: (request) => call(carry, routes.getReportText, request),
  sendReport: (request) => call(carry, routes.sendReport, request),
  listWorkflows: (request) => call(carry, routes.listWorkflows, request),
  commandWorkflow: (request) => call(carry, routes.commandWorkflow, request),
  getMetricsSnapshot: (request) => call(carry, routes.getMetricsSnapshot, request),
  getMetricsHistory: (request) => call(carry, routes.getMetricsHistory, request),
  getAlertFrequency: (request) => call(carry, routes.getAlertFrequency, request),
});

const methods = { get: 'GET', post: 'POST', put: 'PUT', delete: 'DELETE' } as const;

async function call<R extends RouteDefinition>(
  carry: Carry,
  definition: R,
  parts: Parts,
): Promise<Response<R>>;
async function call(carry: Carry, definition: RouteDefinition, parts: Parts): Promise<unknown> {
  const { status, body } = await carry({
    method: methods[definition.method],
    path: address(definition.path, parts),
    // The service takes no write that is not JSON, not even an empty one.
    body: definition.method === 'delete' ? {} : parts.body,
    ...(parts.headers && { headers: parts.headers }),
  });
  if (status < 200 || status >= 300) {
    const problem = Problem.safeParse(body);
    const known = problem.success ? problem.data : undefined;
    throw new ApiError(
      status,
      known,
      known?.detail ?? known?.title ?? `the alert service answered ${status}`,
    );
  }
  const answer = readAs(definition.response, body);
  if (answer.success) return answer.data;
  throw new ApiError(status, undefined, `the alert service answered ${definition.path} in an unknown form`);
}

function address(path: string, { params = {}, query = {} }: Parts): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}
