import { getAlert, listAlerts } from './alerts.ts';
import { changeRoutes } from './changes.ts';
import { dependencyRoutes } from './dependencies.ts';
import {
  acknowledgeIncident,
  assignIncident,
  awakeForIncident,
  bulkIncidents,
  createIncident,
  declareIncident,
  escalateIncident,
  getIncident,
  handBackIncident,
  listIncidents,
  mergeIncident,
  noteIncident,
  prioritizeIncident,
  relateIncident,
  reopenIncident,
  resolveIncident,
  setIncidentSeverity,
  snoozeIncident,
  splitIncident,
  wakeIncident,
} from './incident-routes.ts';
import { liveRoutes } from './live.ts';
import { objectiveRoutes } from './objectives.ts';
import { onCallRoutes } from './on-call-routes.ts';
import { getMe, getOverview } from './overview.ts';
import { getPageTest, startPageTest } from './page-tests.ts';
import { query, queryRange } from './query.ts';
import { listReceivers, testReceiver } from './receivers.ts';
import {
  checkRuleGroup,
  createRuleGroup,
  deleteRuleGroup,
  exportRuleGroups,
  getRuleGroup,
  getRuleGroupHistory,
  listRuleGroups,
  replaceRuleGroup,
  restoreRuleGroup,
} from './rule-groups.ts';
import { listRules } from './rules.ts';
import { endSilence, listSilences, makeSilence, previewSilence } from './silences.ts';
import { serviceRoutes } from './services.ts';
import { previewTemplate } from './templates.ts';
import { workflowRoutes } from './workflows.ts';

/** The explicit list of all routes: a server must handle each, the client has a method for each. */
export const routes = {
  getOverview,
  getMe,
  listAlerts,
  getAlert,
  listIncidents,
  getIncident,
  createIncident,
  acknowledgeIncident,
  handBackIncident,
  resolveIncident,
  reopenIncident,
  snoozeIncident,
  wakeIncident,
  assignIncident,
  noteIncident,
  prioritizeIncident,
  setIncidentSeverity,
  mergeIncident,
  splitIncident,
  relateIncident,
  declareIncident,
  awakeForIncident,
  escalateIncident,
  bulkIncidents,
  startPageTest,
  getPageTest,
  ...onCallRoutes,
  ...serviceRoutes,
  ...dependencyRoutes,
  ...changeRoutes,
  ...objectiveRoutes,
  ...workflowRoutes,
  ...liveRoutes,
  listRules,
  listRuleGroups,
  exportRuleGroups,
  checkRuleGroup,
  createRuleGroup,
  getRuleGroup,
  getRuleGroupHistory,
  replaceRuleGroup,
  restoreRuleGroup,
  deleteRuleGroup,
  listReceivers,
  testReceiver,
  previewTemplate,
  listSilences,
  makeSilence,
  endSilence,
  previewSilence,
  query,
  queryRange,
} as const;
export type Routes = typeof routes;
