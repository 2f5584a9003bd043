import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: GET. */
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Why there is no whole answer. `code` is Node's or ours. */
export class TransportError extends Error {
  readonly code: 'too-large' | 'broke-off' | (string & {});
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface Transport {
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/** Keeps connections open between evaluations, which Node's fetch would close after four seconds. */
export function createTransport(): Transport {
  const plain = new HttpAgent({ keepAlive: true, maxFreeSockets: 16 });
  const secure = new HttpsAgent({ keepAlive: true, maxFreeSockets: 16 });
  const once = (request: HttpRequest): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const { url, headers, body, signal } = request;
      const options = { method: body === undefined ? 'GET' : 'POST', headers, signal };
      const sent: ClientRequest =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, agent: secure })
          : httpRequest(url, { ...options, agent: plain });
      sent.on('error', (error) =>
        reject(stale(sent, error) ? new StaleConnection() : asTransportError(error)),
      );
      sent.on('response', (response) => void collect(response, request.maxBytes).then(resolve, reject));
      sent.end(body);
    });
  return {
    send: (request) =>
      once(request).catch((error: unknown) => {
        if (error instanceof StaleConnection) return once(request);
        throw error;
      }),
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** The server closed an idle connection just as it was used again: nothing was asked yet. */
class StaleConnection extends TransportError {
  constructor() {
    super('ECONNRESET');
  }
}

const stale = (sent: ClientRequest, error: Error): boolean =>
  sent.reusedSocket && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');

function asTransportError(error: Error): Error {
  if (error.name === 'AbortError') return error;
  return new TransportError('code' in error ? String(error.code) : error.message);
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > maxBytes) throw new TransportError('too-large');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof TransportError || (error instanceof Error && error.name === 'AbortError'))
      throw error;
    throw new TransportError('broke-off');
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}
