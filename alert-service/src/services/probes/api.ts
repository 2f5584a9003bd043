import { spokenDuration } from '@tocsin/model';
import { retryAfterOf } from '#channels/outcome';
import { type Asking, type Found, tookWords } from './finding.ts';
import { answerTo, readWebAnswer, type WebAnswer, type WebSettings } from './http.ts';
import { type RateLimit, rateLimitOf, shareLeft } from './rate-limit.ts';

/** Less than this share of the limit is left: worth knowing before requests are refused. */
const fewLeft = 0.2;

/** An API of somebody else's, which may answer well and yet be about to refuse us. */
export async function askApi(settings: WebSettings, asking: Asking): Promise<Found> {
  return readApiAnswer(await answerTo(settings, asking), settings, asking.clock.now());
}

function readApiAnswer(
  answer: WebAnswer,
  expected: Pick<WebSettings, 'expectStatus' | 'expectText'>,
  now: number,
): Found {
  const said = rateLimitOf(answer.headers, now);
  const retryAfterMs = retryAfterOf(answer.headers.get('retry-after'), now);
  const resetAt = said?.resetAt ?? (retryAfterMs === undefined ? undefined : now + retryAfterMs);
  const limit: RateLimit | undefined =
    said || resetAt !== undefined ? { ...said, ...(resetAt !== undefined && { resetAt }) } : undefined;
  const found = isRefused(answer, limit)
    ? refused(answer, limit, now)
    : read(answer, { expected, limit, now });
  return { ...found, ...(limit && { rateLimit: limit }) };
}

/** 429; and 403 with none left, as GitHub says it. */
const isRefused = ({ status }: WebAnswer, limit: RateLimit | undefined): boolean =>
  status === 429 || (status === 403 && limit?.remaining === 0);

/** Requests are refused: all of them where nothing is left, else those that came too fast. */
function refused({ status }: WebAnswer, limit: RateLimit | undefined, now: number): Found {
  const again = limit?.resetAt === undefined ? '' : `; again in ${until(limit.resetAt, now)}`;
  const isTooFast = limit?.remaining !== undefined && limit.remaining > 0;
  if (isTooFast)
    return { state: 'degraded', text: `${status}: it is asked too fast; ${leftOf(limit)}${again}` };
  return { state: 'failing', text: `${status}: its rate limit is used up${again}` };
}

interface Around {
  readonly expected: Pick<WebSettings, 'expectStatus' | 'expectText'>;
  readonly limit: RateLimit | undefined;
  readonly now: number;
}

function read(answer: WebAnswer, { expected, limit, now }: Around): Found {
  const found = readWebAnswer(answer, expected);
  if (found.state !== 'healthy' || limit?.remaining === undefined) return found;
  const share = shareLeft(limit);
  const again = limit.resetAt === undefined ? '' : `, all again in ${until(limit.resetAt, now)}`;
  const text = `${answer.status} in ${tookWords(answer.tookMs)}; ${leftOf(limit)}${again}`;
  if (share === 0) return { state: 'failing', text };
  return { state: share < fewLeft ? 'degraded' : 'healthy', text };
}

const until = (at: number, now: number): string => spokenDuration(Math.max(0, at - now));

function leftOf({ remaining = 0, limit }: RateLimit): string {
  return limit === undefined ? `${remaining} requests left` : `${remaining} of ${limit} requests left`;
}
