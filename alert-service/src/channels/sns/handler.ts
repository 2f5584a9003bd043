import type { HttpSettings } from '#config/settings';
import type { Line, Reply } from '../http-line.ts';

/** What of a signed request goes over the wire. */
interface Signed {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What our way out says by itself: in the same words as were signed, or outside of the signature. */
const ours: ReadonlySet<string> = new Set(['host', 'content-length', 'user-agent']);

/** Carries what AWS's client has signed over our own line, with its guards and secrets. */
export function handlerOn(line: Line, http: HttpSettings, replies: Reply[]) {
  const handle = async ({ protocol, hostname, port, path, method, headers, body }: Signed) => {
    const sent = Object.entries(headers).filter(([name]) => !ours.has(name.toLowerCase()));
    const reply = await line.ask({
      url: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`,
      method: method === 'GET' ? 'GET' : 'POST',
      headers: Object.fromEntries(sent),
      ...(typeof body === 'string' && { body }),
      http,
    });
    replies.push(reply);
    return { response: { statusCode: reply.status, headers: {}, body: Buffer.from(reply.body) } };
  };
  return { handle, updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) };
}
