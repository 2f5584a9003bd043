import { z } from 'zod';
import type { Outcome } from '../channel.ts';
import { ofException } from '../outcome.ts';
import { oneLine } from '#lib/plain-text';
import type { Scrub } from '../secrets.ts';

/** What nodemailer says went wrong. */
const SmtpError = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  message: z.string(),
});

/** Replies that ask for a login, or do not believe it. */
const loginReplies: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** The mail itself cannot be sent as it is, whoever is asked. */
const unsendable: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE', 'ESTREAM']);

/** Node's words for a certificate that it does not take. */
const untrusted = /\bcertificate\b|\baltnames\b/u;

interface Told {
  readonly who: string;
  readonly scrub: Scrub;
  readonly signal: AbortSignal;
}

/** 4xx passes by itself, 5xx does not; without a reply, or without the TLS we insist on, it was the network. */
export function ofSmtpError(error: unknown, told: Told): Outcome {
  const parsed = SmtpError.safeParse(error);
  if (told.signal.aborted || !parsed.success) return ofException(error, told);
  const { responseCode: status, response, message } = parsed.data;
  const code = untrusted.test(message) ? 'ETLS' : (parsed.data.code ?? '');
  const said = oneLine(told.scrub(`${told.who}: ${response ?? message}${remedy(code, status)}`), 400);
  if (code === 'ETLS') return { kind: 'retry', error: said, failure: 'other' };
  if (status === undefined) {
    if (code === 'EAUTH') return { kind: 'refused', error: said, failure: 'authError' };
    return unsendable.has(code)
      ? { kind: 'refused', error: said, failure: 'clientError' }
      : ofException(error, told);
  }
  if (status < 500) return { kind: 'retry', error: said, failure: 'serverError', status };
  const login = code === 'EAUTH' || loginReplies.has(status);
  return { kind: 'refused', error: said, failure: login ? 'authError' : 'clientError', status };
}

function remedy(code: string, status: number | undefined): string {
  if (code === 'ETLS') return '. Check require_tls and tls_config';
  if (code === 'EAUTH' || (status && loginReplies.has(status)))
    return '. Check auth_username and auth_password';
  return '';
}
