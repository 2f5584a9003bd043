import type { Edge } from './channel.ts';
import { Refusal } from './outcome.ts';

/** A value that prints itself as `<secret>` and says what it is only when asked. */
export interface Secret {
  reveal(): string;
}

/** Written in the configuration, or in a file that is read each time it is used, so that rotating it needs no reload. */
export type SecretSource = Secret | { readonly file: string };

export async function readSecret(source: SecretSource, edge: Pick<Edge, 'readFile'>): Promise<string> {
  if (!('file' in source)) return source.reveal();
  try {
    return (await edge.readFile(source.file)).trim();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
    throw new Refusal(`the secret file ${source.file} cannot be used: ${code}`, 'authError');
  }
}

/** What `http_config` says about who we are. */
export type Authorization =
  | { readonly kind: 'header'; readonly type: string; readonly credentials: SecretSource }
  | { readonly kind: 'basic'; readonly username: string; readonly password: SecretSource };

export interface AuthorizationHeader {
  readonly headers: Readonly<Record<string, string>>;
  /** To be kept out of whatever is said about the attempt. */
  readonly secrets: readonly string[];
}

export async function authorizationHeader(
  authorization: Authorization | undefined,
  edge: Pick<Edge, 'readFile'>,
): Promise<AuthorizationHeader> {
  if (!authorization) return { headers: {}, secrets: [] };
  if (authorization.kind === 'header') {
    const credentials = await readSecret(authorization.credentials, edge);
    return { headers: { authorization: `${authorization.type} ${credentials}` }, secrets: [credentials] };
  }
  const password = await readSecret(authorization.password, edge);
  const login = Buffer.from(`${authorization.username}:${password}`).toString('base64');
  return { headers: { authorization: `Basic ${login}` }, secrets: [password, login] };
}
