import type { ProofInput } from '../input.ts';
import type { Turn } from '../turn.ts';
import type { Verification } from './page.ts';

export type ProofAnswer =
  | { readonly kind: 'proof'; readonly verification: Verification }
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'conflict'; readonly detail: string };

/** A contact method is proved by a code that was sent to it. */
export function takeProof(_turn: Turn, _input: ProofInput): ProofAnswer {
  return { kind: 'conflict', detail: 'not built yet' };
}
