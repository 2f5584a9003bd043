import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { WebConfig } from '#config/web-config';
import type { Clock } from '#lib/clock';
import type { Secret } from '#lib/secret';
import { HttpError } from './errors.ts';

export interface WebGateParts {
  /** Paths that prove by themselves who asks: Slack, GitHub, a link in a mail and a calendar program have no login of ours. */
  readonly needsNoLogin: (path: string) => boolean;
  readonly current: () => WebConfig;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** bcrypt. */
  readonly compare: (password: string, hash: string) => Promise<boolean>;
}

/** What `--web.config.file` asks of every request, before all doors: logins, a rate, headers. */
export function webGate({ current, clock, compare, needsNoLogin }: WebGateParts): RequestHandler {
  const limiter = rateLimiter(current().rateLimit, clock);
  const knows = loginCheck(compare);
  return async (request, response, next) => {
    const { users, headers } = current();
    if (!limiter())
      throw new HttpError(429, 'Too many requests', {
        detail: 'More requests than rate_limit of the web configuration allows: wait a moment.',
        retryAfterSeconds: 1,
      });
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (users.size > 0 && !needsNoLogin(request.path) && !(await knows(users, request))) {
      response.setHeader('WWW-Authenticate', 'Basic');
      throw new HttpError(401, 'Unauthorized', {
        detail:
          'Send Authorization: Basic, with a name and password of basic_auth_users in the web configuration.',
      });
    }
    next();
  };
}

/** As Go's rate limiter: so many at once, and one more each interval. As upstream, it holds from the start on. */
function rateLimiter(limit: WebConfig['rateLimit'], clock: WebGateParts['clock']): () => boolean {
  if (!limit) return () => true;
  const { burst, intervalMs } = limit;
  let left = burst;
  let at = clock.elapsed();
  return () => {
    const now = clock.elapsed();
    left = Math.min(burst, left + (now - at) / intervalMs);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** Of right logins and of wrong ones: a flood of these must not push those out. */
const keptOfEach = 100;
/** Passwords are slow to check on purpose: so many may wait for it. */
const mostWaiting = 50;

/** One password is checked at a time, and what came of it is kept, as upstream does both. */
function loginCheck(compare: WebGateParts['compare']) {
  const answers = { right: new Set<string>(), wrong: new Set<string>() };
  const knownOf = (key: string): boolean | undefined =>
    answers.right.has(key) ? true : answers.wrong.has(key) ? false : undefined;
  let line: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const check = async (key: string, password: string, hash: string): Promise<boolean> => {
    const known = knownOf(key);
    if (known !== undefined) return known;
    const right = await compare(password, hash).catch(() => false);
    const kept = right ? answers.right : answers.wrong;
    const [oldest] = kept;
    if (kept.size >= keptOfEach && oldest !== undefined) kept.delete(oldest);
    kept.add(key);
    return right;
  };
  return async (users: ReadonlyMap<string, Secret>, request: Request): Promise<boolean> => {
    const login = loginOf(request);
    if (!login) return false;
    const hash = users.get(login.name);
    // An unknown name costs as much time as a wrong password: nobody learns which names there are.
    const [compared = ''] = [hash ?? [...users.values()][0]].map((secret) => secret?.reveal());
    const key = createHash('sha256')
      .update(JSON.stringify([login.name, compared, login.password]))
      .digest('base64');
    const known = knownOf(key);
    if (known !== undefined) return known && hash !== undefined;
    if (waiting >= mostWaiting)
      throw new HttpError(503, 'Too many logins are being checked', { retryAfterSeconds: 1 });
    waiting += 1;
    const turn = line.then(() => check(key, login.password, compared));
    line = turn.catch(() => undefined);
    const right = await turn.finally(() => (waiting -= 1));
    return right && hash !== undefined;
  };
}

function loginOf({ headers }: Request): { name: string; password: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { name: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
