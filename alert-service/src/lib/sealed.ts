import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { readKeyFile } from './key-file.ts';

/** A secret that was sealed cannot be read; the message says which, and what to do. */
export class SealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SealError';
  }
}

/**
 * Keeps secrets in the database that only the holder of the key file can read. A place names where a secret is kept,
 * `automation/restart-checkout`, and is bound to it: copied to another place it cannot be read. It stands in errors.
 */
export interface Sealing {
  seal(text: string, place: string): string;
  /** Throws SealError. */
  unseal(sealed: string, place: string): string;
  /** The same for the same value, and tells nothing of it without the key file: in place of a secret that is not kept. */
  maskSecret(value: string): string;
}

/** Reads the key file, or makes it. Throws KeyFileError. */
export function createSealing(keyFile: string): Sealing {
  const keys = readKeyFile(keyFile).map(keyFrom);
  const [first] = keys;
  if (!first) throw new SealError(`${keyFile} holds no key`);
  return {
    seal: (text, place) => sealWith(first, text, place),
    unseal(sealed, place) {
      const [version, id, ...parts] = sealed.split('.');
      if (version !== format || id === undefined || parts.length !== 3)
        throw new SealError(
          `the secret of ${place} is not in a form that this version reads: enter it again, or run the version that sealed it`,
        );
      const key = keys.find((each) => each.id === id);
      if (!key)
        throw new SealError(
          `the secret of ${place} was sealed with the key ${id}, and ${keyFile} holds ${keys.map((each) => each.id).join(', ')}: add a line with that key (it is in the backup of this file), or enter the secret again`,
        );
      return open(key, parts, place);
    },
    maskSecret: (value) => `masked.${first.id}.${macOf(first.masking, value).toString('base64url')}`,
  };
}

const format = 's1';
const ivBytes = 12;

interface Key {
  /** Tells keys apart, and nothing of them. */
  readonly id: string;
  readonly sealing: Buffer;
  readonly masking: Buffer;
}

const keyFrom = (secret: Buffer): Key => {
  const derived = (use: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `tocsin ${use}`, 32));
  return {
    id: derived('id').subarray(0, 4).toString('hex'),
    sealing: derived('sealing'),
    masking: derived('masking'),
  };
};

const macOf = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function sealWith({ id, sealing }: Key, text: string, place: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [format, id, ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join(
    '.',
  );
}

function open({ sealing }: Key, parts: readonly string[], place: string): string {
  const [iv, sealed, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  try {
    if (!iv || !sealed || !tag) throw new SealError('incomplete');
    const decipher = createDecipheriv('aes-256-gcm', sealing, iv, { authTagLength: 16 })
      .setAAD(Buffer.from(place))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    throw new SealError(
      `the secret of ${place} was changed after it was sealed, or sealed for another place: enter it again`,
    );
  }
}
