import type { Secret } from '#lib/secret';
import { Refusal } from './outcome.ts';

/** The secret itself, for the moment of use; a file that cannot be read is named, and what to do with it. */
export function revealed(secret: Secret): string {
  try {
    return secret.reveal();
  } catch (error) {
    const why = Error.isError(error) && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Refusal(
      `the secret file ${secret.file ?? ''} cannot be read${why}: check that it exists and its owner`,
      'authError',
    );
  }
}
