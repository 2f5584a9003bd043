import type { MyOnCall, WrittenContact } from '@tocsin/api';
import { checkContact, checkRules } from '#config/on-call/check-people';
import { readPushSubscription } from '#config/on-call/push-subscription';
import { hoursOf, rulesOf } from '#config/on-call/core-objects';
import { writtenHours, writtenRules } from '#config/on-call/written-objects';
import { objectIn, objectKey, objectsIn, type Person, personIn } from '#core/on-call/directory';
import { onCallAt, shiftsBetween } from '#core/on-call/shift';
import { actorOf, type Caller } from '../caller.ts';
import { HttpError } from '../errors.ts';
import { refusal } from '../refusal.ts';
import type { TocsinContext } from './context.ts';
import { keep, remove } from './on-call-changes.ts';
import { keptContacts } from './on-call-contacts.ts';
import { wireShift } from './on-call-shifts.ts';
import type { Handlers } from './router.ts';

const dayMs = 86_400_000;
const usualPerMinute = 10;
const mostContacts = 20;

const nobody = ({ person: { name, known, login }, remedy }: Caller): string =>
  known
    ? `No person of on call has the login "${login ?? name}": set it as the login of yours.`
    : `It is not known who you are. ${remedy}`;

/** Who asks, as a person of on call: only where it is proved. */
function mustBeMe({ engine }: TocsinContext, caller: Caller): Person {
  const { id, known } = caller.person;
  const person = known && id !== undefined ? personIn(engine.state().directory, id) : undefined;
  if (person) return person;
  throw new HttpError(known ? 404 : 403, 'You are nobody of on call', { detail: nobody(caller) });
}

function myOnCall(context: TocsinContext, caller: Caller): MyOnCall {
  const state = context.engine.state();
  const { directory } = state;
  const { id, known, name } = caller.person;
  const me = known && id !== undefined ? personIn(directory, id) : undefined;
  if (!me)
    return {
      name,
      hint: nobody(caller),
      now: [],
      next: [],
      contacts: [],
      rules: {},
      ownRules: false,
      mostPerMinute: usualPerMinute,
      version: 0,
    };
  const own = directory.get(objectKey('preferences', me.id))?.at(-1);
  return {
    person: me.id,
    name: me.name,
    ...myShifts(context, me.id),
    contacts: keptContacts(state, me.id, true),
    rules: writtenRules(me.rules),
    ownRules: own?.value !== undefined,
    ...(me.timeZone !== undefined && { timeZone: me.timeZone }),
    ...(me.quietHours && { quietHours: writtenHours(me.quietHours) }),
    mostPerMinute: me.mostPerMinute ?? usualPerMinute,
    calendar: context.onCall.calendarUrl('person', me.id),
    version: own?.value ? own.version : 0,
  };
}

function myShifts({ engine, clock }: TocsinContext, id: string): Pick<MyOnCall, 'now' | 'next'> {
  const { directory } = engine.state();
  const now = clock.now();
  const schedules = objectsIn(directory, 'schedule');
  return {
    now: schedules.flatMap((schedule) =>
      onCallAt(directory, schedule.id, now)
        .filter(({ person }) => person === id)
        .map((shift) => ({
          schedule: schedule.id,
          name: schedule.name,
          shift: wireShift({ directory, schedule }, shift),
        })),
    ),
    next: schedules
      .flatMap((schedule) =>
        shiftsBetween(directory, schedule.id, { from: now, to: now + 28 * dayMs })
          .final.filter(({ person, from }) => person === id && from > now)
          .map((shift) => ({
            schedule: schedule.id,
            name: schedule.name,
            shift: wireShift({ directory, schedule }, shift),
          })),
      )
      .sort((a, b) => (a.shift.from < b.shift.from ? -1 : 1)),
  };
}

export const onCallMeHandlers = {
  getPushKey: ({ onCall }) => ({ key: onCall.pushKey }),
  getMyOnCall: (context, _, caller) => myOnCall(context, caller),
  async setMyRules(context, { body, conditions }, caller) {
    const me = mustBeMe(context, caller);
    const { version, reset, rules, quietHours, mostPerMinute } = body;
    const change = { caller, conditions, said: { version } };
    if (reset) {
      await remove(context, { what: 'preferences', id: me.id }, change);
      return myOnCall(context, caller);
    }
    const errors: { path: (string | number)[]; message: string }[] = [];
    const problem = (path: readonly PropertyKey[], message: string): void =>
      void errors.push({ path: path.map(String), message });
    checkRules(
      rules ?? {},
      me.contacts.map(({ id }) => id),
      { problem, path: ['rules'] },
    );
    mustBeRight(errors);
    const value = {
      id: me.id,
      rules: rules ? rulesOf(rules) : me.rules,
      ...(quietHours && { quietHours: hoursOf(quietHours, me.timeZone) }),
      ...(mostPerMinute !== undefined && { mostPerMinute }),
    };
    await keep(context, { kind: 'preferences', id: me.id, value }, change);
    return myOnCall(context, caller);
  },
  async addMyContact(context, { body, conditions }, caller) {
    const me = mustBeMe(context, caller);
    const errors: { path: (string | number)[]; message: string }[] = [];
    const problem = (path: readonly PropertyKey[], message: string): void =>
      void errors.push({ path: path.map(String), message });
    if (me.contacts.some(({ id }) => id === body.id))
      problem(['id'], `you have a contact "${body.id}" already: choose another id`);
    if (me.contacts.length >= mostContacts)
      problem(['id'], `you have ${mostContacts} contacts already: take one out first`);
    const around = { receivers: [], missingChannels: context.onCall.missingChannels() };
    checkContact(body, [], { problem, warn: problem, around });
    const asked = askedOf(body);
    const why = asked === undefined ? undefined : context.onCall.whyNotAsk(asked);
    if (why !== undefined) problem(['address'], `this address may not be asked: ${why}`);
    mustBeRight(errors);
    const { id: contactId, kind, address } = body;
    const value = { id: contactId, contactId, person: me.id, kind, address };
    await keep(
      context,
      { kind: 'contact', id: `${me.id}/${contactId}`, value },
      { caller, conditions, said: { version: undefined } },
    );
    return myOnCall(context, caller);
  },
  async removeMyContact(context, { params: { contact }, conditions }, caller) {
    const me = mustBeMe(context, caller);
    const entry = objectIn(context.engine.state().directory, { kind: 'person', id: me.id });
    if (entry?.contacts.some(({ id }) => id === contact))
      throw new HttpError(409, 'This cannot be done now', {
        detail: 'This contact is part of your entry: whoever keeps the people of on call takes it out there.',
      });
    const doomed = { what: 'contact', id: `${me.id}/${contact}` } as const;
    await remove(context, doomed, { caller, conditions, said: {} });
    return myOnCall(context, caller);
  },
  async askForProof(context, { params: { contact } }, caller) {
    const me = mustBeMe(context, caller);
    await prove(context, caller, { owner: me.id, contact, change: 'ask', code: context.onCall.newCode() });
    return myOnCall(context, caller);
  },
  async proveContact(context, { params: { contact }, body }, caller) {
    const me = mustBeMe(context, caller);
    await prove(context, caller, { owner: me.id, contact, change: 'prove', code: body.code });
    return myOnCall(context, caller);
  },
} satisfies Partial<Handlers>;

/** The address that a person's own contact makes us ask. */
const askedOf = ({ kind, address }: Pick<WrittenContact, 'kind' | 'address'>): string | undefined =>
  kind === 'webhook' ? address : kind === 'push' ? readPushSubscription(address)?.endpoint : undefined;

function mustBeRight(errors: readonly { path: (string | number)[]; message: string }[]): void {
  if (errors.length === 0) return;
  const detail = errors.map(({ message }) => message).join('; ');
  throw new HttpError(400, 'The request does not fit', { detail, errors });
}

interface Proving {
  readonly owner: string;
  readonly contact: string;
  readonly change: 'ask' | 'prove';
  readonly code: string;
}

async function prove({ engine }: TocsinContext, caller: Caller, proving: Proving): Promise<void> {
  const answer = await engine.submit({ kind: 'proof', ...proving, ...actorOf(caller) });
  if (answer.kind === 'not-found' || answer.kind === 'conflict') throw refusal(answer, 'contact');
  if (answer.kind !== 'proof') throw new HttpError(500, 'The proof was not answered');
}
