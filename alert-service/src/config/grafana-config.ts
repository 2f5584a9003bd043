import { Role } from '@tocsin/api';
import { z } from 'zod';
import type { Secret } from '#lib/secret';
import { address, fields, given, orDefault, required, text } from './fields.ts';
import type { Reading } from './reading.ts';
import type { SecretFiles } from './secret-files.ts';

/** How it is known who asks through Grafana's proxy. */
export type GrafanaSettings = SignedIdentity | NamedIdentity;

/** By `X-Grafana-Id`, which Grafana signs. */
export interface SignedIdentity {
  readonly kind: 'signed';
  /** Grafana's public keys: an address, or a file that is read again when it changes. */
  readonly keys: { readonly url: string } | { readonly file: Secret };
  /** `root_url` of Grafana. */
  readonly issuer: string;
  /** Of the organisation: `default`, `org-2`, `stacks-123`. */
  readonly namespace: string;
  readonly audience?: string;
  readonly roleClaim: string;
  /** From what the claim says. */
  readonly roles: ReadonlyMap<string, Role>;
}

/** By a header that the operator turned on: whoever is before us must set it, or take it away, on every request. */
export interface NamedIdentity {
  readonly kind: 'named';
  readonly header: string;
  readonly role: Role;
}

const role = z.enum(Role.options, 'write viewer, operator or admin');
const grafanaRole = /^[A-Za-z][A-Za-z ]*$/;
const headerName = /^[A-Za-z][A-Za-z0-9-]{0,99}$/;

const GrafanaFields = fields({
  jwks_url: given(address),
  jwks_file: given(text),
  issuer: given(address),
  namespace: given(required('namespace')),
  audience: given(required('audience')),
  role_claim: orDefault(text, 'role'),
  roles: given(
    z.record(
      z.string().regex(grafanaRole, 'expected a role of Grafana: Viewer, Editor, Admin or None'),
      role,
      'expected roles, such as `Viewer: operator`',
    ),
  ),
  trusted_header: given(text.pipe(z.string().regex(headerName, 'expected the name of a header'))),
  role: given(role),
})
  .refine((one) => [one.jwks_url, one.jwks_file, one.trusted_header].filter(Boolean).length === 1, {
    message: 'say how people are known: give jwks_url, jwks_file or trusted_header, one of them',
  })
  .refine((one) => one.trusted_header !== undefined || one.issuer !== undefined, {
    message:
      'issuer is missing: add `issuer:` with root_url of Grafana, such as https://grafana.example.org/',
  })
  .refine((one) => one.trusted_header === undefined || one.role !== undefined, {
    message: 'say what people known by the header may do: add `role:` viewer, operator or admin',
  })
  .refine((one) => one.trusted_header !== undefined || one.role === undefined, {
    message:
      'role goes with trusted_header; with keys Grafana says the role, and `roles:` what it may do here',
    path: ['role'],
  });

/** For the field `grafana`. */
export const grafana = given(GrafanaFields);

const usualRoles = {
  None: 'viewer',
  Viewer: 'viewer',
  Editor: 'operator',
  Admin: 'admin',
  GrafanaAdmin: 'admin',
} as const;

/** Grafana sends it, when told to, and takes away what a browser sent under it. */
const ownHeader = 'x-grafana-user';

export function grafanaSettings(
  written: z.output<typeof grafana>,
  { reading, files }: { readonly reading: Reading; readonly files: SecretFiles },
): GrafanaSettings | undefined {
  if (!written) return undefined;
  const { trusted_header: header, namespace = 'default' } = written;
  if (header !== undefined) {
    if (header.toLowerCase() !== ownHeader)
      reading.warn(
        ['grafana', 'trusted_header'],
        `Grafana passes ${header} on as a browser sent it: use it only where a proxy before Grafana sets it on every request, else X-Grafana-User`,
      );
    return { kind: 'named', header: header.toLowerCase(), role: written.role ?? 'viewer' };
  }
  if (namespace === 'org-1')
    reading.warn(['grafana', 'namespace'], 'Grafana calls the first organisation `default`: taken as that');
  return {
    kind: 'signed',
    keys: written.jwks_url
      ? { url: written.jwks_url }
      : { file: files.besideConfig(written.jwks_file ?? '') },
    issuer: written.issuer ?? '',
    namespace: namespace === 'org-1' ? 'default' : namespace,
    ...(written.audience !== undefined && { audience: written.audience }),
    roleClaim: written.role_claim,
    roles: new Map(Object.entries({ ...usualRoles, ...written.roles })),
  };
}
