import type { WrittenAutomation, WrittenHours, WrittenPolicy, WrittenStep, WrittenTarget } from '@tocsin/api';
import { isAddress } from './check-people.ts';
import { type Checking, checkZone, type KnownIds, mustBeKnown } from './findings.ts';

const listOf: Readonly<Record<WrittenTarget['kind'], keyof KnownIds>> = {
  person: 'people',
  team: 'teams',
  schedule: 'schedules',
  receiver: 'receivers',
  automation: 'automations',
  policy: 'policies',
};

export function checkPolicy(policy: WrittenPolicy, checking: Checking): void {
  const { problem } = checking;
  for (const [index, step] of policy.steps.entries()) {
    checkStep(step, ['steps', index], checking);
    const before = policy.steps[index - 1];
    if (before && step.level < before.level)
      problem(
        ['steps', index, 'level'],
        `level ${step.level} comes after level ${before.level}: put the steps in the order of their levels`,
      );
  }
  checkTargets(policy.lastResort, ['lastResort'], checking);
  checkHours(policy.hours, ['hours'], checking);
}

function checkStep(step: WrittenStep, path: readonly PropertyKey[], checking: Checking): void {
  checkTargets(step.targets, [...path, 'targets'], checking);
  for (const [index, { kind }] of step.targets.entries())
    if (kind === 'automation' && step.level > 0)
      checking.warn(
        [...path, 'targets', index],
        'an automation usually stands in a step of level 0, before people are told',
      );
  checkHours(step.when?.within, [...path, 'when', 'within'], checking);
  checkHours(step.when?.outside, [...path, 'when', 'outside'], checking);
}

function checkTargets(
  targets: readonly WrittenTarget[],
  path: readonly PropertyKey[],
  checking: Checking,
): void {
  for (const [index, { kind, id }] of targets.entries())
    mustBeKnown(listOf[kind], id, { ...checking, path: [...path, index, 'id'] });
}

/** Business hours in UTC are hardly ever meant. */
function checkHours(
  hours: Pick<WrittenHours, 'timeZone'> | undefined,
  path: readonly PropertyKey[],
  checking: Checking,
): void {
  if (!hours) return;
  checkZone(hours.timeZone, [...path, 'timeZone'], checking);
  if (hours.timeZone === undefined)
    checking.problem(path, 'say in which zone these hours are: add a time zone, such as Europe/Berlin');
}

export function checkAutomation({ url, secret, secretFile }: WrittenAutomation, checking: Checking): void {
  const { problem, warn, source } = checking;
  if (!isAddress(url)) problem(['url'], 'expected an address that begins with https:// or http://');
  if (source === 'file' && secret !== undefined)
    problem(
      ['secret'],
      'a secret does not stand in this file: put it in a file of its own, and name that one as secret_file',
    );
  if (source === 'app' && secretFile !== undefined)
    problem(['secretFile'], 'only files name files: give the secret itself, which is sealed');
  if (source === 'file' && secretFile === undefined)
    warn(
      ['url'],
      'without secret_file it is signed with the webhooks secret of tocsin.yml, which others may know: give it its own',
    );
}

/** A policy that leads back to itself would never end. Says the way, once for each loop. */
export function checkLoops(
  policies: readonly WrittenPolicy[],
  report: (policy: WrittenPolicy, path: readonly PropertyKey[], message: string) => void,
): void {
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  const said = new Set<string>();
  for (const policy of policies)
    for (const { id, path } of policyTargets(policy)) {
      const way = wayBack(byId, [policy.id, id]);
      const loop = [...new Set(way)].sort().join('\n');
      if (!way || said.has(loop)) continue;
      said.add(loop);
      const words = `this policy leads back to itself (${way.join(', then ')}): take one of them out`;
      report(policy, path, words);
    }
}

function policyTargets({ steps, lastResort }: WrittenPolicy): { id: string; path: PropertyKey[] }[] {
  const named = (targets: readonly WrittenTarget[], path: PropertyKey[]) =>
    targets.flatMap(({ kind, id }, index) =>
      kind === 'policy' ? [{ id, path: [...path, index, 'id'] }] : [],
    );
  return [
    ...steps.flatMap(({ targets }, index) => named(targets, ['steps', index, 'targets'])),
    ...named(lastResort, ['lastResort']),
  ];
}

/** The shortest way from the last of `begun` to its first. */
function wayBack(byId: ReadonlyMap<string, WrittenPolicy>, begun: readonly string[]): string[] | undefined {
  const [goal = ''] = begun;
  const ways = [[...begun]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way; way = ways.shift()) {
    const last = way.at(-1) ?? '';
    if (last === goal) return way;
    if (seen.has(last)) continue;
    seen.add(last);
    const policy = byId.get(last);
    for (const { id } of policy ? policyTargets(policy) : []) ways.push([...way, id]);
  }
  return undefined;
}
