import { isIPv6 } from 'node:net';
import type { Request, RequestHandler } from 'express';
import type { Clock } from '#lib/clock';
import { HttpError } from './errors.ts';

interface AnswersLimitParts {
  readonly clock: Pick<Clock, 'elapsed'>;
  /** Of a path that carries a signature of ours; below `/answers` or `/calendars`. */
  readonly isGenuine?: (path: string) => boolean;
}

/** At once, from one address: a button pressed by a whole team behind one proxy passes. */
const burst = 120;
const perSecond = 10;
/** What a refused one costs besides: who guesses at links and signatures comes to a few a second. */
const refusedCost = 19;
/** Addresses remembered; the one seen longest ago is forgotten first, and begins anew. */
const mostAddresses = 10_000;
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/**
 * What these send is signed, or carries a long secret, which nobody comes to by guessing. Behind a proxy all share one
 * address: a stranger's tries must not keep a pressed button out.
 */
const signed = /^\/(slack|twilio|telegram|push|mattermost|pagerduty|opsgenie|github|gitlab)(\/|$)/;

interface Bucket {
  left: number;
  at: number;
}

/**
 * Below /answers everybody may ask, and each answer proves itself: so guessing is made slow, for each remote address. A
 * link that we signed counts for itself: whoever guesses from behind the same proxy must not keep it out.
 */
export function answersLimit({ clock, isGenuine = () => false }: AnswersLimitParts): RequestHandler {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (address: string): Bucket => {
    const now = clock.elapsed();
    const known = buckets.get(address) ?? { left: burst, at: now };
    known.left = Math.min(burst, known.left + ((now - known.at) / 1_000) * perSecond);
    known.at = now;
    buckets.delete(address);
    buckets.set(address, known);
    const [oldest] = buckets.keys();
    if (buckets.size > mostAddresses && oldest !== undefined) buckets.delete(oldest);
    return known;
  };
  return (request, response, next) => {
    if (signed.test(request.path)) return next();
    const bucket = bucketOf(isGenuine(request.path) ? `signed ${request.path}` : addressOf(request));
    if (bucket.left < 1)
      throw new HttpError(429, 'Too many requests', {
        detail: 'Too many answers came from your address: wait a moment, and try again.',
        retryAfterSeconds: Math.ceil((1 - bucket.left) / perSecond),
      });
    bucket.left -= 1;
    response.once('finish', () => {
      if (refusals.has(response.statusCode)) bucket.left -= refusedCost;
    });
    next();
  };
}

/** Who has one IPv6 address has a whole /64 of them. */
function addressOf({ socket }: Request): string {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const written = head === '' ? [] : head.split(':');
  const zeros = tail === undefined ? 0 : 8 - written.length - tail.split(':').filter(Boolean).length;
  return [...written, ...Array.from({ length: zeros }, () => '0')].slice(0, 4).join(':');
}
