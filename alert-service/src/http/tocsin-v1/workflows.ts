import type { Handlers } from './router.ts';
import { notYet } from './not-yet.ts';

export const workflowsHandlers: Pick<Handlers, 'listWorkflows' | 'commandWorkflow'> = {
  listWorkflows: (context) => notYet(context, 'listWorkflows'),
  commandWorkflow: (context) => notYet(context, 'commandWorkflow'),
};
