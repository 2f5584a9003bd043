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

/** Takes the next commit's inputs. Time stands alone: a group must not be flushed and changed in one commit. */
export function takeTogether(queue: Waiting[]): Waiting[] {
  let alerts = 0;
  let count = 0;
  for (const { input } of queue) {
    if (input.kind === 'due') {
      count ||= 1;
      break;
    }
    alerts += input.kind === 'alerts' ? input.alerts.length : 1;
    if (count > 0 && alerts > alertsAtOnce) break;
    count += 1;
  }
  return queue.splice(0, count);
}
