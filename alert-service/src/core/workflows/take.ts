import type { Turn } from '../turn.ts';
import { emptyBook } from './book.ts';
import { count } from './count.ts';
import type { WorkflowCommandInput, WorkflowsInput } from './input.ts';

export function takeWorkflows(turn: Turn, input: WorkflowsInput): void {
  const book = turn.state.workflows ?? emptyBook();
  for (const [key, row] of count(book, input, turn.now)) {
    if (row) turn.put('workflows', key, row);
    else turn.drop('workflows', key);
  }
  for (const note of input.notes ?? []) turn.record({ kind: 'workflows', ...note });
}

/** The ledger holds all that was ever asked; these are those that are shown. */
const mostCommands = 500;

export function takeWorkflowCommand(turn: Turn, input: WorkflowCommandInput): void {
  const { command: id, workflow, action, phase, by, via, detail } = input;
  const { workflowCommands } = turn.state;
  const before = workflowCommands.get(id);
  // Asked again under the same key, or answered twice: what was done stays done.
  if (before && (phase === 'asked' || before.phase === 'done' || before.phase === 'refused')) return;
  turn.put('workflow-command', id, {
    ...(before ?? { id, workflow, action, by, at: turn.now }),
    phase,
    detail,
    ...(before && { answeredAt: turn.now }),
  });
  // After a start they are in the order of their keys.
  const tooMany = Math.max(0, workflowCommands.size - mostCommands);
  const oldest =
    tooMany > 0 ? [...workflowCommands.values()].sort((a, b) => a.at - b.at).slice(0, tooMany) : [];
  for (const old of oldest) turn.drop('workflow-command', old.id);
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
