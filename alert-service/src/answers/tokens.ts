import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#lib/clock';

const purposes = [
  'acknowledge',
  'resolve',
  'snooze',
  'awake',
  'hand-back',
  'wake',
  'reopen',
  'voice',
  'report',
] as const;

/** What an address of ours allows whoever has it: one thing, to one incident, as one person. */
export interface AnswerToken {
  readonly does: (typeof purposes)[number];
  readonly incident: string;
  /** Ids. */
  readonly person: string;
  readonly contact: string;
  readonly page: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export type ReadToken =
  | { readonly kind: 'valid'; readonly token: AnswerToken }
  | { readonly kind: 'expired' }
  | { readonly kind: 'forged' };

export interface Tokens {
  write(token: Omit<AnswerToken, 'expiresAt'>): string;
  read(text: string): ReadToken;
  /** Signs for another use: what is signed here is no token, and no token is one of these. */
  sign(use: string, text: string): string;
  isSigned(signature: string, use: string, text: string): boolean;
}

/** A week: who is back from a long weekend finds a page that says what is true now, not a dead link. */
export const validForMs = 7 * 86_400_000;
const longestToken = 1_000;

const Payload = z.tuple([
  z.literal(1),
  z.enum(purposes),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.number(),
]);

/** `payload.signature`, both in base64url; HMAC-SHA256 under a key that outlives the process. */
export function createTokens(key: Buffer, clock: Pick<Clock, 'now'>): Tokens {
  const mac = (use: string, text: string): Buffer =>
    createHmac('sha256', key).update(`tocsin ${use}\n${text}`).digest();
  const isSigned = (signature: string, use: string, text: string): boolean => {
    const [given, own] = [Buffer.from(signature, 'base64url'), mac(use, text)];
    return given.length === own.length && timingSafeEqual(given, own);
  };
  return {
    write({ does, incident, person, contact, page }) {
      const expiresAt = Math.ceil((clock.now() + validForMs) / 1000);
      const payload = [1, does, incident, person, contact, page, expiresAt];
      const written = Buffer.from(JSON.stringify(payload)).toString('base64url');
      return `${written}.${mac('token', written).toString('base64url')}`;
    },
    read(text) {
      const [, written = '', signature = ''] = /^([\w-]+)\.([\w-]{43})$/.exec(text) ?? [];
      if (text.length > longestToken || !isSigned(signature, 'token', written)) return { kind: 'forged' };
      const payload = payloadOf(written);
      if (!payload) return { kind: 'forged' };
      const [, does, incident, person, contact, page, seconds] = payload;
      const expiresAt = seconds * 1000;
      if (expiresAt <= clock.now()) return { kind: 'expired' };
      return { kind: 'valid', token: { does, incident, person, contact, page, expiresAt } };
    },
    sign: (use, text) => mac(use, text).toString('base64url'),
    isSigned,
  };
}

/** Signed by us, but perhaps by another version. */
function payloadOf(written: string): z.output<typeof Payload> | undefined {
  try {
    return Payload.safeParse(JSON.parse(Buffer.from(written, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
