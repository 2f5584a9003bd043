import type { Request, Response, Router } from 'express';
import { readBody } from '#http/body';
import { HttpError } from '#http/errors';
import { exactRouter, only } from '#http/routing';
import { carryOut, type Doing, isSo } from '../act.ts';
import type { AnswerDoor } from '../answer-door.ts';
import type { AnswerToken, Tokens } from '../tokens.ts';
import { isKnown, readerOf } from '../reader.ts';
import { createNonces, type Nonces } from './nonce.ts';
import { type LinkPage, pageHtml, pagePolicy, type Press } from './page.ts';
import {
  again,
  confirming,
  expired,
  forged,
  forgotten,
  nobody,
  pressOf,
  type Seen,
  told,
  undo,
} from './sheets.ts';

interface LinkParts {
  readonly door: AnswerDoor;
  readonly tokens: Tokens;
}

interface Working extends LinkParts {
  readonly nonces: Nonces;
}

const longestForm = 4_096;

/**
 * `/answers/link/TOKEN`: GET shows what would be done, and POST, which only a press on that page sends, does it. Mail
 * scanners and previews fetch every link: for them nothing happens.
 */
export function linkAnswers(parts: LinkParts): Router {
  const working = { ...parts, nonces: createNonces(parts.tokens, parts.door.clock) };
  const router = exactRouter();
  router.get('/:token', (request, response) => {
    const seen = seenBy(working, request.params.token);
    send(response, 'status' in seen ? seen : confirmingPage(working, seen, request.params.token));
  });
  router.post('/:token', async (request, response) => {
    send(response, await pressed(working, request));
  });
  router.all('/:token', only('GET, HEAD, POST'));
  return router;
}

/** Of the path below `/answers`. */
export const isSignedLink = (tokens: Pick<Tokens, 'read'>, path: string): boolean =>
  tokens.read(/^\/link\/([^/]+)$/.exec(path)?.[1] ?? '').kind !== 'forged';

function send(response: Response, page: LinkPage): void {
  response
    .status(page.status)
    .setHeader('Content-Security-Policy', pagePolicy)
    .setHeader('Referrer-Policy', 'no-referrer')
    .setHeader('Cache-Control', 'no-store')
    .setHeader('X-Robots-Tag', 'noindex')
    .setHeader('X-Frame-Options', 'DENY');
  if (page.status === 503) response.setHeader('Retry-After', '10');
  response.type('html').send(pageHtml(page));
}

function seenBy({ door, tokens }: LinkParts, text: string): Seen | LinkPage {
  const read = tokens.read(text);
  if (read.kind === 'expired') return expired;
  if (read.kind === 'forged' || !isPressed(read.token)) return forged;
  const person = door.person(read.token.person) ?? readerOf(read.token.person);
  if (!person) return nobody;
  const incident = door.incident(read.token.incident);
  return incident ? { door, token: read.token, person, incident } : forgotten;
}

/** Those that Twilio asks are no pages. */
const isPressed = (token: AnswerToken): token is AnswerToken & { readonly does: Doing } =>
  token.does !== 'voice' && token.does !== 'report';

const confirmingPage = ({ nonces }: Working, seen: Seen, token: string): LinkPage =>
  confirming(seen, pressOf(seen.token.does, { token, nonce: nonces.make(token) }));

async function pressed(working: Working, request: Request<{ token: string }>): Promise<LinkPage> {
  const { door, nonces } = working;
  const { token } = request.params;
  const nonce = await nonceIn(request);
  const seen = seenBy(working, token);
  if ('status' in seen) return seen;
  if (!nonces.isGood(nonce, token)) return again(confirmingPage(working, seen, token));
  const { does, incident } = seen.token;
  const carried = await carryOut(door, {
    person: seen.person,
    incident,
    does,
    via: isKnown(seen.person) ? 'email' : 'app',
    once: nonce,
  });
  const retry = carried.became === 'later' ? pressOf(does, { token, nonce }) : undefined;
  const now = { ...seen, incident: carried.incident ?? seen.incident };
  const undoable = carried.became === 'done' && isSo({ does, person: seen.person }, now.incident);
  return told(now, carried, undoable ? undoPress(working, seen) : retry);
}

function undoPress({ tokens, nonces }: Working, { token }: Seen): Press | undefined {
  const does = undo(token.does);
  if (!does) return undefined;
  const written = tokens.write({ ...token, does });
  return pressOf(does, { token: written, nonce: nonces.make(written), secondary: true });
}

async function nonceIn(request: Request<{ token: string }>): Promise<string> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw new HttpError(415, 'This takes what the form on its page sends');
  return new URLSearchParams(await readBody(request, longestForm)).get('nonce') ?? '';
}
