import { z } from 'zod';
import type { OAuth2Settings } from '#config/http-settings';
import type { Clock } from '#lib/clock';
import { revealed } from '../credentials.ts';
import { Refusal } from '../outcome.ts';
import { oneLine } from '#lib/plain-text';
import { addressForPeople, scrubber } from '../secrets.ts';
import { signedAssertion } from './assertion.ts';
import type { Outgoing } from './request.ts';

interface TokenAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface TokenParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly id: () => string;
  /** Over the connections of the token server's own TLS and proxy. */
  readonly ask: (request: Outgoing, settings: OAuth2Settings, hide: Hide) => Promise<TokenAnswer>;
}

type Hide = (...secrets: readonly string[]) => void;

interface Asked {
  readonly signal: AbortSignal | undefined;
  readonly hide: Hide;
}

export interface Tokens {
  /** `Bearer …`, kept until shortly before it expires or its secret is rotated. */
  authorization(settings: OAuth2Settings, asked: Asked): Promise<string>;
  /** It was refused: true where it had been good before, or is replaced already, so that a fresh one is worth a try. */
  refused(settings: OAuth2Settings, authorization: string): boolean;
}

/** Go's client stops using a token ten seconds before its end. */
const marginMs = 10_000;

interface Kept {
  readonly secret: string;
  readonly authorization: string;
  readonly token: string;
  readonly until: number;
  uses: number;
}

interface Client {
  /** How the server wants to be told who we are; found out at the first request, as Go does. */
  style?: 'header' | 'body';
  kept?: Kept;
  pending?: { readonly secret: string; readonly token: Promise<Kept> };
}

export function createTokens(parts: TokenParts): Tokens {
  const clients = new WeakMap<OAuth2Settings, Client>();
  const clientOf = (settings: OAuth2Settings): Client => {
    const known = clients.get(settings) ?? {};
    clients.set(settings, known);
    return known;
  };
  const fetched = async (settings: OAuth2Settings, secret: string, asked: Asked): Promise<Kept> => {
    const client = clientOf(settings);
    const token = ask(parts, { settings, secret, client, asked });
    const pending = { secret, token };
    client.pending = pending;
    try {
      return (client.kept = await token);
    } finally {
      if (client.pending === pending) delete client.pending;
    }
  };
  return {
    async authorization(settings, asked) {
      const secret = revealed(settings.secret);
      asked.hide(secret);
      const { kept, pending } = clientOf(settings);
      const valid = kept?.secret === secret && kept.until > parts.clock.now() ? kept : undefined;
      // Another request may have given up on the answer that we wait for: then we ask ourselves.
      const shared = pending?.secret === secret ? await pending.token.catch(() => undefined) : undefined;
      const token = valid ?? shared ?? (await fetched(settings, secret, asked));
      token.uses += 1;
      asked.hide(token.token);
      return token.authorization;
    },
    refused(settings, authorization) {
      const client = clientOf(settings);
      if (client.kept?.authorization !== authorization) return true;
      const usedBefore = client.kept.uses > 1;
      delete client.kept;
      return usedBefore;
    },
  };
}

interface Question {
  readonly settings: OAuth2Settings;
  readonly secret: string;
  readonly client: Client;
  readonly asked: Asked;
}

async function ask(parts: TokenParts, question: Question): Promise<Kept> {
  const { settings, secret, client, asked } = question;
  const send = (style: Client['style']): Promise<TokenAnswer> =>
    parts.ask(requestOf(parts, question, style), settings, asked.hide);
  const first = settings.assertion ? undefined : (client.style ?? 'header');
  let answer = await send(first);
  let style = first;
  if (!isGood(answer) && first === 'header' && client.style === undefined)
    answer = await send((style = 'body'));
  if (!isGood(answer)) throw refusal(answer, settings, secret);
  if (style) client.style = style;
  return { ...tokenIn(answer, settings, parts.clock.now()), secret, uses: 0 };
}

const isGood = ({ status }: TokenAnswer): boolean => status >= 200 && status < 300;

function requestOf(
  parts: TokenParts,
  { settings, secret, asked }: Question,
  style: Client['style'],
): Outgoing {
  const { clientId } = settings;
  const form = formOf(parts, settings, secret);
  const assertion = form.get('assertion');
  if (assertion) asked.hide(assertion);
  if (style === 'body') {
    form.set('client_id', clientId);
    if (secret) form.set('client_secret', secret);
  }
  const login = Buffer.from(`${formEncoded(clientId)}:${formEncoded(secret)}`).toString('base64');
  if (style === 'header') asked.hide(login, formEncoded(secret));
  return {
    url: new URL(settings.tokenUrl),
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(style === 'header' && { authorization: `Basic ${login}` }),
    },
    body: Buffer.from(form.toString()),
    signal: asked.signal,
  };
}

const formEncoded = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);

function formOf(parts: TokenParts, settings: OAuth2Settings, secret: string): URLSearchParams {
  const { assertion, scopes, endpointParams } = settings;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (assertion) {
    form.set('grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer');
    const facts = { ...assertion, subject: settings.clientId, scopes, key: secret };
    form.set('assertion', signedAssertion(facts, { now: parts.clock.now(), id: parts.id() }));
  }
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  for (const [name, value] of Object.entries(endpointParams)) {
    // As upstream: only the grant's name may be another, for servers that call it differently.
    if (name !== 'grant_type' && form.has(name))
      throw new Refusal(`endpoint_params of its oauth2 cannot say ${name} again: take it out`);
    form.set(name, value);
  }
  return form;
}

const Answer = z.object({
  access_token: z.string().min(1),
  token_type: z.string().optional(),
  expires_in: z.coerce.number().optional().catch(undefined),
});

function tokenIn(
  { body, contentType }: TokenAnswer,
  { tokenUrl }: OAuth2Settings,
  now: number,
): Pick<Kept, 'authorization' | 'token' | 'until'> {
  const form = /^(application\/x-www-form-urlencoded|text\/plain)\b/.test(contentType);
  const read = Answer.safeParse(form ? Object.fromEntries(new URLSearchParams(body)) : json(body));
  if (!read.success) throw new Error(`its token server ${addressForPeople(tokenUrl)} gave no access_token`);
  const { access_token: token, token_type: type = '', expires_in: seconds = 0 } = read.data;
  const named = type === '' || type.toLowerCase() === 'bearer' ? 'Bearer' : type;
  const until = seconds > 0 ? now + seconds * 1000 - marginMs : Number.POSITIVE_INFINITY;
  return { authorization: `${named} ${token}`, token, until };
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Its own fault may pass; ours waits for a person. */
function refusal({ status, body }: TokenAnswer, { tokenUrl }: OAuth2Settings, secret: string): Error {
  const said = oneLine(scrubber([secret])(body), 120);
  const text = `its token server ${addressForPeople(tokenUrl)} answered ${status}${said ? `: ${said}` : ''}`;
  if (status >= 500 || status === 429) return new Error(text);
  return new Refusal(`${text}. Check client_id, the secret and token_url of its oauth2`, 'authError');
}
