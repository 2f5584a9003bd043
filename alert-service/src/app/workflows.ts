import { createWorkflows, type Workflows } from '#workflows/create-workflows';
import { workflowMetrics } from '#workflows/workflow-metrics';
import type { Foundation } from './parts.ts';

/** Reads what workflows tell of themselves, where tocsin.yml names a Redis. */
export function workflowsOf({ engine, inForce, metrics, parts }: Foundation): Workflows {
  const workflows = createWorkflows({
    engine,
    clock: parts.clock,
    log: parts.log,
    settings: () => inForce.current().configuration.tocsin.workflows,
  });
  workflowMetrics(workflows, metrics.registry);
  return workflows;
}
