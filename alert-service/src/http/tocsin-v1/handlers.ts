import { HttpError } from '../errors.ts';
import { alertDetail } from './alert-detail.ts';
import { alertSummaries } from './alert-summary.ts';
import { changesHandlers } from './changes.ts';
import { dependenciesHandlers } from './dependencies.ts';
import { incidentHandlers } from './incidents.ts';
import { liveHandlers } from './live.ts';
import { objectivesHandlers } from './objectives.ts';
import { onCallHandlers } from './on-call.ts';
import { overview } from './overview.ts';
import { pageTestHandlers } from './page-tests.ts';
import type { Handlers } from './router.ts';
import { previewSilence } from './silence-preview.ts';
import { keptIdsOf, ruleGroupHandlers } from './rule-groups.ts';
import { servicesHandlers } from './services.ts';
import { endSilence, makeSilence, shownSilences } from './silences.ts';
import { wireGroup } from './rule-view.ts';
import { workflowsHandlers } from './workflows.ts';

export const handlers: Handlers = {
  getOverview: (context) => overview(context),
  getMe: ({ version }, _, { person, role, remedy }) => ({
    person,
    role,
    ...(remedy !== '' && { remedy }),
    version,
  }),
  listAlerts: (context, { query }) => ({ alerts: alertSummaries(context, query.resolved === '1') }),
  getAlert: (context, { params }) => alertDetail(context, params.fingerprint),
  ...incidentHandlers,
  ...onCallHandlers,
  ...servicesHandlers,
  ...dependenciesHandlers,
  ...changesHandlers,
  ...objectivesHandlers,
  ...workflowsHandlers,
  ...liveHandlers,
  ...pageTestHandlers,
  listRules(context, { query }) {
    const keptIds = keptIdsOf(context);
    const { rules } = context;
    const isWanted = (id: string): boolean =>
      query.group === undefined || query.group === id || query.group === keptIds.get(id);
    return {
      groups: rules
        .groups()
        .filter(({ id }) => isWanted(id))
        .map((group) =>
          wireGroup(group, { keptId: keptIds.get(group.id), evaluations: query.evaluations !== '0' }),
        ),
      dataSources: [...rules.dataSources()],
    };
  },
  ...ruleGroupHandlers,
  listReceivers: ({ tries }) => ({ receivers: [...tries.receivers()] }),
  async testReceiver({ tries }, { params, body }, { person }) {
    const tried = await tries.receiver({ ...params, ...body, by: person.name });
    if (tried) return tried;
    const detail = `No receiver ${params.name}${body.integration ? ` with ${body.integration}` : ''}: see GET /receivers.`;
    throw new HttpError(404, 'There is no such receiver', { detail });
  },
  previewTemplate: ({ tries }, { body }) => tries.template(body),
  listSilences: (context, { query }) => shownSilences(context, query.expired !== '0'),
  makeSilence: (context, { body }, caller) => makeSilence(context, body, caller),
  endSilence: (context, { params }, caller) => endSilence(context, params.id, caller),
  previewSilence: (context, { body }) => previewSilence(context, body),
  query: (context, { query }) => context.query.instant(query),
  queryRange: (context, { query }) => context.query.range(query),
};
