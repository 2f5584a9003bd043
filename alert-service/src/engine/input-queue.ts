import type { Input } from '#core/input';
import type { Policy } from '#core/policy';
import type { Answer } from '#core/step';

/** An input that waits for its commit, and whom to answer. */
export interface Waiting {
  readonly input: Input;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  /** Of a configuration: what its commit, and every one after it, decides with. */
  readonly policy?: Policy;
}

/** At most so many alerts in one commit, so that acknowledgements and sends never wait for a storm. */
const alertsAtOnce = 1_000;

/**
 * Takes the next commit's inputs. Time stands alone: a group must not be flushed and changed in one commit. So does a
 * configuration, since what came before it is decided with the policy before. What people and sends have to say goes
 * with it from wherever it stands: it must not wait for all the alerts that came before.
 */
export function takeTogether(queue: Waiting[]): Waiting[] {
  if (queue[0] && standsAlone(queue[0])) return queue.splice(0, 1);
  const count = inTurn(queue);
  const taken = queue.splice(0, count);
  if (!queue.some(isUrgent)) return taken;
  const later = queue.splice(0);
  for (const waiting of later) (isUrgent(waiting) ? taken : queue).push(waiting);
  return taken;
}

const standsAlone = ({ input }: Waiting): boolean => input.kind === 'due' || input.kind === 'configuration';

const urgent: ReadonlySet<Input['kind']> = new Set([
  'command',
  'open-incident',
  'on-call',
  'proof',
  'silence',
  'delivery',
]);

const isUrgent = ({ input }: Waiting): boolean => urgent.has(input.kind);

function inTurn(queue: readonly Waiting[]): number {
  let alerts = 0;
  let count = 0;
  for (const waiting of queue) {
    if (standsAlone(waiting)) break;
    const { input } = waiting;
    alerts += input.kind === 'alerts' ? input.alerts.length : 1;
    if (count > 0 && alerts > alertsAtOnce) break;
    count += 1;
  }
  return count;
}
