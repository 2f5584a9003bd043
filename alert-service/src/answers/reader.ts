import type { Person } from '#core/on-call/directory';

/**
 * Who answers from a message of a receiver: nobody knows who reads it, so they act as "Somebody in payments-team". The
 * operator has named the receiver under `answers` in tocsin.yml. No id of a person begins with `@`.
 */
export const readerId = (receiver: string): string => `@${receiver}`;

export function readerOf(id: string): Person | undefined {
  return id.startsWith('@') ? named(`Somebody in ${id.slice(1)}`, id) : undefined;
}

/** Whom a chat says that it is; they are nobody of the directory. */
export const strangerNamed = (name: string): Person => named(name, `@${name}`);

const named = (name: string, id: string): Person => ({ id, name, contacts: [], rules: {} });

/** Only people of the directory are named to the engine as such. */
export const isKnown = ({ id }: Person): boolean => !id.startsWith('@');
