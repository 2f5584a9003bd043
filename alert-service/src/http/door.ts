import { timingSafeEqual } from 'node:crypto';
import type { Person } from '@tocsin/api';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { requireJson } from './body.ts';
import { HttpError } from './errors.ts';

/** Who may come in with a token. `proxy`: Grafana's, for every viewer; `client`: a program that acts as itself. */
export interface Token {
  readonly name: string;
  readonly kind: 'proxy' | 'client';
  readonly role: 'viewer' | 'operator';
  /** Compared in constant time; never printed. */
  readonly matches: (presented: string) => boolean;
}

/** Who asks, and what they may do. */
export interface Caller {
  readonly person: Person;
  readonly role: 'viewer' | 'operator';
}

export interface DoorOptions {
  readonly tokens: readonly Token[];
  /** The single user on loopback. */
  readonly localPerson: string;
  /** Host names under which this service is known, besides loopback's own. */
  readonly knownHosts: readonly string[];
  /** Other origins whose pages may ask, by --web.cors.origin. */
  readonly allowedOrigin?: (origin: string) => boolean;
}

const callers = new WeakMap<Request, Caller>();

/** The caller that the door let in; there is none on open paths. */
export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (!caller) throw new HttpError(401, 'Not let in');
  return caller;
}

export const sameSecret = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

/**
 * The engine's contract, line 34: a token, or loopback with a known Host and no cross-site request. Writes carry JSON,
 * which a page of another origin cannot send without asking first, and there is no CORS to answer it.
 */
export function door(options: DoorOptions): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction): void => {
    callers.set(request, letIn(options, request));
    if (request.method !== 'GET' && request.method !== 'HEAD') requireJson(request);
    next();
  };
}

function letIn(options: DoorOptions, request: Request): Caller {
  const presented = presentedToken(request);
  if (presented !== undefined) return byToken(options, presented);
  if (!isLoopback(request))
    throw new HttpError(401, 'A token is needed', {
      detail: 'Send Authorization: Bearer TOKEN, with a token from api.tokens in tocsin.yml.',
    });
  if (!isKnownHost(options, request))
    throw new HttpError(421, 'Unknown Host', {
      detail: `The Host ${JSON.stringify(request.headers.host ?? '')} is not this service's: set --web.external-url, or ask 127.0.0.1.`,
    });
  if (isOtherSite(request) && !isAllowed(options, request))
    throw new HttpError(403, 'Another site may not ask this', {
      detail: 'Open the console under its own address.',
    });
  return { person: { name: options.localPerson, known: true }, role: 'operator' };
}

/** In a header of its own where Authorization holds the login of --web.config.file. */
function presentedToken({ headers }: Request): string | undefined {
  const [, bearer] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const own = headers['x-tocsin-token'];
  return bearer ?? (typeof own === 'string' ? own : undefined);
}

const isAllowed = ({ allowedOrigin }: DoorOptions, { headers: { origin } }: Request): boolean =>
  origin !== undefined && allowedOrigin?.(origin) === true;

function byToken({ tokens }: DoorOptions, presented: string): Caller {
  // A token whose file is empty or missing is nobody's.
  const token = presented === '' ? undefined : tokens.find((each) => each.matches(presented));
  if (!token) throw new HttpError(401, 'The token is not known', { detail: 'See api.tokens in tocsin.yml.' });
  if (token.kind === 'client') return { person: { name: token.name, known: true }, role: token.role };
  // Behind Grafana every viewer carries the same token: without a verified identity nobody is known.
  return { person: { name: 'not known', known: false }, role: 'viewer' };
}

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/** Any of them says that a proxy on this machine passes on what comes from elsewhere. */
const passedOn = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
];

/** HTTP/1.0 is what proxies speak that were told nothing else; no browser does. */
function isLoopback({ headers, httpVersion, socket }: Request): boolean {
  if (httpVersion === '1.0' || passedOn.some((name) => headers[name] !== undefined)) return false;
  return loopback.test(socket.remoteAddress ?? '');
}

/** Nobody can point a name of their own at us and be let in: an address, localhost, or a name the operator gave. */
function isKnownHost({ knownHosts }: DoorOptions, request: Request): boolean {
  const [, written = ''] = /^(\[[\da-f:.]+\]|[^:@]*?)\.?(:\d*)?$/i.exec(request.headers.host ?? '') ?? [];
  const host = written.toLowerCase();
  return (
    ['localhost', '[::1]', ...knownHosts].includes(host) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/** Browsers tell Sec-Fetch-Site only to trustworthy addresses, but each tells the Origin of a request across origins. */
function isOtherSite({ headers }: Request): boolean {
  const { host = '', origin } = headers;
  if (['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']))) return true;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host.toLowerCase());
}

/** A write needs a person who may. */
export function requireOperator(request: Request): Caller {
  const caller = callerOf(request);
  if (!caller.person.known)
    throw new HttpError(403, 'It is not known who you are', {
      detail:
        'Grafana did not prove your identity to the alert service. Use a client token with role operator, or the console on loopback.',
    });
  if (caller.role !== 'operator')
    throw new HttpError(403, 'A viewer may not do this', { detail: 'Ask for a token with role operator.' });
  return caller;
}
