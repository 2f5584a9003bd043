import { PLUGIN_BASE, PLUGIN_ID } from '../constants';

/** Every address of the app, so that a link and its route cannot part. */
export const paths = {
  overview: `${PLUGIN_BASE}/overview`,
  incidents: `${PLUGIN_BASE}/incidents`,
  incident: (id: string) => `${PLUGIN_BASE}/incidents/${encodeURIComponent(id)}`,
  alerts: `${PLUGIN_BASE}/alerts`,
  alertsMatching: (text: string) => `${PLUGIN_BASE}/alerts?q=${encodeURIComponent(text)}`,
  alert: (fingerprint: string) => `${PLUGIN_BASE}/alerts/${encodeURIComponent(fingerprint)}`,
  silences: `${PLUGIN_BASE}/silences`,
  silence: (id: string) => `${PLUGIN_BASE}/silences/${encodeURIComponent(id)}`,
  changeSilence: (id: string) => `${PLUGIN_BASE}/silences/${encodeURIComponent(id)}/edit`,
  /** `matchers` as they are written: `{team="a"}`. */
  newSilence: (matchers = '') =>
    `${PLUGIN_BASE}/silences/new${matchers ? `?matchers=${encodeURIComponent(matchers)}` : ''}`,
  onCall: `${PLUGIN_BASE}/on-call`,
  schedule: (id: string) => `${PLUGIN_BASE}/on-call?schedule=${encodeURIComponent(id)}`,
  people: `${PLUGIN_BASE}/people`,
  newPerson: `${PLUGIN_BASE}/people/new`,
  person: (id: string) => `${PLUGIN_BASE}/people/${encodeURIComponent(id)}`,
  changePerson: (id: string) => `${PLUGIN_BASE}/people/${encodeURIComponent(id)}/edit`,
  policies: `${PLUGIN_BASE}/policies`,
  newPolicy: `${PLUGIN_BASE}/policies/new`,
  policy: (id: string) => `${PLUGIN_BASE}/policies/${encodeURIComponent(id)}`,
  changePolicy: (id: string) => `${PLUGIN_BASE}/policies/${encodeURIComponent(id)}/edit`,
  me: `${PLUGIN_BASE}/me`,
  rules: `${PLUGIN_BASE}/rules`,
  rulesMatching: (text: string) => `${PLUGIN_BASE}/rules?q=${encodeURIComponent(text)}`,
  newRuleGroup: `${PLUGIN_BASE}/rules/new`,
  /** Rule groups made here, deleted ones too. */
  madeRules: `${PLUGIN_BASE}/rules/made`,
  ruleGroup: (id: string) => `${PLUGIN_BASE}/rules/made/${encodeURIComponent(id)}`,
  changeRuleGroup: (id: string) => `${PLUGIN_BASE}/rules/made/${encodeURIComponent(id)}/edit`,
  status: `${PLUGIN_BASE}/status`,
  configuration: `/plugins/${PLUGIN_ID}`,
};
