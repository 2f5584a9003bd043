import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Why there is no whole answer. */
export class BrokenAnswer extends Error {
  readonly why: 'too-large' | 'broke-off' | 'encoding';
  constructor(why: BrokenAnswer['why']) {
    super(why);
    this.why = why;
  }
}

/** The whole body, decoded; more than `maxBytes` of it end the connection. Rejects with BrokenAnswer. */
export function collect(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (why: BrokenAnswer['why']): void => {
      incoming.destroy();
      reject(new BrokenAnswer(why));
    };
    incoming.on('error', () => fail('broke-off'));
    const body = decoded(incoming);
    if (!body) return fail('encoding');
    body.on('error', () => fail('broke-off'));
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) fail('too-large');
      else chunks.push(chunk);
    });
    body.on('end', () => resolve(textOf(chunks)));
  });
}

const textOf = (chunks: readonly Buffer[]): string =>
  (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString('utf8') ?? '';

/** Proxies compress what was not asked for, too. */
function decoded(incoming: IncomingMessage): Readable | undefined {
  const encoding = incoming.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return incoming;
  return encoding === 'gzip' || encoding === 'x-gzip' ? incoming.pipe(createGunzip()) : undefined;
}
