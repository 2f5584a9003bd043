import type { ContactProved } from '@tocsin/model';
import type { ProofInput } from '../input.ts';
import { type ContactMethod, personIn, type Person } from '../on-call/directory.ts';
import type { Turn } from '../turn.ts';
import { contactKey } from './contacts.ts';
import { failContact } from './outcome.ts';
import type { Page, Verification } from './page.ts';
import { codeValidMs } from './page-notice.ts';
import { methodId, pageNumber, pagesOf } from './running.ts';
import { markBounced } from './bounce.ts';
import { nextPageId } from './summon.ts';

export type ProofAnswer =
  | { readonly kind: 'proof'; readonly verification: Verification }
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'conflict'; readonly detail: string };

const hourMs = 60 * 60_000;
const mostAsks = 3;
/** To all contact methods of a person, those taken out meanwhile too: nobody floods strangers by adding their numbers. */
const mostAsksOfAll = 10;
const mostWrongCodes = 5;

interface Asked {
  readonly input: ProofInput;
  readonly person: Person;
  readonly method: ContactMethod;
  /** Of this very address; a changed one begins anew. */
  readonly proof: Verification;
}

/** A contact method is proved by a code that was sent to it: whoever can read it there has that address. */
export function takeProof(turn: Turn, input: ProofInput): ProofAnswer {
  const { owner, contact } = input;
  const person = personIn(turn.state.directory, owner);
  const method = person?.contacts.find(({ id }) => id === contact);
  if (!person) return { kind: 'not-found', detail: `There is no person ${owner}.` };
  if (!method) return { kind: 'not-found', detail: `${person.name} has no contact method ${contact}.` };
  const known = turn.state.verifications.get(contactKey(owner, contact));
  const { address } = method;
  const proof = known?.address === address ? known : { person: owner, contact, address };
  const asked = { input, person, method, proof };
  switch (input.change) {
    case 'ask':
      return ask(turn, asked, input.code);
    case 'prove':
      return prove(turn, asked, input.code);
    case 'bounced':
      return bounced(turn, asked, input.error);
  }
}

/** The limit is counted for each contact, and a changed address does not begin it anew: nobody is to be flooded with codes. */
function ask(turn: Turn, { input, person, method, proof }: Asked, code: string): ProofAnswer {
  const known = turn.state.verifications.get(contactKey(person.id, method.id));
  const isRecent = (at: number): boolean => at + hourMs > turn.now;
  const asks = (known?.asks ?? []).filter(isRecent);
  if (asks.length >= mostAsks)
    return {
      kind: 'conflict',
      detail: `${mostAsks} codes were sent to ${method.id} within the last hour: use the last one, or wait.`,
    };
  const ofAll = [...turn.state.verifications.values()]
    .filter((each) => each.person === person.id)
    .flatMap((each) => (each.asks ?? []).filter(isRecent));
  if (ofAll.length >= mostAsksOfAll)
    return {
      kind: 'conflict',
      detail: `${mostAsksOfAll} codes were sent for ${person.name} within the last hour: wait, then go on.`,
    };
  const { wrongCodes: _, ...kept } = proof;
  const next = { ...kept, askedAt: turn.now, code, asks: [...asks, turn.now] };
  dropProofPages(turn, person.id, method.id);
  turn.put('verification', contactKey(person.id, method.id), next);
  record(turn, input, 'asked');
  const page = codePage(turn, { person, method, code });
  turn.put('page', page.id, page);
  return shown(next);
}

/** A page of one message, which no incident is behind: it is sent by the same sender, within the time that a code is valid. */
const codePage = (
  turn: Turn,
  { person, method, code }: Pick<Asked, 'person' | 'method'> & { readonly code: string },
): Page => ({
  id: nextPageId(turn.state),
  incident: proofSubject(person.id, method.id),
  target: { kind: 'person', id: person.id },
  name: person.name,
  why: 'asked',
  severity: 'none',
  at: turn.now,
  contacts: [
    {
      integration: `@${person.id}/${method.id}`,
      kind: method.kind,
      address: method.address,
      status: 'waiting',
      nextAttemptAt: turn.now,
      attempts: 0,
    },
  ],
  code,
});

/** What stands in the place of an incident. */
const proofSubject = (person: string, contact: string): string => `proof:${contactKey(person, contact)}`;

/** The newest page stays, without the code: numbers are counted from what is kept, and must not come again. */
function dropProofPages(turn: Turn, person: string, contact: string): void {
  for (const page of pagesOf(turn.state, proofSubject(person, contact))) {
    const { code: _, ...kept } = page;
    const ended = { at: turn.now, reason: 'answered' } as const;
    if (pageNumber(page) < turn.state.pageCount) turn.drop('page', page.id);
    else turn.put('page', page.id, { ...kept, contacts: [], ended });
  }
}

function prove(turn: Turn, { input, person, method, proof }: Asked, code: string): ProofAnswer {
  const key = contactKey(person.id, method.id);
  const { askedAt = -Infinity, wrongCodes = 0 } = proof;
  if (proof.code === undefined || turn.now > askedAt + codeValidMs)
    return { kind: 'conflict', detail: `There is no valid code for ${method.id}: ask for a new one.` };
  if (proof.code !== code.trim()) {
    const wrong = wrongCodes + 1;
    const { code: _, ...spent } = proof;
    turn.put('verification', key, { ...(wrong >= mostWrongCodes ? spent : proof), wrongCodes: wrong });
    record(turn, input, 'wrong-code');
    const left = mostWrongCodes - wrong;
    return {
      kind: 'conflict',
      detail:
        left > 0
          ? `This is not the code that was sent to ${method.id}: ${left} more ${left === 1 ? 'try' : 'tries'}.`
          : `This is not the code that was sent to ${method.id}, and it is void now: ask for a new one.`,
    };
  }
  const { code: _code, wrongCodes: _wrong, bouncedAt: _at, bounceError: _why, ...kept } = proof;
  const verified = { ...kept, verifiedAt: turn.now };
  turn.put('verification', key, verified);
  dropProofPages(turn, person.id, method.id);
  record(turn, input, 'verified');
  return shown(verified);
}

/** Said after the message was taken: the network has found that nobody can be reached there. What is to come of a page is not delayed by it. */
function bounced(turn: Turn, { person, method, proof }: Asked, error: string): ProofAnswer {
  for (const page of turn.state.pages.values()) {
    if (page.ended || page.target.kind !== 'person' || page.target.id !== person.id) continue;
    for (const contact of page.contacts)
      if (methodId(contact) === method.id && contact.status === 'delivered')
        failContact(turn, { page, contact }, { reason: 'contact-bounced', error });
  }
  const contact = { integration: `@${person.id}/${method.id}`, address: method.address };
  markBounced(turn, { person: person.id, contact }, error);
  const key = contactKey(person.id, method.id);
  return shown(turn.state.verifications.get(key) ?? proof);
}

/** Who asks for a code learns it from the message alone. */
function shown({ code: _, ...verification }: Verification): ProofAnswer {
  return { kind: 'proof', verification };
}

function record(turn: Turn, { owner, contact, by, via }: ProofInput, change: ContactProved['change']): void {
  turn.record({ kind: 'contact-method', person: owner, contact, change, by, ...(via && { via }) });
}
