import type { Caller } from '../door.ts';
import { HttpError } from '../errors.ts';
import { alertDetail } from './alert-detail.ts';
import { alertSummaries } from './alert-summary.ts';
import type { TocsinContext } from './context.ts';
import { listedIncidents, wireIncident } from './incident-view.ts';
import { overview } from './overview.ts';
import type { Handlers } from './router.ts';
import { previewSilence } from './silence-preview.ts';
import { keptIdsOf, ruleGroupHandlers } from './rule-groups.ts';
import { endSilence, makeSilence, shownSilences } from './silences.ts';
import { wireGroup } from './rule-view.ts';

export const handlers: Handlers = {
  getOverview: (context) => overview(context),
  getMe: ({ version }, _, { person, role }) => ({ person, role, version }),
  listAlerts: (context, { query }) => ({ alerts: alertSummaries(context, query.resolved === '1') }),
  getAlert: (context, { params }) => alertDetail(context, params.fingerprint),
  listIncidents: (context) => ({
    incidents: listedIncidents(context).map((incident) => wireIncident(context, incident)),
  }),
  getIncident(context, { params }) {
    const incident = context.engine.state().incidents.get(params.id);
    if (!incident)
      throw new HttpError(404, 'There is no such incident', { detail: `No incident ${params.id}.` });
    return wireIncident(context, incident);
  },
  acknowledgeIncident: (context, { params, body }, caller) =>
    commandIncident(context, { command: 'acknowledge', incident: params.id, comment: body.comment }, caller),
  handBackIncident: (context, { params, body }, caller) =>
    commandIncident(context, { command: 'hand-back', incident: params.id, comment: body.comment }, caller),
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
  endSilence: (context, { params }) => endSilence(context, params.id),
  previewSilence: (context, { body }) => previewSilence(context, body),
  query: (context, { query }) => context.query.instant(query),
  queryRange: (context, { query }) => context.query.range(query),
};

interface Wanted {
  readonly command: 'acknowledge' | 'hand-back';
  readonly incident: string;
  readonly comment: string | undefined;
}

async function commandIncident(context: TocsinContext, { comment, ...wanted }: Wanted, { person }: Caller) {
  const answer = await context.engine.submit({
    kind: 'command',
    ...wanted,
    by: person.name,
    ...(comment !== undefined && { comment }),
  });
  switch (answer.kind) {
    case 'incident':
      return wireIncident(context, answer.incident);
    case 'not-found':
      throw new HttpError(404, 'There is no such incident', { detail: answer.detail });
    case 'conflict':
      throw new HttpError(409, 'This cannot be done now', { detail: answer.detail });
    default:
      throw new HttpError(500, 'The command was not answered');
  }
}
