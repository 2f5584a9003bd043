import type { Input } from '#core/input';
import type { Answer } from '#core/step';

/** An input that waits for its commit, and whom to answer. */
export interface Waiting {
  readonly input: Input;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** At most so many alerts in one commit, so that acknowledgements and sends never wait for a storm. */
const alertsAtOnce = 1_000;

/**
 * Takes the next commit's inputs. Time stands alone: a group must not be flushed and changed in one commit. What people
 * and sends have to say goes with it from wherever it stands: it must not wait for all the alerts that came before.
 */
export function takeTogether(queue: Waiting[]): Waiting[] {
  if (queue[0]?.input.kind === 'due') return queue.splice(0, 1);
  const count = inTurn(queue);
  const taken = queue.splice(0, count);
  if (!queue.some(isUrgent)) return taken;
  const later = queue.splice(0);
  for (const waiting of later) (isUrgent(waiting) ? taken : queue).push(waiting);
  return taken;
}

const isUrgent = ({ input }: Waiting): boolean => input.kind === 'command' || input.kind === 'delivery';

function inTurn(queue: readonly Waiting[]): number {
  let alerts = 0;
  let count = 0;
  for (const { input } of queue) {
    if (input.kind === 'due') break;
    alerts += input.kind === 'alerts' ? input.alerts.length : 1;
    if (count > 0 && alerts > alertsAtOnce) break;
    count += 1;
  }
  return count;
}
