import type { OnCallDocument } from '@tocsin/api';
import { type ObjectVersion, type OnCallKind, objectKey, personIn } from '#core/on-call/directory';
import { checkDocuments } from '#config/on-call/check-documents';
import { documentOf, writtenPerson } from '#config/on-call/written-objects';
import type { TocsinContext } from './context.ts';

/** `person mia` to what is wrong with it, in words. */
export type Problems = ReadonlyMap<string, readonly string[]>;

const kindOf: Readonly<Record<keyof OnCallDocument, OnCallKind>> = {
  people: 'person',
  teams: 'team',
  schedules: 'schedule',
  policies: 'policy',
  automations: 'automation',
  overrides: 'override',
};
const isList = (name: unknown): name is keyof OnCallDocument =>
  typeof name === 'string' && Object.hasOwn(kindOf, name);

/** All that is in force, held to what a file is held to: what files and the app have of each other shows only here. */
export function problemsOf({ engine, onCall }: TocsinContext): Problems {
  const { directory } = engine.state();
  const kept = documentOf(directory);
  const people = kept.people.map((each) => {
    const person = personIn(directory, each.id);
    return person ? writtenPerson(person) : each;
  });
  const document = { ...kept, people };
  const found = new Map<string, string[]>();
  const note = ([list, index]: readonly PropertyKey[], message: string): void => {
    if (!isList(list) || typeof index !== 'number') return;
    const id = document[list][index]?.id ?? '';
    const key = objectKey(kindOf[list], id);
    found.set(key, [...(found.get(key) ?? []), message]);
  };
  const around = { receivers: onCall.receivers(), missingChannels: onCall.missingChannels() };
  checkDocuments([{ document, source: 'kept', problem: note, warn: note }], around);
  for (const [key, versions] of directory)
    if (tookPlace(versions))
      found.set(key, [
        ...(found.get(key) ?? []),
        `The file has taken the place of the one made here: delete it from ${versions.at(-1)?.by ?? 'the file'} to make it here again.`,
      ]);
  return found;
}

/** The same id in a file and in the app: the file wins, unless it had been deleted in the app before. */
function tookPlace(versions: readonly ObjectVersion[]): boolean {
  const ofApp = versions.findLast(({ source }) => source === 'app');
  const newest = versions.at(-1);
  return newest?.source === 'file' && newest.value !== undefined && ofApp?.value !== undefined;
}
