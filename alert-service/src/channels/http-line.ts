import type { HttpSettings } from '#config/settings';
import type { Secret } from '#lib/secret';
import type { Edge, Message, Outcome } from './channel.ts';
import { revealed } from './credentials.ts';
import { type Answer, ofAnswer, ofException, Refusal } from './outcome.ts';
import { addressSecrets, scrubber } from './secrets.ts';

export interface Request {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A body that is no JSON; its type stands in `headers`. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly http: HttpSettings;
  /** Statuses below 500 by which this receiver asks for another attempt, beside 429 and its like. */
  readonly alsoRetry?: readonly number[];
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly outcome: Outcome;
}

/** One attempt's conversation with a receiver. Every secret that goes through it is kept out of what is said afterwards. */
export interface Line {
  reveal(secret: Secret): string;
  /** An address that is as good as a password. */
  address(secret: Secret): string;
  hide(...secrets: readonly string[]): void;
  ask(request: Request): Promise<Reply>;
  /** What an answer means that carries its own status in its body. */
  judged(answer: Pick<Answer, 'status' | 'body'> & { readonly retryAfter?: string }): Outcome;
}

/** What goes over HTTP needs of the world. */
export type HttpEdge = Pick<Edge, 'fetch' | 'clock' | 'signal' | 'version'>;

/** An attempt over HTTP: whatever is thrown in it becomes an outcome. */
export async function overHttp(
  who: string,
  edge: HttpEdge,
  talk: (line: Line) => Promise<Outcome>,
): Promise<Outcome> {
  const secrets: string[] = [];
  try {
    return await talk(lineOf(who, edge, secrets));
  } catch (error) {
    return ofException(error, { who, scrub: scrubber(secrets), signal: edge.signal });
  }
}

function lineOf(who: string, edge: HttpEdge, secrets: string[]): Line {
  const hide = (...found: readonly string[]): void => void secrets.push(...found);
  const judge = (answer: Omit<Answer, 'now'>): Outcome => {
    const scrub = scrubber(secrets);
    // Scrubbed whole: the first half of a secret that is cut off would not be known as one.
    return ofAnswer({ ...answer, body: scrub(answer.body ?? ''), now: edge.clock.now() }, { who, scrub });
  };
  return {
    hide,
    judged: judge,
    reveal(secret) {
      const value = revealed(secret);
      hide(value);
      return value;
    },
    address(secret) {
      const address = revealed(secret).trim();
      hide(...addressSecrets(address));
      return address;
    },
    async ask(request) {
      const response = await sent(request, { edge, hide });
      const { status, headers } = response;
      // The status was said: what breaks off after it changes nothing of what became of the message.
      const body = await response.text().catch(() => '');
      const { alsoRetry } = request;
      const outcome = judge({
        status,
        body,
        retryAfter: headers.get('retry-after'),
        ...(alsoRetry && { alsoRetry }),
      });
      return { status, body, outcome };
    },
  };
}

function sent(
  { url, method = 'POST', headers, json, body, http }: Request,
  { edge, hide }: { readonly edge: HttpEdge; readonly hide: Line['hide'] },
): Promise<Response> {
  const content = json === undefined ? body : jsonText(json);
  return edge.fetch(url, {
    method,
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      'user-agent': `Tocsin/${edge.version}`,
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
    http,
    hide,
    signal: edge.signal,
  });
}

/** A lone surrogate cannot go over the wire: half of the receivers would refuse the whole message for it. An integer that JSON's readers may round goes as text. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    return typeof part === 'string' ? part.toWellFormed() : part;
  });

/** Where to and as whom: a template that fails leaves nobody to tell, and its text may be a secret. */
export function aimed(
  template: string,
  { what, message, edge }: { readonly what: string; readonly message: Message; readonly edge: Edge },
): string {
  if (!template.includes('{{')) return template;
  try {
    return edge.expand(template, message);
  } catch {
    throw new Refusal(`the template in its ${what} fails: check it with the labels of this group`);
  }
}
