import { getAlert, listAlerts } from './alerts.ts';
import { acknowledgeIncident, getIncident, handBackIncident, listIncidents } from './incidents.ts';
import { getMe, getOverview } from './overview.ts';
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
import { previewTemplate } from './templates.ts';

/** The explicit list of all routes: a server must handle each, the client has a method for each. */
export const routes = {
  getOverview,
  getMe,
  listAlerts,
  getAlert,
  listIncidents,
  getIncident,
  acknowledgeIncident,
  handBackIncident,
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
