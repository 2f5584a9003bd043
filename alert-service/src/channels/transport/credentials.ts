import type { HeaderSetting, HttpSettings } from '#config/http-settings';
import { revealed } from '../credentials.ts';
import type { Headers } from './request.ts';

export interface Dressed {
  readonly headers: Headers;
  /** To be kept out of whatever is said about the attempt. */
  readonly secrets: readonly string[];
}

/** What `http_config` says about who we are, tokens of OAuth 2 aside. */
export function authorizationHeader({ authorization, basicAuth }: HttpSettings): Dressed {
  if (authorization) {
    const credentials = revealed(authorization.credentials);
    return { headers: { authorization: `${authorization.type} ${credentials}` }, secrets: [credentials] };
  }
  if (!basicAuth) return { headers: {}, secrets: [] };
  const password = revealed(basicAuth.password);
  const login = Buffer.from(`${revealed(basicAuth.username)}:${password}`).toString('base64');
  return { headers: { authorization: `Basic ${login}` }, secrets: [password, login] };
}

/** The headers of `http_headers`, each value a line of its own. Another site is told none that is a secret. */
export function extraHeaders(settings: readonly HeaderSetting[], elsewhere: boolean): Dressed {
  const headers: Record<string, string[]> = {};
  const secrets: string[] = [];
  for (const { name, value, isSecret } of settings) {
    if (elsewhere && isSecret) continue;
    const said = revealed(value);
    (headers[name.toLowerCase()] ??= []).push(said);
    if (isSecret) secrets.push(said);
  }
  return { headers, secrets };
}
