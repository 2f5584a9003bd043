import type { WrittenCondition, WrittenPolicy, WrittenStep, WrittenTarget } from '@tocsin/api';
import { hoursWords, listWords, waitWords } from '../words';

/** Names of what policies can tell, by kind and id. */
export type Names = ReadonlyMap<string, string>;

const kindWords: Readonly<Record<WrittenTarget['kind'], string>> = {
  person: '',
  team: 'everyone in ',
  schedule: 'who is on call for ',
  receiver: 'receiver ',
  automation: 'automation ',
  policy: 'the policy ',
};

export const targetKey = ({ kind, id }: WrittenTarget): string => `${kind} ${id}`;

export const targetWords = (target: WrittenTarget, names: Names): string =>
  `${kindWords[target.kind]}${names.get(targetKey(target)) ?? target.id}`;

export const targetsWords = (targets: readonly WrittenTarget[], names: Names): string =>
  listWords(targets.map((target) => targetWords(target, names))) || 'nobody yet';

/** "only critical or high, from 10 alerts on" */
export function conditionWords({ severities, within, outside, alertsAtLeast }: WrittenCondition): string {
  return [
    severities && `only ${severities.join(' or ')}`,
    within && `only ${hoursWords(within)}`,
    outside && `not ${hoursWords(outside)}`,
    alertsAtLeast !== undefined && `from ${alertsAtLeast} alerts on`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** What follows a step: "then, if nobody has it for 5 min". */
export function afterWords({ wait, repeat = 0 }: WrittenStep): string {
  const again = repeat === 0 ? '' : `told ${repeat + 1} times, `;
  return `${again}${waitWords(wait)} for an answer`;
}

export function endWords({ repeat }: WrittenPolicy): string {
  return repeat === 0
    ? 'Then the last resort.'
    : `Then all of it ${repeat === 1 ? 'once' : `${repeat} times`} more, then the last resort.`;
}
