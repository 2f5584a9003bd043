import type { ContactKind, WrittenContact, WrittenPerson, WrittenRules, WrittenTeam } from '@tocsin/api';
import { suggestion } from '../nearest.ts';
import { readPushSubscription } from './push-subscription.ts';
import { type Checking, checkZone, mustBeKnown, repeated } from './findings.ts';

export function checkPerson(person: WrittenPerson, checking: Checking): void {
  const { problem, warn } = checking;
  checkZone(person.timeZone, ['timeZone'], checking);
  checkZone(person.quietHours?.timeZone, ['quietHours', 'timeZone'], checking);
  if (person.quietHours && person.quietHours.timeZone === undefined && person.timeZone === undefined)
    problem(
      ['quietHours'],
      'say in which zone the quiet hours are: add a time zone to them, or to the person',
    );
  const ids = person.contacts.map(({ id }) => id);
  for (const index of repeated(ids))
    problem(['contacts', index, 'id'], `the contact "${ids[index]}" is given twice: choose another id`);
  for (const [index, contact] of person.contacts.entries())
    checkContact(contact, ['contacts', index], checking);
  checkRules(person.rules, ids, { problem, path: ['rules'] });
  if (ids.length === 0)
    warn(
      ['name'],
      `"${person.id}" has no contact: a page for them goes to the last resort until one is added`,
    );
}

/** What an address must look like, by what it is for. */
const forms: Readonly<
  Record<ContactKind, { readonly fits: (address: string) => boolean; readonly wanted: string }>
> = {
  slack: {
    fits: (address) => /^[UW][A-Z0-9_-]+$/.test(address),
    wanted: 'expected a Slack member id, such as U012AB3CD: copy it from the profile in Slack',
  },
  email: {
    fits: (address) => /^[^\s@<>,;"]+@[^\s@<>,;"]+\.?[^\s@<>,;"]*$/.test(address),
    wanted: 'expected an e-mail address, such as mia@example.org',
  },
  sms: { fits: isNumber, wanted: number() },
  call: { fits: isNumber, wanted: number() },
  telegram: {
    fits: (address) => /^-?\d{1,20}$/.test(address),
    wanted: 'expected a Telegram chat id, such as 123456789: the bot tells it after /start',
  },
  push: {
    fits: (address) => readPushSubscription(address) !== undefined,
    wanted: 'expected the push subscription as the phone made it: add it in the app, on that phone',
  },
  webhook: { fits: isAddress, wanted: 'expected an address that begins with https:// or http://' },
};

/** E.164: a plus, the country code, and 15 digits at most. */
function isNumber(address: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(address);
}
function number(): string {
  return 'expected a number with + and the country code and nothing else but digits, such as "+4915112345678"';
}
export function isAddress(address: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(address) && URL.canParse(address);
}

export function checkContact(
  { kind, address }: Pick<WrittenContact, 'kind' | 'address'>,
  path: readonly PropertyKey[],
  { problem, warn, around }: Pick<Checking, 'problem' | 'warn' | 'around'>,
): void {
  const { fits, wanted } = forms[kind];
  if (!fits(address)) problem([...path, 'address'], wanted);
  const missing = around.missingChannels?.get(kind);
  if (missing !== undefined) warn([...path, 'kind'], `nothing can be sent by ${kind} yet: ${missing}`);
}

export function checkRules(
  rules: WrittenRules,
  contacts: readonly string[],
  { problem, path }: Pick<Checking, 'problem'> & { readonly path: readonly PropertyKey[] },
): void {
  for (const [severity, listed] of Object.entries(rules))
    for (const [index, { contact }] of listed.entries())
      if (!contacts.includes(contact))
        problem(
          [...path, severity, index, 'contact'],
          `the person has no contact "${contact}"${suggestion(contact, contacts)}`,
        );
}

export function checkTeam({ id, members }: WrittenTeam, checking: Checking): void {
  for (const [index, member] of members.entries())
    mustBeKnown('people', member, { ...checking, path: ['members', index] });
  for (const index of repeated(members))
    checking.problem(['members', index], `"${members[index]}" is in it twice: keep one of them`);
  if (members.length === 0)
    checking.warn(['members'], `nobody is in the team "${id}": a page for it goes to the last resort`);
}
