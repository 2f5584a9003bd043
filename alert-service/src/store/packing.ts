import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** A stored format: numbered, and old numbers stay readable as migrations do. 1: zstd of JSON. */
export const packedFormat = 1;

export const pack = (value: unknown): Uint8Array => zstdCompressSync(JSON.stringify(value));

/** Reads what `pack` wrote; what it is, the format number says. */
export function unpack(format: number, body: Uint8Array): unknown {
  if (format !== packedFormat)
    throw new Error(
      `stored format ${format} is not known to this version: start a newer one on this database`,
    );
  return JSON.parse(zstdDecompressSync(body).toString('utf8'));
}
