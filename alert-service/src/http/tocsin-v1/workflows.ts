import type { WorkflowAction, WorkflowStats } from '@tocsin/api';
import { formatDuration } from '@tocsin/model';
import type { WorkflowsView } from '#workflows/workflows-view';
import { actorOf } from '../caller.ts';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import type { Handlers } from './router.ts';

const shownWorkflows = 100;
const shownCommands = 50;

const nothing: WorkflowStats = {
  name: 'all',
  ...{ created: 0, started: 0, completed: 0, failed: 0, cancelled: 0, running: 0, paused: 0 },
};

const past: Readonly<Record<WorkflowAction, string>> = {
  pause: 'paused',
  resume: 'resumed',
  cancel: 'cancelled',
  retry: 'tried again',
};

export const workflowsHandlers: Pick<Handlers, 'listWorkflows' | 'commandWorkflow'> = {
  listWorkflows({ services: { workflows }, clock }, { query }) {
    const now = workflows.realtime();
    const lists = workflows.lists();
    const wanted = query.search?.toLowerCase() ?? '';
    const found = lists.workflows.filter(
      ({ id, type, agent = '', state }) =>
        (query.state === undefined || state === query.state) &&
        [id, type, agent].some((text) => text.toLowerCase().includes(wanted)),
    );
    return {
      source: workflows.source(),
      overall: now?.overall ?? nothing,
      agents: now?.agents ?? [],
      types: now?.types ?? [],
      window: now?.window ?? '60 min',
      workflows: found.slice(0, Number(query.limit ?? shownWorkflows)),
      commands: lists.commands.slice(0, shownCommands),
      poison: [...lists.poison],
      now: new Date(clock.now()).toISOString(),
    };
  },

  async commandWorkflow(context, { params: { id, action }, body, conditions }, caller) {
    const { workflows } = context.services;
    const comment = body?.comment?.trim();
    const command = await workflows.command({
      ...{ workflow: id, action, actor: actorOf(caller), check: () => checkPossible(context, id, action) },
      ...(comment && { comment }),
      ...(conditions.request && { request: conditions.request }),
    });
    if (command) return command;
    throw new HttpError(409, 'No workflow can be commanded', {
      detail: 'There is no `workflows:` in tocsin.yml that names a Redis.',
    });
  },
};

function checkPossible(
  { services: { workflows }, clock }: TocsinContext,
  id: string,
  action: WorkflowAction,
): void {
  const workflow = workflows.get(id);
  if (!workflow)
    throw new HttpError(404, 'There is no such workflow', {
      detail: `No event of ${JSON.stringify(id)} is known: see GET /workflows for those that are.`,
    });
  if (workflow.can.includes(action) || wasJustChanged(workflows, id, clock.now())) return;
  const since = workflow.endedAt ?? workflow.startedAt ?? workflow.createdAt;
  const ago = since === undefined ? '' : `, since ${formatDuration(secondsSince(since, clock.now()))}`;
  const can =
    workflow.can.length === 0
      ? 'nothing can be asked of it'
      : `it can be asked to ${workflow.can.join(' or ')}`;
  throw new HttpError(409, `It cannot be ${past[action]}`, {
    detail: `${id} is ${workflow.state}${ago}: ${can}.`,
  });
}

const newsTakesMs = 5_000;

/** It did what it was asked, and its event may not be counted yet: whoever runs it knows better than we. */
const wasJustChanged = (workflows: WorkflowsView, id: string, now: number): boolean =>
  workflows
    .lists()
    .commands.some(
      ({ workflow, phase, answeredAt }) =>
        workflow === id &&
        phase === 'done' &&
        answeredAt !== undefined &&
        now - Date.parse(answeredAt) < newsTakesMs,
    );

const secondsSince = (time: string, now: number): number =>
  Math.max(0, Math.floor((now - Date.parse(time)) / 1000)) * 1000;
