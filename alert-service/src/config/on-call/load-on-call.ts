import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContactKind, OnCallDocument } from '@tocsin/api';
import type { OnCallObject } from '#core/on-call/directory';
import { type ConfigError, InvalidConfiguration } from '../config-error.ts';
import { decodeText } from '../decode-text.ts';
import { suggestion } from '../nearest.ts';
import { readYaml, type YamlFile } from '../yaml-file.ts';
import { checkDocuments } from './check-documents.ts';
import { objectsOf } from './core-objects.ts';
import type { PlacedDocument } from './findings.ts';
import type { OnCallSettings } from './on-call-config.ts';
import { nestedTooDeep } from './nesting.ts';
import { readDocument } from './read-document.ts';
import { pathInFile } from './written-names.ts';

/** What the files say of people, teams, schedules and policies, checked. */
export interface LoadedOnCall {
  readonly objects: readonly OnCallObject[];
  /** Receiver to policy. */
  readonly escalations: ReadonlyMap<string, string>;
  /** Where each schedule stands, for what only time shows: gaps. */
  readonly schedules: readonly { readonly id: string; readonly place: ConfigError }[];
  readonly hash: string;
  readonly warnings: readonly ConfigError[];
}

/** Of a configuration without any of it. */
export const nothingLoaded: LoadedOnCall = {
  objects: [],
  escalations: new Map(),
  schedules: [],
  hash: '',
  warnings: [],
};

interface Beside {
  readonly receivers: readonly string[];
  readonly missingChannels?: ReadonlyMap<ContactKind, string>;
}

interface ReadFile {
  readonly yaml: YamlFile;
  readonly document: OnCallDocument;
}

/** All files of on call. Throws InvalidConfiguration with all that is wrong in any of them. */
export async function loadOnCall(settings: OnCallSettings, beside: Beside): Promise<LoadedOnCall> {
  const errors: ConfigError[] = [];
  const warnings: ConfigError[] = [];
  const read: ReadFile[] = [];
  for (const file of await matchingFiles(settings.files, { errors, warnings })) {
    try {
      read.push(readOnCallFile(file, await readText(file)));
    } catch (error) {
      if (!(error instanceof InvalidConfiguration)) throw error;
      errors.push(...error.errors);
    }
  }
  // What a file that cannot be read holds is not known: to miss it in the others would say too much.
  if (errors.length > 0) throw new InvalidConfiguration(errors);
  const checked = checkOnCallFiles(read, beside);
  warnings.push(...checked.warnings, ...unknownPolicies(settings, checked.objects));
  if (checked.errors.length > 0) throw new InvalidConfiguration(checked.errors);
  return {
    objects: checked.objects,
    escalations: new Map(settings.escalations.map(({ receiver, policy }) => [receiver, policy])),
    schedules: read.flatMap(schedulesOf),
    hash: hashOf(checked.objects),
    warnings,
  };
}

const hashOf = (objects: readonly OnCallObject[]): string =>
  createHash('sha256').update(JSON.stringify(objects)).digest('hex').slice(0, 16);

type Told = { readonly errors: ConfigError[]; readonly warnings: ConfigError[] };

async function matchingFiles(patterns: OnCallSettings['files'], told: Told): Promise<string[]> {
  const files = new Set<string>();
  for (const { pattern, place } of patterns) {
    const found = await Array.fromAsync(glob(pattern));
    for (const file of found.sort()) files.add(path.normalize(file));
    if (found.length > 0) continue;
    if (/[*?[{]/.test(pattern)) told.warnings.push({ ...place, message: 'no file matches this pattern' });
    else told.errors.push({ ...place, message: 'there is no such file: mend the path, or make the file' });
  }
  return [...files];
}

async function readText(file: string): Promise<string> {
  try {
    return decodeText(await readFile(file), file);
  } catch (error) {
    if (error instanceof InvalidConfiguration) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = `this file cannot be read (${reason}): mend its rights, or on_call in tocsin.yml`;
    throw new InvalidConfiguration([{ file, line: 1, column: 1, message }]);
  }
}

/** Nobody reads more of them, and each is looked up in the file. */
const mostFaults = 100;

/** Only its form is checked. Throws InvalidConfiguration. */
export function readOnCallFile(file: string, text: string): ReadFile {
  const tooDeep = nestedTooDeep(file, text);
  if (tooDeep) throw new InvalidConfiguration([tooDeep]);
  const yaml = readYaml(file, text);
  const read = readDocument(yaml.value);
  if ('wrong' in read)
    throw new InvalidConfiguration(
      read.wrong.slice(0, mostFaults).map((each) => yaml.error(each.path, each.message, each.at)),
    );
  return { yaml, document: read.document };
}

/** What refers to what, across all of them. */
export function checkOnCallFiles(
  files: readonly ReadFile[],
  beside: Beside,
): Told & { readonly objects: readonly OnCallObject[] } {
  const errors: ConfigError[] = [];
  const warnings: ConfigError[] = [];
  const documents = files.map(({ yaml, document }): PlacedDocument => {
    const into = (list: ConfigError[]) => (at: readonly PropertyKey[], message: string) =>
      void list.push(yaml.error(pathInFile(at), message));
    return { document, name: yaml.file, source: 'file', problem: into(errors), warn: into(warnings) };
  });
  checkDocuments(documents, beside);
  return { errors, warnings, objects: files.flatMap(objectsOfFile) };
}

const objectsOfFile = ({ yaml: { file }, document }: ReadFile): OnCallObject[] => {
  const beside = document.automations.map(({ secretFile, ...each }) => ({
    ...each,
    ...(secretFile !== undefined && { secretFile: path.resolve(path.dirname(file), secretFile) }),
  }));
  return objectsOf({ ...document, automations: beside }).map((object) => ({ ...object, file }));
};

const schedulesOf = ({ yaml, document }: ReadFile): LoadedOnCall['schedules'] =>
  document.schedules.map(({ id }, index) => ({ id, place: yaml.error(['schedules', index, 'id'], '') }));

/** Perhaps it is one that people made in the app: what runs knows it. */
function unknownPolicies(
  { escalations }: OnCallSettings,
  objects: readonly OnCallObject[],
): readonly ConfigError[] {
  const known = objects.filter(({ kind }) => kind === 'policy').map(({ id }) => id);
  return escalations
    .filter(({ policy }) => !known.includes(policy))
    .map(({ policy, place }) => ({
      ...place,
      message: `no file has a policy "${policy}"${suggestion(policy, known)}: until one is made in the app, nobody is paged`,
    }));
}
