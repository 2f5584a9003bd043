import { z } from 'zod';
import { doubledPath, readAddress } from '#prometheus/address';
import { Secret } from '#lib/secret';
import { text } from './fields.ts';

/** An address that may hold a login: shown without it. */
export class SourceAddress {
  readonly url: Secret;
  readonly shown: string;
  readonly hasLogin: boolean;

  /** Throws, without repeating it, where it is no address. */
  constructor(written: string) {
    const { shown, headers } = readAddress(written);
    this.url = Secret.of(written);
    this.shown = shown;
    this.hasLogin = Object.keys(headers).length > 0;
  }

  toJSON(): string {
    return this.shown;
  }
}

export const sourceAddress = text.transform((written, context) => {
  const doubled = doubledPath(written.trim());
  if (doubled !== undefined) context.addIssue({ code: 'custom', message: doubled });
  try {
    return new SourceAddress(written.trim());
  } catch (error) {
    context.addIssue({ code: 'custom', message: Error.isError(error) ? error.message : String(error) });
    return z.NEVER;
  }
});
