import {
  type Checked,
  readAs,
  type Response as Answer,
  type RouteDefinition,
  routes,
  type Routes,
} from '@tocsin/api';
import type { Request, Router } from 'express';
import { parseJson, readBody } from '../body.ts';
import { type Conditions, conditionsOf, tellVersion } from '../conditions.ts';
import { type Caller, requireRole } from '../door.ts';
import { HttpError } from '../errors.ts';
import { exactRouter } from '../routing.ts';
import type { TocsinContext } from './context.ts';
import { handlers } from './handlers.ts';
import { openApiDocument } from './openapi.ts';
import { forReader } from './reader-zone.ts';

/** A handler gets what was checked, and answers what the route promises. */
export type Handler<R extends RouteDefinition> = (
  context: TocsinContext,
  asked: Asked<R>,
  caller: Caller,
) => Answer<R> | Promise<Answer<R>>;

/** A checked request with what its headers ask for. */
export type Asked<R extends RouteDefinition> = Checked<R> & { readonly conditions: Conditions };

export type Handlers = { readonly [K in keyof Routes]: Handler<Routes[K]> };

/** Our own API: every route of packages/api is mounted here, and a handler that is missing does not compile. */
export function tocsinV1(context: TocsinContext): Router {
  const router = exactRouter();
  mount(router, context, { definition: routes.getOverview, handler: handlers.getOverview });
  mount(router, context, { definition: routes.getMe, handler: handlers.getMe });
  mount(router, context, { definition: routes.listAlerts, handler: handlers.listAlerts });
  mount(router, context, { definition: routes.getAlert, handler: handlers.getAlert });
  mount(router, context, { definition: routes.listIncidents, handler: handlers.listIncidents });
  mount(router, context, { definition: routes.getIncident, handler: handlers.getIncident });
  mount(router, context, { definition: routes.createIncident, handler: handlers.createIncident });
  mount(router, context, { definition: routes.acknowledgeIncident, handler: handlers.acknowledgeIncident });
  mount(router, context, { definition: routes.handBackIncident, handler: handlers.handBackIncident });
  mount(router, context, { definition: routes.resolveIncident, handler: handlers.resolveIncident });
  mount(router, context, { definition: routes.reopenIncident, handler: handlers.reopenIncident });
  mount(router, context, { definition: routes.snoozeIncident, handler: handlers.snoozeIncident });
  mount(router, context, { definition: routes.wakeIncident, handler: handlers.wakeIncident });
  mount(router, context, { definition: routes.assignIncident, handler: handlers.assignIncident });
  mount(router, context, { definition: routes.noteIncident, handler: handlers.noteIncident });
  mount(router, context, { definition: routes.prioritizeIncident, handler: handlers.prioritizeIncident });
  mount(router, context, { definition: routes.setIncidentSeverity, handler: handlers.setIncidentSeverity });
  mount(router, context, { definition: routes.mergeIncident, handler: handlers.mergeIncident });
  mount(router, context, { definition: routes.splitIncident, handler: handlers.splitIncident });
  mount(router, context, { definition: routes.relateIncident, handler: handlers.relateIncident });
  mount(router, context, { definition: routes.declareIncident, handler: handlers.declareIncident });
  mount(router, context, { definition: routes.awakeForIncident, handler: handlers.awakeForIncident });
  mount(router, context, { definition: routes.escalateIncident, handler: handlers.escalateIncident });
  mount(router, context, { definition: routes.bulkIncidents, handler: handlers.bulkIncidents });
  mount(router, context, { definition: routes.startPageTest, handler: handlers.startPageTest });
  mount(router, context, { definition: routes.getPageTest, handler: handlers.getPageTest });
  mount(router, context, { definition: routes.listRules, handler: handlers.listRules });
  mount(router, context, { definition: routes.listRuleGroups, handler: handlers.listRuleGroups });
  mount(router, context, { definition: routes.exportRuleGroups, handler: handlers.exportRuleGroups });
  mount(router, context, { definition: routes.checkRuleGroup, handler: handlers.checkRuleGroup });
  mount(router, context, { definition: routes.createRuleGroup, handler: handlers.createRuleGroup });
  mount(router, context, { definition: routes.getRuleGroup, handler: handlers.getRuleGroup });
  mount(router, context, { definition: routes.getRuleGroupHistory, handler: handlers.getRuleGroupHistory });
  mount(router, context, { definition: routes.replaceRuleGroup, handler: handlers.replaceRuleGroup });
  mount(router, context, { definition: routes.restoreRuleGroup, handler: handlers.restoreRuleGroup });
  mount(router, context, { definition: routes.deleteRuleGroup, handler: handlers.deleteRuleGroup });
  mount(router, context, { definition: routes.listReceivers, handler: handlers.listReceivers });
  mount(router, context, { definition: routes.testReceiver, handler: handlers.testReceiver });
  mount(router, context, { definition: routes.previewTemplate, handler: handlers.previewTemplate });
  mount(router, context, { definition: routes.listSilences, handler: handlers.listSilences });
  mount(router, context, { definition: routes.makeSilence, handler: handlers.makeSilence });
  mount(router, context, { definition: routes.previewSilence, handler: handlers.previewSilence });
  mount(router, context, { definition: routes.endSilence, handler: handlers.endSilence });
  mount(router, context, { definition: routes.query, handler: handlers.query });
  mount(router, context, { definition: routes.queryRange, handler: handlers.queryRange });
  mountOnCall(router, context);
  mountServices(router, context);
  router.get('/openapi.json', (_, response) => void response.json(openApiDocument(context.version)));
  router.use((request) => {
    const detail = 'See /api/tocsin/v1/openapi.json for what there is.';
    throw new HttpError(404, `There is no ${request.method} ${request.path}`, { detail });
  });
  return router;
}

function mountServices(router: Router, context: TocsinContext): void {
  mount(router, context, { definition: routes.listServices, handler: handlers.listServices });
  mount(router, context, { definition: routes.getService, handler: handlers.getService });
  mount(router, context, { definition: routes.getServiceHistory, handler: handlers.getServiceHistory });
  mount(router, context, { definition: routes.getServiceLogs, handler: handlers.getServiceLogs });
  mount(router, context, { definition: routes.listDependencies, handler: handlers.listDependencies });
  mount(router, context, { definition: routes.getImpact, handler: handlers.getImpact });
  mount(router, context, { definition: routes.tellChange, handler: handlers.tellChange });
  mount(router, context, { definition: routes.listChanges, handler: handlers.listChanges });
  mount(router, context, { definition: routes.listObjectives, handler: handlers.listObjectives });
  mount(router, context, { definition: routes.getObjective, handler: handlers.getObjective });
  mount(router, context, { definition: routes.listReports, handler: handlers.listReports });
  mount(router, context, { definition: routes.getReport, handler: handlers.getReport });
  mount(router, context, { definition: routes.getReportText, handler: handlers.getReportText });
  mount(router, context, { definition: routes.sendReport, handler: handlers.sendReport });
  mount(router, context, { definition: routes.listWorkflows, handler: handlers.listWorkflows });
  mount(router, context, { definition: routes.commandWorkflow, handler: handlers.commandWorkflow });
  mount(router, context, { definition: routes.getMetricsSnapshot, handler: handlers.getMetricsSnapshot });
  mount(router, context, { definition: routes.getMetricsHistory, handler: handlers.getMetricsHistory });
  mount(router, context, { definition: routes.getAlertFrequency, handler: handlers.getAlertFrequency });
}

function mountOnCall(router: Router, context: TocsinContext): void {
  mount(router, context, { definition: routes.getOnCall, handler: handlers.getOnCall });
  mount(router, context, { definition: routes.exportOnCall, handler: handlers.exportOnCall });
  mount(router, context, { definition: routes.checkOnCall, handler: handlers.checkOnCall });
  mount(router, context, { definition: routes.importOnCall, handler: handlers.importOnCall });
  mount(router, context, { definition: routes.previewSchedule, handler: handlers.previewSchedule });
  mount(router, context, { definition: routes.getPushKey, handler: handlers.getPushKey });
  mount(router, context, { definition: routes.listPeople, handler: handlers.listPeople });
  mount(router, context, { definition: routes.getPerson, handler: handlers.getPerson });
  mount(router, context, { definition: routes.setPerson, handler: handlers.setPerson });
  mount(router, context, { definition: routes.deletePerson, handler: handlers.deletePerson });
  mount(router, context, { definition: routes.listTeams, handler: handlers.listTeams });
  mount(router, context, { definition: routes.setTeam, handler: handlers.setTeam });
  mount(router, context, { definition: routes.deleteTeam, handler: handlers.deleteTeam });
  mount(router, context, { definition: routes.listSchedules, handler: handlers.listSchedules });
  mount(router, context, { definition: routes.getSchedule, handler: handlers.getSchedule });
  mount(router, context, { definition: routes.setSchedule, handler: handlers.setSchedule });
  mount(router, context, { definition: routes.deleteSchedule, handler: handlers.deleteSchedule });
  mount(router, context, { definition: routes.listPolicies, handler: handlers.listPolicies });
  mount(router, context, { definition: routes.getPolicy, handler: handlers.getPolicy });
  mount(router, context, { definition: routes.setPolicy, handler: handlers.setPolicy });
  mount(router, context, { definition: routes.deletePolicy, handler: handlers.deletePolicy });
  mount(router, context, { definition: routes.listAutomations, handler: handlers.listAutomations });
  mount(router, context, { definition: routes.setAutomation, handler: handlers.setAutomation });
  mount(router, context, { definition: routes.deleteAutomation, handler: handlers.deleteAutomation });
  mount(router, context, { definition: routes.listOverrides, handler: handlers.listOverrides });
  mount(router, context, { definition: routes.setOverride, handler: handlers.setOverride });
  mount(router, context, { definition: routes.deleteOverride, handler: handlers.deleteOverride });
  mount(router, context, { definition: routes.getOnCallHistory, handler: handlers.getOnCallHistory });
  mount(router, context, { definition: routes.getScheduleShifts, handler: handlers.getScheduleShifts });
  mount(router, context, { definition: routes.getScheduleGaps, handler: handlers.getScheduleGaps });
  mount(router, context, { definition: routes.coverSchedule, handler: handlers.coverSchedule });
  mount(router, context, { definition: routes.swapShifts, handler: handlers.swapShifts });
  mount(router, context, { definition: routes.getMyOnCall, handler: handlers.getMyOnCall });
  mount(router, context, { definition: routes.setMyRules, handler: handlers.setMyRules });
  mount(router, context, { definition: routes.addMyContact, handler: handlers.addMyContact });
  mount(router, context, { definition: routes.removeMyContact, handler: handlers.removeMyContact });
  mount(router, context, { definition: routes.askForProof, handler: handlers.askForProof });
  mount(router, context, { definition: routes.proveContact, handler: handlers.proveContact });
}

export interface Mounted<R extends RouteDefinition> {
  readonly definition: R;
  readonly handler: Handler<R>;
}

export function mount<R extends RouteDefinition>(
  router: Router,
  context: TocsinContext,
  { definition, handler }: Mounted<R>,
): void {
  const path = definition.path.replace(/\{(\w+)\}/g, ':$1');
  router[definition.method](path, async (request, response) => {
    const caller = requireRole(request, definition.role);
    const asked: Checked<R> = await check(definition, request);
    const conditions = conditionsOf(request, asked.body, { asker: askerOf(caller), mask: context.mask });
    const answer = await handler(forReader(context, request), { ...asked, conditions }, caller);
    tellVersion(response, answer);
    if (definition.produces) response.type(definition.produces).send(answer);
    else response.json(answer);
  });
}

/** A rule group of a thousand rules with long texts fits. */
const largestBody = 4 * 1024 * 1024;

async function check<R extends RouteDefinition>(definition: R, request: Request): Promise<Checked<R>>;
async function check(definition: RouteDefinition, request: Request): Promise<unknown> {
  const body = definition.body ? parseJson((await readBody(request, largestBody)) || '{}') : undefined;
  return {
    params: checked(definition.params, request.params, 'path'),
    query: checked(definition.query, request.query, 'query'),
    body: checked(definition.body, body, 'body'),
  };
}

function checked(schema: RouteDefinition['body'], value: unknown, part: string): unknown {
  if (!schema) return undefined;
  const read = readAs(schema, value);
  if (read.success) return read.data;
  const detail = read.error.issues
    .map(({ path, message }) => `${[part, ...path].join('.')}: ${message}`)
    .join('; ');
  const errors = read.error.issues.map(({ path, message }) => ({ path: path.map(fieldName), message }));
  throw new HttpError(400, 'The request does not fit', { detail, ...(part === 'body' && { errors }) });
}

const fieldName = (key: PropertyKey): string | number => (typeof key === 'symbol' ? String(key) : key);

/** Two people of one name are not one, nor is a token that is named like a person. */
const askerOf = ({ person: { id, login, name } }: Caller): string =>
  id !== undefined ? `person ${id}` : login !== undefined ? `login ${login}` : `token ${name}`;
