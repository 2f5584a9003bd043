import { constants, createGzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** One client of a stream of events. */
export interface EventWriter {
  write(text: string): void;
  /** Bytes that it has not taken yet, wherever they wait. */
  buffered(): number;
  end(): void;
  destroy(): void;
}

/** Small windows: a thousand clients would hold a quarter of a gigabyte with those of zlib. Each write goes out at once. */
const sparing = { level: 3, windowBits: 12, memLevel: 5, flush: constants.Z_SYNC_FLUSH };

/** Compressed where much is to come and the client can read it. */
export function eventWriter(request: Request, response: Response, isMuch: boolean): EventWriter {
  if (!isMuch || request.acceptsEncodings('gzip', 'identity') !== 'gzip') {
    response.flushHeaders();
    return {
      write: (text) => void response.write(text),
      buffered: () => response.writableLength,
      end: () => void response.end(),
      destroy: () => void response.destroy(),
    };
  }
  response.setHeader('Content-Encoding', 'gzip').vary('Accept-Encoding');
  response.flushHeaders();
  const gzip = createGzip(sparing);
  gzip.on('error', () => response.destroy());
  gzip.pipe(response);
  response.on('close', () => gzip.destroy());
  return {
    write: (text) => void gzip.write(text),
    buffered: () => gzip.writableLength + gzip.readableLength + response.writableLength,
    end: () => void gzip.end(),
    destroy: () => void response.destroy(),
  };
}
