import type { RuleInput } from '../input.ts';

/**
 * Which rules of a group have once been evaluated by this store. A rule without a state of its own may be one whose
 * alerts have all ended, or one that nobody has evaluated here: only the latter may take over what another ruler left.
 */
interface KnownRules {
  readonly format: 1;
  readonly known: readonly string[];
}

const prefix = 'tocsin;known;';

/** Kept beside the rules' states, under an id that no rule has. */
export const isKnownRulesId = (id: string): boolean => id.startsWith(prefix);

export const knownRulesId = (groupId: string): string => prefix + groupId;

/** Without rules, nothing is known of the group any more. */
export function knownRulesInput(groupId: string, ruleIds: readonly string[]): RuleInput {
  const state: KnownRules = { format: 1, known: ruleIds };
  return { kind: 'rule', ruleId: knownRulesId(groupId), steps: [], ...(ruleIds.length > 0 && { state }) };
}

export function knownRules(stored: ReadonlyMap<string, unknown>, groupId: string): ReadonlySet<string> {
  const kept = stored.get(knownRulesId(groupId));
  return new Set(isKnownRules(kept) ? kept.known : []);
}

const isKnownRules = (kept: unknown): kept is KnownRules =>
  typeof kept === 'object' &&
  kept !== null &&
  'format' in kept &&
  kept.format === 1 &&
  'known' in kept &&
  Array.isArray(kept.known);
