import { timingSafeEqual } from 'node:crypto';
import type { Role } from '@tocsin/api';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { requireJson } from './body.ts';
import { type Caller, letIn } from './caller.ts';
import { HttpError } from './errors.ts';
import type { Identified } from './identity.ts';
import { isKnownHost, isLoopback, isOtherSite } from './same-machine.ts';

export { type Caller, callerOf, requireRole } from './caller.ts';

/** Who may come in with a token. `proxy`: Grafana's, for every viewer; `client`: a program that acts as itself. */
export interface Token {
  readonly name: string;
  readonly kind: 'proxy' | 'client';
  readonly role: Role;
  /** Compared in constant time; never printed. */
  readonly matches: (presented: string) => boolean;
}

/** The single user on loopback. */
export interface LocalPerson {
  readonly name: string;
  readonly login: string;
}

/** By what an on-call person may be found, each of it proved. */
export interface Known {
  readonly logins: readonly string[];
  readonly email?: string;
}

export interface DoorOptions {
  readonly tokens: readonly Token[];
  readonly local: LocalPerson;
  /** Host names under which this service is known, besides loopback's own. */
  readonly knownHosts: readonly string[];
  /** Other origins whose pages may ask, by --web.cors.origin. */
  readonly allowedOrigin?: (origin: string) => boolean;
  /** Who asks through Grafana's proxy. */
  readonly identify: (request: Request) => Promise<Identified>;
  readonly onCallPerson: (known: Known) => { readonly id: string; readonly name: string } | undefined;
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
  return async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    letIn(request, await callerFrom(options, request));
    if (request.method !== 'GET' && request.method !== 'HEAD') requireJson(request);
    next();
  };
}

async function callerFrom(options: DoorOptions, request: Request): Promise<Caller> {
  const presented = presentedToken(request);
  if (presented !== undefined) return byToken(options, presented, request);
  if (!isLoopback(request))
    throw new HttpError(401, 'A token is needed', {
      detail: 'Send Authorization: Bearer TOKEN, with a token from api.tokens in tocsin.yml.',
    });
  if (!isKnownHost(options.knownHosts, request))
    throw new HttpError(421, 'Unknown Host', {
      detail: `The Host ${JSON.stringify(request.headers.host ?? '')} is not this service's: set --web.external-url, or ask 127.0.0.1.`,
    });
  if (isOtherSite(request) && !isAllowed(options, request))
    throw new HttpError(403, 'Another site may not ask this', {
      detail: 'Open the console under its own address.',
    });
  return onThisMachine(options, request);
}

/** In a header of its own where Authorization holds the login of --web.config.file. */
function presentedToken({ headers }: Request): string | undefined {
  const [, bearer] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const own = headers['x-tocsin-token'];
  return bearer ?? (typeof own === 'string' ? own : offeredToken(headers));
}

/**
 * A page can set no header of a WebSocket but the protocols it offers; in the address it would stand in logs. The one
 * that is chosen is another: see sockets.
 */
function offeredToken({
  upgrade,
  'sec-websocket-protocol': offered,
}: Request['headers']): string | undefined {
  if (upgrade === undefined || offered === undefined) return undefined;
  const [, encoded] = /(?:^|[\s,])tocsin\.bearer\.([\w-]+)/.exec(offered) ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString('utf8');
}

const isAllowed = ({ allowedOrigin }: DoorOptions, { headers: { origin } }: Request): boolean =>
  origin !== undefined && allowedOrigin?.(origin) === true;

function onThisMachine({ local, onCallPerson }: DoorOptions, { headers }: Request): Caller {
  const id = onCallPerson({ logins: [local.login] })?.id;
  return {
    person: { name: local.name, known: true, login: local.login, ...(id !== undefined && { id }) },
    role: 'admin',
    // Browsers say it of each request; a program seldom does.
    via: headers['sec-fetch-site'] === undefined ? 'api' : 'app',
    remedy: '',
  };
}

async function byToken(options: DoorOptions, presented: string, request: Request): Promise<Caller> {
  // A token whose file is empty or missing is nobody's.
  const token = presented === '' ? undefined : options.tokens.find((each) => each.matches(presented));
  if (!token) throw new HttpError(401, 'The token is not known', { detail: 'See api.tokens in tocsin.yml.' });
  if (token.kind === 'proxy') return throughGrafana(options, await options.identify(request));
  const remedy = `The token ${token.name} has the role ${token.role}: see api.tokens in tocsin.yml.`;
  return { person: { name: token.name, known: true }, role: token.role, via: 'api', remedy };
}

/** Every viewer carries the same token there: only a proved identity says who it is. */
function throughGrafana({ onCallPerson }: DoorOptions, identified: Identified): Caller {
  if (!identified.known)
    return {
      person: { name: 'not known', known: false },
      role: 'viewer',
      via: 'app',
      remedy: identified.remedy,
    };
  const { name, login, logins, email, role, remedy } = identified;
  const found = onCallPerson({ logins, ...(email !== undefined && { email }) });
  return {
    person: { name: found?.name ?? name, known: true, login, ...(found && { id: found.id }) },
    role,
    via: 'app',
    remedy,
  };
}
