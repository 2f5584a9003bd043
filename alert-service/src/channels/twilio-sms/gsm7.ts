import { cappedCharacters } from '#lib/plain-text';

/** GSM 03.38: what an SMS says in seven bits a character … */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** … and what takes two of them. */
const extended = new Set('\f^{}\\[~]|€');

/** Typography that would more than double the cost of a message and adds nothing to it. */
const plainSigns: readonly (readonly [from: RegExp, to: string])[] = [
  [/[\u00a0\u2000-\u200a\u202f]/gu, ' '],
  [/[\u2010-\u2015\u2212]/gu, '-'],
  [/[\u2018\u2019\u201a\u2032]/gu, "'"],
  [/[\u201c-\u201e\u2033\u00ab\u00bb]/gu, '"'],
  [/\u2026/gu, '...'],
  [/\u00d7/gu, 'x'],
  [/[\u2190-\u2193]/gu, '>'],
  [/\u2265/gu, '>='],
  [/\u2264/gu, '<='],
  [/[\u00b5\u03bc]/gu, 'u'],
  [/`/gu, "'"],
];

export const plain = (text: string): string =>
  plainSigns.reduce((left, [from, to]) => left.replace(from, to), text);

/** How many SMS a text goes out as: one of 160 (70 in a script that seven bits do not hold), more with a header each. */
export function segmentsOf(text: string): number {
  const septets = septetsOf(text);
  if (septets !== undefined) return septets <= 160 ? 1 : Math.ceil(septets / 153);
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
}

function septetsOf(text: string): number | undefined {
  let septets = 0;
  for (const sign of text) {
    if (basic.has(sign)) septets += 1;
    else if (extended.has(sign)) septets += 2;
    else return undefined;
  }
  return septets;
}

/** The middle is cut until the whole goes out in so many SMS: how to answer is never what is lost. */
export function fitted(
  { before, middle, after }: { readonly before: string; readonly middle: string; readonly after: string },
  most = 2,
): string {
  const text = plain(middle);
  const written = (length: number): string =>
    `${before}${length >= text.length ? text : plain(cappedCharacters(text, length))}${after}`;
  let [least, longest] = [0, text.length];
  while (least < longest) {
    const tried = Math.ceil((least + longest) / 2);
    if (segmentsOf(written(tried)) <= most) least = tried;
    else longest = tried - 1;
  }
  return written(least);
}
