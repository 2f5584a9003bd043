import type { Turn } from '../turn.ts';
import { contactKey } from './contacts.ts';
import type { Contact, Page, Verification } from './page.ts';
import { methodId } from './running.ts';

interface Dead {
  readonly person: string;
  readonly contact: Pick<Contact, 'integration' | 'address'>;
}

/**
 * A contact method refused. It is shown, and tried all the same at the next page: a number that was refused once may work
 * again, and one attempt in vain costs nothing, since the next contact is then told at once.
 */
export function markBounced(turn: Turn, { person, contact }: Dead, error: string): void {
  const id = methodId(contact);
  const key = contactKey(person, id);
  const before = proofOf(turn, key, contact);
  if (before?.bouncedAt === undefined)
    turn.record({
      ...{ kind: 'contact-method', person, contact: id, change: 'bounced' },
      by: contact.integration,
    });
  turn.put('verification', key, {
    ...(before ?? { person, contact: id, address: contact.address ?? '' }),
    bouncedAt: turn.now,
    bounceError: error,
  });
}

export function markWorking(turn: Turn, page: Page, contact: Contact): void {
  if (page.target.kind !== 'person') return;
  const key = contactKey(page.target.id, methodId(contact));
  const before = proofOf(turn, key, contact);
  if (before?.bouncedAt === undefined) return;
  const { bouncedAt: _at, bounceError: _why, ...working } = before;
  turn.put('verification', key, working);
}

/** What is known of this address: a changed one begins anew. */
function proofOf(turn: Turn, key: string, { address }: Pick<Contact, 'address'>): Verification | undefined {
  const proof = turn.state.verifications.get(key);
  return proof?.address === address ? proof : undefined;
}
