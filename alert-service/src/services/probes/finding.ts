import { spokenDuration } from '@tocsin/model';
import type { Resolve } from '#channels/safe-fetch';
import { codeOf, messageOf, Refusal } from '#channels/outcome';
import { oneLine } from '#lib/plain-text';
import { type Scrub, scrubber } from '#channels/secrets';
import type { Clock } from '#lib/clock';
import type { ProbeResult } from './probe.ts';

/** What a probe found, before it is said of which one and when. */
export type Found = Omit<ProbeResult, 'service' | 'probe' | 'type' | 'at' | 'tookMs'>;

/** How the way out is guarded: files of the operator may lead inside, never to a cloud's metadata. */
export const outward = { trust: 'operator' } as const;

export interface Asking {
  /** Aborted at the end of the time that the probe has. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly resolve?: Resolve;
  /** Is told each secret before it is used, so that no text repeats it. */
  readonly hide: (...secrets: readonly string[]) => void;
}

/** What is asked answered, but not as it should: the message is for people. */
export class NotWell extends Error {
  readonly state: 'degraded' | 'failing';
  constructor(message: string, state: NotWell['state'] = 'failing') {
    super(message);
    this.name = 'NotWell';
    this.state = state;
  }
}

/** The probe could not be asked for a reason of our own: it says nothing of the service. */
export class NotAsked extends Error {}

/** An answer is read up to here. */
export const mostBytes = 64 * 1024;

const longestText = 300;

/** `84 ms`, `1.2 s`. */
export const tookWords = (ms: number): string =>
  ms < 1_000 ? `${Math.max(0, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;

/** `5 s`, `500 ms`, `1 min`. */
export const lengthWords = (ms: number): string => (ms < 1_000 ? `${ms} ms` : spokenDuration(ms));

/** What an exception says of the service. `scrub` takes out what must not be said. */
export function ofError(error: unknown, asking: Asking, scrub: Scrub = (text) => text): Found {
  const say = (text: string): string => oneLine(scrub(text), longestText);
  if (asking.signal.aborted && !(error instanceof NotWell))
    return { state: 'failing', text: `no answer within ${lengthWords(asking.timeoutMs)}` };
  if (error instanceof NotWell) return { state: error.state, text: say(error.message) };
  const own = ownFault(error);
  if (own !== undefined) return { state: 'no-data', text: say(own) };
  return { state: 'failing', text: say(wordsOf(error)) };
}

/** Of us, not of what is asked: no file handles left, a file of a secret that is not there. */
function ownFault(error: unknown): string | undefined {
  if (error instanceof NotAsked) return error.message;
  const code = innermostCode(error);
  if (code === 'EMFILE' || code === 'ENFILE') return 'this machine has no file handles left for it';
  return error instanceof Refusal && error.failure === 'authError' ? error.message : undefined;
}

const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'its name could not be looked up: DNS does not answer',
  EHOSTUNREACH: 'no way to its host',
  ENETUNREACH: 'no way to its network',
  ETIMEDOUT: 'no connection in time',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has ended',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself: name it in tls_config, ca_file',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is signed by nobody who is known here: is its chain whole?',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is signed by nobody who is known here: is its chain whole?',
};

export const codeWords = (code: string): string | undefined => byCode[code];

/** The sentence for what went wrong: by its code where there is one. */
export function wordsOf(error: unknown): string {
  const code = innermostCode(error);
  return (code !== undefined ? byCode[code] : undefined) ?? messageOf(error);
}

function innermostCode(error: unknown): string | undefined {
  if (!Error.isError(error)) return undefined;
  if (error instanceof AggregateError && error.errors.length > 0) return innermostCode(error.errors[0]);
  return codeOf(error) ?? innermostCode(error.cause);
}

/** Collects secrets, and takes them out of texts afterwards. */
export function createHiding(): { readonly hide: Asking['hide']; readonly scrub: Scrub } {
  const secrets = new Set<string>();
  return {
    hide: (...more) => more.forEach((secret) => secrets.add(secret)),
    scrub: (text) => scrubber([...secrets])(text),
  };
}
