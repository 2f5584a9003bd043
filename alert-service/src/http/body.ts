import type { IncomingMessage } from 'node:http';
import { HttpError } from './errors.ts';

/** 100,000 alerts of a real Prometheus fit; a mistake of 50 MB does not. */
const largest = 32 * 1024 * 1024;
/** So much of a refused body is still read, for a client that reads no answer before it has sent all. */
const drainedAtMost = 64 * 1024 * 1024;

/** A page of another origin can send any other type without asking first. */
export function requireJson({ headers }: IncomingMessage): void {
  const type = headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new HttpError(415, 'Writes need Content-Type: application/json', {
      detail: `unsupported media type ${JSON.stringify(type)}, only [application/json] are allowed`,
    });
}

/** The whole body as text; 413 as soon as it is known to be too long, chunked ones included. */
export function readBody(request: IncomingMessage, limit = largest): Promise<string> {
  const declared = Number(request.headers['content-length'] ?? 0);
  return new Promise((resolve, reject) => {
    const tooLong = (): void => {
      drain(request);
      const detail = `The body is longer than ${limit / 1024 / 1024} MiB: send it in several requests.`;
      reject(new HttpError(413, 'The body is too long', { detail }));
    };
    if (declared > limit) return tooLong();
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) return tooLong();
      chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks, length).toString('utf8')));
    request.on('error', () => reject(new HttpError(400, 'The request ended before its body did')));
  });
}

function drain(request: IncomingMessage): void {
  let drained = 0;
  request.removeAllListeners('data').on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > drainedAtMost) request.destroy();
  });
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    throw new HttpError(400, 'The body is not JSON', { detail });
  }
}
