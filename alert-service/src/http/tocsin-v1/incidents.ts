import type { Incident as WireIncident, Routes } from '@tocsin/api';
import { actorOf, type Caller } from '../caller.ts';
import { HttpError } from '../errors.ts';
import { refusal } from '../refusal.ts';
import type { TocsinContext } from './context.ts';
import { bulkIncidents } from './incident-bulk.ts';
import { acknowledging, type AskedOfIncident, commandIncident, snoozing } from './incident-command.ts';
import { incidentDetail } from './incident-detail.ts';
import { listIncidents } from './incident-list.ts';
import { wireIncident } from './incident-view.ts';
import type { Asked, Handlers } from './router.ts';

type IncidentHandlers = Pick<
  Handlers,
  | 'listIncidents'
  | 'getIncident'
  | 'createIncident'
  | 'acknowledgeIncident'
  | 'handBackIncident'
  | 'resolveIncident'
  | 'reopenIncident'
  | 'snoozeIncident'
  | 'wakeIncident'
  | 'assignIncident'
  | 'noteIncident'
  | 'prioritizeIncident'
  | 'setIncidentSeverity'
  | 'mergeIncident'
  | 'splitIncident'
  | 'relateIncident'
  | 'declareIncident'
  | 'awakeForIncident'
  | 'escalateIncident'
  | 'bulkIncidents'
>;

const plain =
  (command: 'hand-back' | 'reopen' | 'wake' | 'declare' | 'awake') =>
  (context: TocsinContext, asked: AskedOfIncident, caller: Caller): Promise<WireIncident> =>
    commandIncident(context, asked, { wanted: { command }, caller });

export const incidentHandlers: IncidentHandlers = {
  listIncidents: (context, { query }) => listIncidents(context, query),
  getIncident: (context, { params }) => incidentDetail(context, params.id),
  createIncident,
  acknowledgeIncident: (context, asked, caller) =>
    commandIncident(context, asked, { wanted: acknowledging(asked.body.for), caller }),
  handBackIncident: plain('hand-back'),
  resolveIncident(context, asked, caller) {
    const { resolution } = asked.body;
    const wanted = { command: 'resolve' as const, ...(resolution?.trim() && { resolution }) };
    return commandIncident(context, asked, { wanted, caller });
  },
  reopenIncident: plain('reopen'),
  snoozeIncident: (context, asked, caller) =>
    commandIncident(context, asked, { wanted: snoozing(context, asked.body), caller }),
  wakeIncident: plain('wake'),
  assignIncident: (context, asked, caller) =>
    commandIncident(context, asked, { wanted: { command: 'assign', to: asked.body.to.trim() }, caller }),
  noteIncident: (context, asked, caller) =>
    commandIncident(context, asked, { wanted: { command: 'note', text: asked.body.text }, caller }),
  prioritizeIncident(context, asked, caller) {
    const { priority } = asked.body;
    const wanted = { command: 'set-priority' as const, ...(priority !== null && { priority }) };
    return commandIncident(context, asked, { wanted, caller });
  },
  setIncidentSeverity: (context, asked, caller) =>
    commandIncident(context, asked, {
      wanted: { command: 'set-severity', severity: asked.body.severity },
      caller,
    }),
  mergeIncident: (context, asked, caller) =>
    commandIncident(context, asked, { wanted: { command: 'merge', into: asked.body.into }, caller }),
  splitIncident(context, asked, caller) {
    const { alerts, title } = asked.body;
    const wanted = { command: 'split' as const, alerts, ...(title !== undefined && { title }) };
    return commandIncident(context, asked, { wanted, caller });
  },
  relateIncident(context, asked, caller) {
    const { to, why } = asked.body;
    const wanted = { command: 'relate' as const, to, ...(why?.trim() && { why }) };
    return commandIncident(context, asked, { wanted, caller });
  },
  declareIncident: plain('declare'),
  awakeForIncident: plain('awake'),
  escalateIncident(context, asked, caller) {
    const { targets, policy } = asked.body;
    const wanted = {
      command: 'escalate' as const,
      ...(targets && { targets }),
      ...(policy !== undefined && { policy }),
    };
    return commandIncident(context, asked, { wanted, caller });
  },
  bulkIncidents,
};

async function createIncident(
  context: TocsinContext,
  { body, conditions }: Asked<Routes['createIncident']>,
  caller: Caller,
): Promise<WireIncident> {
  const { title, description, severity, service, labels = {}, policy } = body;
  const answer = await context.engine.submit({
    kind: 'open-incident',
    origin: 'person',
    ...actorOf(caller),
    ...{ title: title.trim(), severity, labels },
    ...(description?.trim() && { description }),
    ...(service !== undefined && { service: service.trim() }),
    ...(policy !== undefined && { policy }),
    ...(conditions.request && { request: conditions.request }),
  });
  if (answer.kind === 'incident') return wireIncident(context, answer.incident);
  if (answer.kind === 'not-found' || answer.kind === 'conflict') throw refusal(answer, 'policy');
  throw new HttpError(500, 'The command was not answered');
}
