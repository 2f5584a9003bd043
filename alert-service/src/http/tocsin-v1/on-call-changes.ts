import type { OnCallDocument, OnCallProblem } from '@tocsin/api';
import { checkDocuments } from '#config/on-call/check-documents';
import { documentOf } from '#config/on-call/written-objects';
import type { OnCallKind, OnCallObject, ObjectVersion } from '#core/on-call/directory';
import { kindNames } from '#core/on-call/referrers';
import { actorOf, type Caller } from '../caller.ts';
import type { Conditions } from '../conditions.ts';
import { HttpError } from '../errors.ts';
import { refusal } from '../refusal.ts';
import type { TocsinContext } from './context.ts';

/** What came in with a change besides the object. */
export interface Said {
  readonly version?: number | undefined;
  readonly comment?: string | undefined;
}

export interface Change {
  readonly caller: Caller;
  readonly conditions: Conditions;
  readonly said: Said;
}

/** A document that came in here, beside what there is already. */
export function problemsIn(context: TocsinContext, document: OnCallDocument): OnCallProblem[] {
  const found: OnCallProblem[] = [];
  const { onCall, engine } = context;
  const note = (severity: OnCallProblem['severity']) => (path: readonly PropertyKey[], message: string) =>
    void found.push({ path: path.map(fieldName), message, severity });
  checkDocuments([{ document, source: 'app', problem: note('error'), warn: note('warning') }], {
    receivers: onCall.receivers(),
    missingChannels: onCall.missingChannels(),
    existing: documentOf(engine.state().directory),
  });
  for (const [index, { url }] of document.automations.entries())
    askable(context, url, ['automations', index, 'url'], found);
  for (const [index, { calendar }] of document.schedules.entries())
    askable(context, calendar, ['schedules', index, 'calendar'], found);
  for (const [index, { contacts }] of document.people.entries())
    for (const [at, { kind, address }] of contacts.entries())
      if (kind === 'webhook') askable(context, address, ['people', index, 'contacts', at, 'address'], found);
  return found;
}

const fieldName = (key: PropertyKey): string | number => (typeof key === 'symbol' ? String(key) : key);

// eslint-disable-next-line max-params
function askable(
  { onCall }: TocsinContext,
  url: string | undefined,
  path: (string | number)[],
  found: OnCallProblem[],
): void {
  const why = url === undefined ? undefined : onCall.whyNotAsk(url);
  if (why !== undefined)
    found.push({ path, message: `this address may not be asked: ${why}`, severity: 'error' });
}

export const nothingWritten: OnCallDocument = {
  people: [],
  teams: [],
  schedules: [],
  policies: [],
  automations: [],
  overrides: [],
};

/** Refused with all that is wrong, field by field: paths into `value` of the body. */
export function mustFit(context: TocsinContext, document: Partial<OnCallDocument>): void {
  const errors = problemsIn(context, { ...nothingWritten, ...document }).filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length === 0) return;
  throw new HttpError(400, 'The request does not fit', {
    detail: errors.map(({ message }) => message).join('; '),
    errors: errors.map(({ path, message }) => ({ path: ['value', ...path.slice(2)], message })),
  });
}

/** An object is named in the address and in itself. */
export function mustBeNamed(id: string, written: { readonly id: string }): void {
  if (id === written.id) return;
  throw new HttpError(400, 'The request does not fit', {
    detail: `The address names "${id}", and the object "${written.id}": an id stays as it is; make a new object for another one.`,
    errors: [{ path: ['value', 'id'], message: `write ${id}` }],
  });
}

/** Without a version it must not be there yet. */
export const keep = (
  context: TocsinContext,
  object: OnCallObject,
  { said, conditions, caller }: Change,
): Promise<ObjectVersion> =>
  submitted(context, kindNames[object.kind], {
    kind: 'on-call',
    change: 'set',
    object,
    version: conditions.version ?? said.version ?? 0,
    ...commentOf(said),
    ...(conditions.request && { request: conditions.request }),
    ...actorOf(caller),
  });

interface Doomed {
  readonly what: OnCallKind;
  readonly id: string;
  readonly force?: boolean;
}

export const remove = (
  context: TocsinContext,
  { what, id, force = false }: Doomed,
  { said, conditions, caller }: Change,
): Promise<ObjectVersion> => {
  const version = conditions.version ?? said.version;
  return submitted(context, kindNames[what], {
    kind: 'on-call',
    change: 'delete',
    what,
    id,
    ...(force && { force }),
    ...(version !== undefined && { version }),
    ...commentOf(said),
    ...(conditions.request && { request: conditions.request }),
    ...actorOf(caller),
  });
};

const commentOf = ({ comment }: Said) => (comment === undefined || comment === '' ? {} : { comment });

type OnCallInput = Extract<Parameters<TocsinContext['engine']['submit']>[0], { kind: 'on-call' }>;

export async function submitted(
  { engine }: TocsinContext,
  what: string,
  input: OnCallInput,
): Promise<ObjectVersion> {
  const answer = await engine.submit(input);
  switch (answer.kind) {
    case 'on-call':
      return answer.version;
    case 'not-found':
    case 'conflict':
    case 'unfit':
      throw refusal(answer, what);
    default:
      throw new HttpError(500, 'The change was not answered');
  }
}
