import type { OnCallChanged, Via } from '@tocsin/model';
import type { OnCallInput } from '../input.ts';
import { versionKey } from '../kept.ts';
import { askedBefore, keepRequest } from '../once.ts';
import type { State } from '../state.ts';
import type { Turn } from '../turn.ts';
import { type Directory, type ObjectVersion, type OnCallKind, objectKey, objectsIn } from './directory.ts';
import { kindNames, referrersOf } from './referrers.ts';

export type OnCallAnswer =
  | { readonly kind: 'on-call'; readonly version: ObjectVersion }
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'conflict'; readonly detail: string; readonly because?: 'version' | 'request' }
  | { readonly kind: 'unfit'; readonly detail: string };

type Refusal = Exclude<OnCallAnswer, { kind: 'on-call' }>;

/** Who was on call is known for so long. */
const keptMs = 400 * 86_400_000;

/** A person changes an object of the app. */
export function takeOnCall(turn: Turn, input: OnCallInput): OnCallAnswer {
  const [kind, id] = input.change === 'set' ? [input.object.kind, input.object.id] : [input.what, input.id];
  const asked = answeredBefore(turn, input);
  if (asked) return asked;
  const newest = newestOf(turn.state.directory, kind, id);
  const refusal = refusalOf(turn, input, { kind, id, newest });
  if (refusal) return refusal;
  const version = next(turn, newest, {
    kind,
    id,
    source: 'app',
    by: input.by,
    via: input.via,
    ...(input.comment !== undefined && input.comment !== '' && { comment: input.comment }),
    ...(input.change === 'set' && { value: input.object.value }),
  });
  keepRequest(turn, input.request, versionKey(version));
  forgetOld(turn);
  return { kind: 'on-call', version };
}

/** What the files say becomes versions: new and changed ones are recorded, those that are gone end. */
export function takeOnCallFiles(turn: Turn): void {
  const { directory } = turn.state;
  const wanted = new Map(turn.policy.onCall.objects.map((each) => [objectKey(each.kind, each.id), each]));
  for (const { kind, id, value, file = 'file' } of wanted.values()) {
    const newest = newestOf(directory, kind, id);
    const stands = newest?.source === 'file' && isSame(newest.value, value);
    if (!stands) next(turn, newest, { kind, id, source: 'file', by: file, value });
  }
  const gone = [...directory].filter(
    ([key, versions]) => !wanted.has(key) && versions.at(-1)?.source === 'file' && versions.at(-1)?.value,
  );
  for (const [, versions] of gone.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const newest = versions.at(-1);
    if (newest) next(turn, newest, { kind: newest.kind, id: newest.id, source: 'file', by: newest.by });
  }
  forgetOld(turn);
}

const newestOf = (directory: Directory, kind: OnCallKind, id: string): ObjectVersion | undefined =>
  directory.get(objectKey(kind, id))?.at(-1);

/** Plain data, made by the same code each time. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function next(
  turn: Turn,
  before: ObjectVersion | undefined,
  { via, ...wanted }: Omit<ObjectVersion, 'version' | 'at'> & { readonly via?: Via | undefined },
): ObjectVersion {
  const version: ObjectVersion = { ...wanted, version: (before?.version ?? 0) + 1, at: turn.now };
  turn.put('on-call', versionKey(version), version);
  const { kind, id, source, by, comment } = version;
  turn.record({
    kind: 'on-call',
    what: kind,
    id,
    version: version.version,
    change: changeOf(before, version),
    source,
    by,
    ...(via && { via }),
    ...(comment !== undefined && { comment }),
  });
  return version;
}

function changeOf(before: ObjectVersion | undefined, version: ObjectVersion): OnCallChanged['change'] {
  if (!version.value) return 'deleted';
  if (!before) return 'made';
  return before.value ? 'changed' : 'restored';
}

interface Concerned {
  readonly kind: OnCallKind;
  readonly id: string;
  readonly newest: ObjectVersion | undefined;
}

function refusalOf(turn: Turn, input: OnCallInput, about: Concerned): Refusal | undefined {
  const { kind, id, newest } = about;
  const what = `${kindNames[kind]} "${id}"`;
  if (newest?.source === 'file' && newest.value)
    return {
      kind: 'conflict',
      detail: `The ${what} stands in ${newest.by}: change it there, and reload.`,
    };
  if (input.change === 'delete' && !newest?.value)
    return { kind: 'not-found', detail: `There is no ${what}.` };
  return (
    otherVersion(input, about, what) ??
    (input.change === 'delete' && !input.force ? inUse(turn, about, what) : undefined) ??
    (input.change === 'set' ? unfit(turn.state, input) : undefined)
  );
}

/** 0: it must not be there yet. */
function otherVersion({ version }: OnCallInput, { newest }: Concerned, what: string): Refusal | undefined {
  const stands = newest?.value ? newest.version : 0;
  if (version === undefined || version === stands) return undefined;
  const detail =
    stands === 0
      ? `The ${what} was deleted meanwhile: make it anew, or leave it.`
      : version === 0
        ? `There is a ${what} already: choose another id, or change that one (version ${stands}).`
        : `${newest?.by ?? 'Somebody'} made version ${stands} of the ${what} meanwhile: load it, and change that one.`;
  return { kind: 'conflict', detail, because: 'version' };
}

function inUse(turn: Turn, { kind, id }: Concerned, what: string): Refusal | undefined {
  const users = referrersOf(turn, kind, id);
  if (users.length === 0) return undefined;
  const remedy = 'Take it out there first, or delete it by force: then their last resort takes its place.';
  return { kind: 'conflict', detail: `The ${what} is used by ${users.join(', ')}. ${remedy}` };
}

/** What belongs to a person needs the person. All else was checked at the door, and can be mended later. */
function unfit(
  { directory }: State,
  { object }: Extract<OnCallInput, { change: 'set' }>,
): Refusal | undefined {
  const owner =
    object.kind === 'contact'
      ? object.value.person
      : object.kind === 'preferences'
        ? object.value.id
        : undefined;
  if (owner === undefined || objectsIn(directory, 'person').some(({ id }) => id === owner)) return undefined;
  return { kind: 'unfit', detail: `There is no person "${owner}".` };
}

/** The same request under the same key is answered as it was, and changes nothing. */
function answeredBefore(turn: Turn, { request }: OnCallInput): OnCallAnswer | undefined {
  const before = askedBefore(turn, request);
  if (!before) return undefined;
  if (before.kind === 'other') return { kind: 'conflict', because: 'request', detail: before.detail };
  const [object = '', version] = before.subject.split('\n');
  const made = turn.state.directory.get(object)?.find((each) => each.version === Number(version));
  return made
    ? { kind: 'on-call', version: made }
    : { kind: 'conflict', detail: 'This request was done before, and what it made is not kept any more.' };
}

/** The clock was set back: what was changed in what is the future now is in force all the same. */
export function settleVersions(turn: Turn): void {
  for (const version of [...turn.state.directory.values()].flat())
    if (version.at > turn.now) turn.put('on-call', versionKey(version), { ...version, at: turn.now });
}

/** What was replaced, deleted or over for so long tells nobody any more who was on call. */
function forgetOld(turn: Turn): void {
  const before = turn.now - keptMs;
  for (const versions of [...turn.state.directory.values()])
    for (const [index, version] of versions.entries()) {
      const endedAt = versions[index + 1]?.at ?? endOf(version);
      if (endedAt < before) turn.drop('on-call', versionKey(version));
    }
}

/** Of the newest one: a deletion says nothing by itself, and an override is over at its end. */
function endOf({ kind, value, at }: ObjectVersion): number {
  if (!value) return at;
  return kind === 'override' && 'to' in value ? Math.max(value.to, at) : Infinity;
}
