import type { Turn } from '../turn.ts';
import type { WorkflowCommandInput, WorkflowsInput } from './input.ts';

export function takeWorkflows(turn: Turn, { book, notes = [] }: WorkflowsInput): void {
  turn.put('workflows', 'book', book);
  for (const note of notes) turn.record({ kind: 'workflows', ...note });
}

export function takeWorkflowCommand(turn: Turn, input: WorkflowCommandInput): void {
  const { command: id, workflow, action, phase, by, via, detail } = input;
  const before = turn.state.workflowCommands.get(id);
  turn.put('workflow-command', id, {
    ...(before ?? { id, workflow, action, by, at: turn.now }),
    phase,
    detail,
    ...(before && { answeredAt: turn.now }),
  });
  turn.record({
    kind: 'workflow-command',
    command: id,
    workflow,
    action,
    phase,
    by,
    detail,
    ...(via && { via }),
  });
}
