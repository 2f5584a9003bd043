import type { Person, Role } from '@tocsin/api';
import type { Request } from 'express';
import type { Actor } from '#core/input';
import { HttpError } from './errors.ts';

/** Who asks, and what they may do. */
export interface Caller {
  /** `id` is that of an on-call person, and stands only where it is proved who asks. */
  readonly person: Person;
  readonly role: Role;
  readonly via: 'app' | 'api';
  /** Why they are not known, or how they would come to a higher role. */
  readonly remedy: string;
}

const callers = new WeakMap<Request, Caller>();

export const letIn = (request: Request, caller: Caller): void => void callers.set(request, caller);

/** The caller that the door let in; there is none on open paths. */
export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (!caller) throw new HttpError(401, 'Not let in');
  return caller;
}

/** As the core records who acts. */
export const actorOf = ({ person: { name, id }, via }: Caller): Actor => ({
  by: name,
  ...(id !== undefined && { person: id }),
  via,
});

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };
const oneOf: Readonly<Record<Role, string>> = {
  viewer: 'A viewer',
  operator: 'An operator',
  admin: 'An admin',
};

/** A write needs a person who is known, and may. */
export function requireRole(request: Request, role: Role): Caller {
  const caller = callerOf(request);
  if (role === 'viewer') return caller;
  if (!caller.person.known)
    throw new HttpError(403, 'It is not known who you are', { detail: caller.remedy });
  if (rank[caller.role] >= rank[role]) return caller;
  throw new HttpError(403, `${oneOf[caller.role]} may not do this`, {
    detail: `This needs the role ${role}. ${caller.remedy}`,
  });
}
