import {
  always,
  block,
  byNames,
  given,
  inPlace,
  isPlain,
  listOf,
  type Plain,
  plainOf,
  type Rule,
  said,
  type Shape,
  shaped,
  sorted,
} from './shape.ts';

/** The files of an HTTP client are relative to the configuration file. */
export type Beside = (file: string) => string;

const file =
  (beside: Beside): Rule =>
  (written) =>
    typeof written === 'string' && written !== '' ? beside(written) : undefined;

export const tlsShape = (beside: Beside): Shape => ({
  ca: said,
  cert: said,
  key: said,
  ca_file: file(beside),
  cert_file: file(beside),
  key_file: file(beside),
  server_name: said,
  insecure_skip_verify: always(false),
  min_version: said,
  max_version: said,
});

const proxyShape: Shape = {
  proxy_url: said,
  no_proxy: said,
  proxy_from_environment: said,
  proxy_connect_header: byNames,
};

const oauth2Shape = (beside: Beside): Shape => ({
  client_id: said,
  client_secret: said,
  client_secret_file: file(beside),
  client_certificate_key_id: said,
  client_certificate_key: said,
  client_certificate_key_file: said,
  grant_type: said,
  signature_algorithm: said,
  iss: said,
  audience: said,
  claims: byNames,
  scopes: said,
  token_url: said,
  endpoint_params: byNames,
  tls_config: inPlace(tlsShape(beside)),
  ...proxyShape,
});

const headers =
  (beside: Beside): Rule =>
  (written) =>
    isPlain(written)
      ? sorted(
          Object.fromEntries(
            Object.entries(written).map(([name, header]) => [name, shaped(headerShape(beside), header)]),
          ),
        )
      : undefined;

const headerShape = (beside: Beside): Shape => ({
  values: said,
  secrets: said,
  files: (written) => said(listOf(written).map((one) => file(beside)(one) ?? '')),
});

const httpShape = (beside: Beside): Shape => ({
  basic_auth: block({
    username: said,
    username_file: file(beside),
    password: said,
    password_file: file(beside),
  }),
  authorization: block({ type: said, credentials: said, credentials_file: file(beside) }),
  oauth2: block(oauth2Shape(beside)),
  tls_config: inPlace(tlsShape(beside)),
  follow_redirects: always(true),
  enable_http2: always(true),
  ...proxyShape,
  http_headers: headers(beside),
});

/** A bearer token is an authorization to Alertmanager, and the usual type is said. */
const authorizationOf = ({
  authorization,
  bearer_token: token,
  bearer_token_file: tokenFile,
}: Plain): unknown => {
  if (isPlain(authorization)) {
    const { type } = authorization;
    return { ...authorization, type: (typeof type === 'string' && type.trim()) || 'Bearer' };
  }
  return token || tokenFile ? { type: 'Bearer', credentials: token, credentials_file: tokenFile } : undefined;
};

export const http =
  (beside: Beside): Rule =>
  (written) =>
    given(written) && httpOf(written, beside);

export const httpOf = (written: unknown, beside: Beside): Plain => {
  const config = plainOf(written);
  return shaped(httpShape(beside), { ...config, authorization: authorizationOf(config) });
};
