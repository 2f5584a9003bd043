import type { FailureReason, Outcome } from './channel.ts';
import { oneLine } from '#lib/plain-text';
import type { Scrub } from './secrets.ts';

/**
 * Limits of chats and pagers are over within the hour, bans included. What asks for more is a proxy's page for a planned day
 * of work, or a mistake: nobody must go unpaged for it, and one request an hour hurts nobody.
 */
const longestRetryAfterMs = 60 * 60_000;
const longestError = 400;
const retryStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

interface Told {
  /** Whom the sentence is about: `Slack`, `the webhook at https://host/…`. */
  readonly who: string;
  readonly scrub: Scrub;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter?: string | null | undefined;
  /** What the receiver said, if it said anything. */
  readonly body?: string;
  readonly now: number;
  /** Statuses by which this receiver, unlike others, asks for another attempt. */
  readonly alsoRetry?: readonly number[];
}

/** One place that turns an HTTP answer into an outcome. */
export function ofAnswer(answer: Answer, { who, scrub }: Told): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'done' };
  const said = oneLine(answer.body ?? '', 200);
  const error = oneLine(
    scrub(`${who} answered ${status}${said ? `: ${said}` : ''}${remedy(status)}`),
    longestError,
  );
  const failure = failureOf(status);
  const again = retryStatuses.has(status) || status >= 500 || answer.alsoRetry?.includes(status) === true;
  if (!again) return { kind: 'refused', error, failure, status };
  const retryAfterMs = retryAfterOf(answer.retryAfter, answer.now);
  return { kind: 'retry', error, failure, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Seconds or an HTTP date; at most an hour; nonsense is none. */
export function retryAfterOf(header: string | null | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const ms = /^\d+(\.\d+)?$/u.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(longestRetryAfterMs, Math.max(0, Math.round(ms)));
}

/** One place that turns an exception into an outcome: what did not get through is asked again. */
export function ofException(
  error: unknown,
  { who, scrub, signal }: Told & { readonly signal: AbortSignal },
): Outcome {
  const refusal = refusalIn(error);
  if (refusal) {
    return { kind: 'refused', error: people(`${who}: ${refusal.message}`, scrub), failure: refusal.failure };
  }
  if (signal.aborted) return ofAbort(signal, who);
  const failure: FailureReason = isTimeout(error) ? 'contextDeadlineExceeded' : 'other';
  return { kind: 'retry', error: people(`${who} cannot be reached: ${messageOf(error)}`, scrub), failure };
}

/** A timeout says so; any other abort is ours (shutdown, a lost lease). */
export function ofAbort(signal: AbortSignal, who: string): Outcome {
  const reason: unknown = signal.reason;
  return isTimeout(reason)
    ? { kind: 'retry', error: `${who} did not answer in time`, failure: 'contextDeadlineExceeded' }
    : { kind: 'retry', error: `the attempt at ${who} was broken off by us`, failure: 'contextCanceled' };
}

/** Asking again at once cannot help: somebody must change something, and the message says what. */
export class Refusal extends Error {
  readonly failure: FailureReason;
  constructor(message: string, failure: FailureReason = 'clientError') {
    super(message);
    this.name = 'Refusal';
    this.failure = failure;
  }
}

/** Clients wrap what their fetch throws. */
function refusalIn(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  return Error.isError(error) ? refusalIn(error.cause) : undefined;
}

/** The innermost message and code: `fetch failed` alone tells nobody anything. */
export function messageOf(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  if (Error.isError(error.cause)) return messageOf(error.cause);
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return messageOf(error.errors[0]);
  return error.message || codeOf(error) || error.name;
}

export const codeOf = (error: unknown): string | undefined =>
  Error.isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const people = (text: string, scrub: Scrub): string => oneLine(scrub(text), longestError);

const timeoutCodes: ReadonlySet<string> = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ECONNTIMEOUT']);

const isTimeout = (error: unknown): boolean =>
  Error.isError(error) && (error.name === 'TimeoutError' || timeoutCodes.has(codeOf(error) ?? ''));

function failureOf(status: number): FailureReason {
  if (status === 401 || status === 403) return 'authError';
  if (status === 429) return 'rateLimited';
  if (status >= 400 && status < 500) return 'clientError';
  return status >= 500 ? 'serverError' : 'other';
}

function remedy(status: number): string {
  if (status === 401 || status === 403) return '. Check the credentials of this receiver';
  if (status === 404 || status === 410) return '. Check the address of this receiver';
  if (status === 413) return '. Set max_alerts, or group by more labels';
  if (status >= 300 && status < 400) return '. It points elsewhere: configure the final address';
  return '';
}
