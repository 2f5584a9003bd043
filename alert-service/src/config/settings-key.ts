import { createHash } from 'node:crypto';
import { Secret } from '#lib/secret';
import { SourceAddress } from './source-address.ts';

/** Equal where settings are, secrets included: for memory only, never to be shown or kept. */
export function settingsKey(settings: object): string {
  const reveal = function (this: unknown, name: string, value: unknown): unknown {
    const written: unknown = isRecord(this) ? this[name] : value;
    if (written instanceof SourceAddress) return written.url.reveal();
    if (!(written instanceof Secret)) return value;
    return written.file === undefined ? ['text', written.reveal()] : ['file', written.file];
  };
  return createHash('sha256').update(JSON.stringify(settings, reveal)).digest('base64');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
