import { Refusal } from '#channels/outcome';
import { BadAnswer, isRecord } from './answer-parts.ts';
import { BrokenAnswer } from './collect.ts';
import type { Ended } from './deadline.ts';
import type { PrometheusError } from './error.ts';
import type { HttpAnswer } from './transport.ts';

/** What an answer that is none is told with. */
export interface Circumstances {
  /** Of the address, without credentials. */
  readonly shown: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** By us. */
  readonly ended: Ended | undefined;
  /** Where its credentials and headers stand: in tocsin.yml, or only in the address. */
  readonly isConfigured: boolean;
}

/** What is wrong with an answer, or nothing. */
export function faultIn(
  { status, body }: HttpAnswer,
  parsed: unknown,
  { shown, isConfigured }: Pick<Circumstances, 'shown' | 'isConfigured'>,
): PrometheusError | undefined {
  const told = isRecord(parsed) && typeof parsed.error === 'string' ? parsed.error.slice(0, 500) : undefined;
  if (told !== undefined && (status === 400 || status === 422))
    return { kind: 'query', status, message: told };
  if (status < 200 || status > 299) {
    const said = told ?? plainLine(body);
    const why = said === '' ? '' : `: ${said}`;
    const message = `${shown} answers with HTTP ${status}${why}${hintFor(status, said, isConfigured)}`;
    return { kind: 'http', status, message };
  }
  return told === undefined ? undefined : { kind: 'query', status, message: told };
}

/** The first line of what is no page. */
function plainLine(body: string): string {
  const [line = ''] = body.slice(0, 500).trim().split('\n');
  return line.startsWith('<') || line.startsWith('{') ? '' : line.slice(0, 200).trim();
}

function hintFor(status: number, said: string, isConfigured: boolean): string {
  if (/\bno org id\b/i.test(said))
    return ': give the tenant, headers: {X-Scope-OrgID: TENANT}, in data_sources of tocsin.yml';
  if (status === 401 || status === 403)
    return isConfigured
      ? ': check the credentials of this data source in tocsin.yml'
      : ': give the credentials in the address, http://user:password@host, or in data_sources of tocsin.yml';
  if (status === 404) return ': is this a Prometheus, and is a path prefix missing in the address?';
  if (status === 407) return ': give its proxy_url the login, http://user:password@proxy';
  if (status >= 300 && status < 400) return ', a redirect: give the address it leads to';
  if (/HTTP request to an HTTPS server/i.test(said)) return ': write https:// in its address';
  return '';
}

/** Why there is no answer. */
export function explain(error: unknown, circumstances: Circumstances): PrometheusError {
  const { shown, timeoutMs, ended } = circumstances;
  if (error instanceof BadAnswer) {
    return {
      kind: 'bad-answer',
      message: `${shown} answers something that Prometheus would not: ${error.message}`,
    };
  }
  if (ended === 'expired')
    return { kind: 'timeout', message: `${shown} did not answer within ${timeoutMs / 1000} s` };
  if (ended === 'given-up')
    return { kind: 'unreachable', message: `${shown} was not waited for: the query was given up` };
  if (error instanceof BrokenAnswer) return { kind: 'bad-answer', message: brokenText(error, circumstances) };
  if (error instanceof Refusal)
    return { kind: 'unreachable', message: `${shown} cannot be asked: ${error.message}` };
  return { kind: 'unreachable', message: `${shown} cannot be reached: ${whyNot(error)}` };
}

function brokenText({ why }: BrokenAnswer, { shown, maxBytes }: Circumstances): string {
  if (why === 'too-large')
    return `${shown} answers with more than ${Math.round(maxBytes / 2 ** 20)} MiB: aggregate in the expression`;
  if (why === 'encoding') return `${shown} answers in an encoding that was not asked for: only gzip is read`;
  return `${shown} broke off in the middle of its answer`;
}

function whyNot(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  const inner: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined;
  if (Error.isError(inner)) return whyNot(inner);
  const code = 'code' in error ? String(error.code) : '';
  const words = reasons[code];
  if (words !== undefined) return words;
  if (/CERT|SELF_SIGNED|ISSUER|CRL/.test(code))
    return `its certificate is not accepted (${code}): ${certificates}`;
  return error.message || code || error.name;
}

const certificates =
  'give its authority as ca_file and its name as server_name in tls_config, in data_sources of tocsin.yml';
const unknownAuthority = `its certificate is from an authority that this machine does not know: ${certificates}`;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused, nothing listens there',
  ECONNRESET: 'it closed the connection without an answer',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up right now',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  ETIMEDOUT: 'the connection was not established in time',
  EPROTO: 'it does not speak TLS as expected: does its address begin with http:// instead of https://?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS: write http:// in its address',
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it there',
  ERR_TLS_CERT_ALTNAME_INVALID: `its certificate is for another name: ${certificates}`,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
};
