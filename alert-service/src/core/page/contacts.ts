import type { Severity } from '@tocsin/model';
import type { ContactMethod, NotificationRule, Person } from '../on-call/directory.ts';
import type { State } from '../state.ts';

/** Between one contact method and the next, where a person has no rules of their own. */
const usualGapMs = 60_000;

export const contactKey = (person: string, contact: string): string => `${person}/${contact}`;

/** Proved to be theirs, at this very address; or the operator's file says so. */
export function isVerified(
  { verifications }: Pick<State, 'verifications'>,
  person: string,
  method: ContactMethod,
): boolean {
  if (method.vouched) return true;
  const proof = verifications.get(contactKey(person, method.id));
  return proof?.address === method.address && proof.verifiedAt !== undefined;
}

/** Whether a page could reach them at all. `person` with the contacts they added (`personIn`). */
export const isReachable = (state: State, person: Person): boolean =>
  person.contacts.some((method) => isVerified(state, person.id, method));

export interface ChosenContact {
  readonly method: ContactMethod;
  readonly afterMs: number;
  readonly verified: boolean;
}

export interface Choice {
  readonly chosen: readonly ChosenContact[];
  /** Asked for by their rules, and left out: by id. */
  readonly unverified: readonly string[];
  readonly removed: readonly string[];
}

interface Asked {
  readonly severity: Severity;
  readonly lastResort?: boolean;
}

/**
 * Which contacts, and when: their rules for this severity. An empty list says that this severity is not to page them.
 * Where there is no list, or nothing of it can be used, all that is verified is told, each a minute after the one before:
 * a rule that has outlived its contact drops no page. The last resort uses what is not verified too.
 */
export function chooseContacts(state: State, person: Person, { severity, lastResort }: Asked): Choice {
  const methods = person.contacts;
  const usable = (method: ContactMethod): boolean =>
    lastResort === true || isVerified(state, person.id, method);
  const asChosen = (method: ContactMethod, afterMs: number): ChosenContact => ({
    method,
    afterMs,
    verified: isVerified(state, person.id, method),
  });
  const rules = person.rules[severity];
  const { found, removed } = methodsByRules(rules ?? [], methods);
  const byRules = found.filter(({ method }) => usable(method));
  const unverified = found.filter(({ method }) => !usable(method)).map(({ method }) => method.id);
  const rulesDecide = byRules.length > 0 || (rules?.length === 0 && !lastResort);
  const chosen = rulesDecide
    ? byRules.map(({ method, afterMs }) => asChosen(method, afterMs))
    : verifiedFirst(methods.filter(usable).map((method) => asChosen(method, 0))).map((each, index) => ({
        ...each,
        afterMs: index * usualGapMs,
      }));
  return { chosen, unverified: [...new Set(unverified)], removed };
}

const verifiedFirst = (contacts: readonly ChosenContact[]): readonly ChosenContact[] => [
  ...contacts.filter(({ verified }) => verified),
  ...contacts.filter(({ verified }) => !verified),
];

function methodsByRules(
  rules: readonly NotificationRule[],
  methods: readonly ContactMethod[],
): {
  found: readonly { readonly method: ContactMethod; readonly afterMs: number }[];
  removed: readonly string[];
} {
  const byId = new Map(methods.map((method) => [method.id, method]));
  const found = rules.flatMap(({ contact, afterMs }) => {
    const method = byId.get(contact);
    return method ? [{ method, afterMs }] : [];
  });
  const removed = rules.map(({ contact }) => contact).filter((contact) => !byId.has(contact));
  return { found, removed: [...new Set(removed)] };
}
