import { randomBytes } from 'node:crypto';
import type { Clock } from '#lib/clock';
import type { Tokens } from '../tokens.ts';

/** A form that was open for longer is shown again: what it says is not true any more. */
const validForMs = 60 * 60_000;
const use = 'form';

export interface Nonces {
  /** For one form: pressing it twice is once. */
  make(token: string): string;
  isGood(nonce: string, token: string): boolean;
}

/** Who posts has seen the page: some scanners post forms that they have not fetched. */
export function createNonces(tokens: Pick<Tokens, 'sign' | 'isSigned'>, clock: Pick<Clock, 'now'>): Nonces {
  return {
    make(token) {
      const text = `${clock.now().toString(36)}.${randomBytes(9).toString('base64url')}`;
      return `${text}.${tokens.sign(use, `${text} ${token}`)}`;
    },
    isGood(nonce, token) {
      const [, text = '', at = '', signature = ''] =
        /^(([0-9a-z]{1,12})\.[\w-]{12})\.([\w-]{43})$/.exec(nonce) ?? [];
      const age = clock.now() - parseInt(at, 36);
      return age >= 0 && age <= validForMs && tokens.isSigned(signature, use, `${text} ${token}`);
    },
  };
}
