import type { Tokens } from '../tokens.ts';

const use = 'push';

/**
 * What a press under a notification sends: the token of a link, signed once more for this. Only the phone can read it,
 * and no scanner presses there, so it acts at once; a link that stands in a mail does not do so here.
 */
export const pushed = (tokens: Pick<Tokens, 'sign'>, token: string): string =>
  `${token}.${tokens.sign(use, token)}`;

export function tokenPressed(tokens: Pick<Tokens, 'isSigned'>, answer: string): string | undefined {
  const [, token = '', signature = ''] = /^([\w-]+\.[\w-]{43})\.([\w-]{43})$/.exec(answer) ?? [];
  return tokens.isSigned(signature, use, token) ? token : undefined;
}
