import { Role } from '@tocsin/api';
import { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, given, listOf, notBoth, orElse, required, secret, text } from './fields.ts';
import type { SecretFiles } from './secret-files.ts';

/** Who may come in over the network. `proxy`: Grafana, for all its viewers; `client`: a program that acts as itself. */
export interface ApiToken {
  readonly name: string;
  readonly token: Secret;
  readonly kind: 'proxy' | 'client';
  readonly role: Role;
}

const TokenFields = fields({
  name: required('name'),
  token: secret.optional(),
  token_file: text.optional(),
  kind: z.enum(['proxy', 'client'], 'kind is proxy (Grafana, for its viewers) or client (a program)'),
  role: orElse(z.enum(Role.options, 'role is viewer, operator or admin'), 'viewer'),
})
  .refine(...notBoth('token', 'token_file'))
  .refine((one) => Boolean(one.token) || Boolean(one.token_file), {
    message: 'the token itself is missing: add token_file, or token',
  });

/** For the field `api`. */
export const api = given(fields({ tokens: orElse(listOf(TokenFields, 'tokens'), []) }));

export const apiTokens = (written: z.output<typeof api>, files: SecretFiles): ApiToken[] =>
  (written?.tokens ?? []).map(({ name, token, token_file: tokenFile, kind, role }) => ({
    name,
    token: token ?? files.besideConfig(tokenFile ?? ''),
    kind,
    role,
  }));
