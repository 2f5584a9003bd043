import { InvalidConfiguration } from './config-error.ts';

const encodingOf = ([first, second]: Uint8Array): string =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';

/** UTF-8, or UTF-16 that says so by its first bytes, as Go's reader takes it. Throws InvalidConfiguration. */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    const message = 'this file is not in UTF-8: save it in that encoding';
    throw new InvalidConfiguration([{ file, line: 1, column: 1, message }]);
  }
}
