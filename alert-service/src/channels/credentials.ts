import type { HttpSettings } from '#config/settings';
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

export interface AuthorizationHeader {
  readonly headers: Readonly<Record<string, string>>;
  /** To be kept out of whatever is said about the attempt. */
  readonly secrets: readonly string[];
}

/** What `http_config` says about who we are. */
export function authorizationHeader({ authorization, basicAuth }: HttpSettings): AuthorizationHeader {
  if (authorization) {
    const credentials = revealed(authorization.credentials);
    return { headers: { authorization: `${authorization.type} ${credentials}` }, secrets: [credentials] };
  }
  if (!basicAuth) return { headers: {}, secrets: [] };
  const password = revealed(basicAuth.password);
  const login = Buffer.from(`${revealed(basicAuth.username)}:${password}`).toString('base64');
  return { headers: { authorization: `Basic ${login}` }, secrets: [password, login] };
}
