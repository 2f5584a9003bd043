import type { ContactKind, OnCallDocument } from '@tocsin/api';
import { suggestion } from '../nearest.ts';
import { readTimeZone } from '../time-zone.ts';

/** What is found, at a path in the names of the API. */
export interface OnCallFindings {
  readonly problem: (path: readonly PropertyKey[], message: string) => void;
  readonly warn: (path: readonly PropertyKey[], message: string) => void;
}

/** One document that is checked. */
export interface PlacedDocument extends OnCallFindings {
  readonly document: OnCallDocument;
  /** `file`: whoever can write it owns this machine. `kept`: checked when it came in. */
  readonly source: 'file' | 'app' | 'kept';
  /** As it is called: `on-call/team.yml`. */
  readonly name?: string;
}

/** What they may refer to besides one another. */
export interface Around {
  readonly receivers: readonly string[];
  /** Kinds of contacts that nothing is configured for, with what to add. */
  readonly missingChannels?: ReadonlyMap<ContactKind, string>;
  /** What is there already; an object of the same kind and id takes its place. */
  readonly existing?: OnCallDocument;
}

export type ListName = keyof OnCallDocument;

export const singular: Readonly<Record<ListName, string>> = {
  people: 'person',
  teams: 'team',
  schedules: 'schedule',
  policies: 'policy',
  automations: 'automation',
  overrides: 'override',
};

/** All ids that can be referred to, by list; of receivers the names. */
export type KnownIds = Readonly<Record<ListName | 'receivers', readonly string[]>>;

/** One object being checked: paths are its own. */
export interface Checking extends OnCallFindings {
  readonly source: PlacedDocument['source'];
  readonly known: KnownIds;
  readonly around: Around;
}

export function mustBeKnown(
  list: keyof KnownIds,
  id: string,
  { known, problem, path }: Pick<Checking, 'known' | 'problem'> & { readonly path: readonly PropertyKey[] },
): void {
  if (known[list].includes(id)) return;
  const what = list === 'receivers' ? 'receiver' : singular[list];
  problem(path, `there is no ${what} "${id}"${suggestion(id, known[list])}`);
}

export function checkZone(
  zone: string | undefined,
  path: readonly PropertyKey[],
  { problem }: Pick<OnCallFindings, 'problem'>,
): void {
  if (zone === undefined) return;
  const read = readTimeZone(zone);
  if (!read.ok) problem(path, read.error);
  else if (read.value !== zone) problem(path, `write the time zone as ${read.value}`);
}

/** The second of equal ones. */
export const repeated = <T>(all: readonly T[]): number[] =>
  all.flatMap((each, index) => (all.indexOf(each) < index ? [index] : []));
