import type { OnCallDocument } from '@tocsin/api';
import { checkAutomation, checkLoops, checkPolicy } from './check-policies.ts';
import { checkPerson, checkTeam } from './check-people.ts';
import { checkOverride, checkSchedule } from './check-schedules.ts';
import {
  type Around,
  type Checking,
  type KnownIds,
  type ListName,
  type PlacedDocument,
  singular,
} from './findings.ts';

type Checks = { readonly [K in ListName]: (object: OnCallDocument[K][number], checking: Checking) => void };

const checks: Checks = {
  people: checkPerson,
  teams: checkTeam,
  schedules: checkSchedule,
  policies: checkPolicy,
  automations: checkAutomation,
  overrides: checkOverride,
};

const lists: readonly ListName[] = ['people', 'teams', 'schedules', 'policies', 'automations', 'overrides'];

/** All that only shows when documents are read together: what they refer to, what they repeat, and what leads in a loop. */
export function checkDocuments(documents: readonly PlacedDocument[], around: Around): void {
  const known = knownIds(documents, around);
  for (const placed of documents)
    for (const list of lists) checkList(list, placed, { known, around, source: placed.source });
  for (const list of lists) checkRepeated(list, documents);
  checkLogins(documents);
  checkAllLoops(documents, around);
}

function knownIds(documents: readonly PlacedDocument[], { existing, receivers }: Around): KnownIds {
  const all = [...documents.map(({ document }) => document), ...(existing ? [existing] : [])];
  const ids = (list: ListName): string[] => [
    ...new Set(all.flatMap((document) => document[list].map(({ id }) => id))),
  ];
  return {
    people: ids('people'),
    teams: ids('teams'),
    schedules: ids('schedules'),
    policies: ids('policies'),
    automations: ids('automations'),
    overrides: ids('overrides'),
    receivers,
  };
}

function checkList<K extends ListName>(
  list: K,
  { document, problem, warn }: PlacedDocument,
  checking: Pick<Checking, 'known' | 'around' | 'source'>,
): void {
  const check: Checks[K] = checks[list];
  const objects: readonly OnCallDocument[K][number][] = document[list];
  for (const [index, object] of objects.entries())
    check(object, {
      ...checking,
      problem: (path, message) => problem([list, index, ...path], message),
      warn: (path, message) => warn([list, index, ...path], message),
    });
}

function checkRepeated(list: ListName, documents: readonly PlacedDocument[]): void {
  const first = new Map<string, PlacedDocument>();
  for (const placed of documents)
    for (const [index, { id }] of placed.document[list].entries()) {
      const before = first.get(id);
      first.set(id, before ?? placed);
      if (!before) continue;
      const where = before === placed || before.name === undefined ? '' : ` in ${before.name}`;
      const message = `there is a ${singular[list]} "${id}" already${where}: choose another id`;
      placed.problem([list, index, 'id'], message);
    }
}

/** By the login it is known who acts. */
function checkLogins(documents: readonly PlacedDocument[]): void {
  const first = new Map<string, string>();
  for (const { document, problem } of documents)
    for (const [index, { id, login }] of document.people.entries()) {
      if (login === undefined) continue;
      const before = first.get(login);
      if (before === undefined) first.set(login, id);
      else problem(['people', index, 'login'], `"${before}" has this login too: give each person their own`);
    }
}

function checkAllLoops(documents: readonly PlacedDocument[], { existing }: Around): void {
  const own = documents.flatMap((placed) =>
    placed.document.policies.map((policy, index) => ({ policy, index, placed })),
  );
  const ids = new Set(own.map(({ policy }) => policy.id));
  const others = (existing?.policies ?? []).filter(({ id }) => !ids.has(id));
  checkLoops([...own.map(({ policy }) => policy), ...others], (policy, path, message) => {
    const found = own.find((each) => each.policy === policy);
    found?.placed.problem(['policies', found.index, ...path], message);
  });
}
