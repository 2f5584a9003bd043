import { isPaged, type KeptContact } from '@tocsin/api';
import { severities } from '@tocsin/model';
import { type ContactMethod, objectIn, type Person, personIn } from '#core/on-call/directory';
import type { State } from '#core/state';
import type { Caller } from '../door.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** Where somebody can be reached is for them and for admins. */
export const maySee = (caller: Caller, person: string): boolean =>
  caller.role === 'admin' || (caller.person.known && caller.person.id === person);

/** `+49…78`, `m…@example.org`, `https://hooks.example.org/…` */
export function shortened({ kind, address }: Pick<ContactMethod, 'kind' | 'address'>): string {
  switch (kind) {
    case 'sms':
    case 'call':
      return `${address.slice(0, 3)}…${address.slice(-2)}`;
    case 'email':
      return address.replace(/^(.).*@/, '$1…@');
    case 'webhook':
      return URL.canParse(address) ? `${new URL(address).origin}/…` : '…';
    case 'push':
      return 'a phone';
    default:
      return address;
  }
}

/** All of a person, with what is known of each. */
export function keptContacts(state: State, id: string, seesAll: boolean): KeptContact[] {
  const person = personIn(state.directory, id);
  const entry = objectIn(state.directory, { kind: 'person', id });
  const own = new Set(entry?.contacts.map((contact) => contact.id));
  return (person?.contacts ?? []).map((method) => ({
    id: method.id,
    kind: method.kind,
    address: seesAll && method.kind !== 'push' ? method.address : shortened(method),
    ...proofOf(state, id, method),
    own: !own.has(method.id),
    used: person ? severitiesOf(person, method.id) : [],
  }));
}

type Proof = Pick<KeptContact, 'state' | 'verifiedAt' | 'askedAt' | 'bouncedAt'>;

function proofOf({ verifications }: State, person: string, method: ContactMethod): Proof {
  const found = verifications.get(`${person}/${method.id}`);
  const proof = found?.address === method.address ? found : undefined;
  const { verifiedAt, askedAt, bouncedAt } = proof ?? {};
  const times = {
    ...(verifiedAt !== undefined && { verifiedAt: iso(verifiedAt) }),
    ...(askedAt !== undefined && { askedAt: iso(askedAt) }),
    ...(bouncedAt !== undefined && { bouncedAt: iso(bouncedAt) }),
  };
  if (bouncedAt !== undefined) return { state: 'bounced', ...times };
  if (method.vouched) return { state: 'vouched', ...times };
  if (verifiedAt !== undefined) return { state: 'verified', ...times };
  return { state: askedAt === undefined ? 'unverified' : 'asked', ...times };
}

/** Without rules for a severity all of them are told. */
const severitiesOf = ({ rules }: Person, contact: string): string[] =>
  severities.filter(
    (severity) => isPaged(severity) && (rules[severity]?.some((rule) => rule.contact === contact) ?? true),
  );
