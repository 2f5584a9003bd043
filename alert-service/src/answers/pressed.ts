import type { Tokens } from './tokens.ts';

/** What acts at once, with no page between: each is signed for one channel, and a link of a mail is none of them. */
export type PressUse = 'push' | 'mattermost';

export const pressOf = (tokens: Pick<Tokens, 'sign'>, use: PressUse, token: string): string =>
  `${token}.${tokens.sign(use, token)}`;

/** The token in what was pressed; undefined: it was not signed for this. */
export function tokenPressed(
  tokens: Pick<Tokens, 'isSigned'>,
  use: PressUse,
  answer: string,
): string | undefined {
  const [, token = '', signature = ''] = /^([\w-]+\.[\w-]{43})\.([\w-]{43})$/.exec(answer) ?? [];
  return tokens.isSigned(signature, use, token) ? token : undefined;
}
