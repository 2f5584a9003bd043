import type { Secret } from '#lib/secret';

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** How we do TLS as a client. Certificates are texts in PEM, read from their files each time a request goes out. */
export interface TlsClientSettings {
  readonly insecureSkipVerify: boolean;
  readonly serverName?: string;
  /** Absent: the authorities that this machine and Node trust. */
  readonly ca?: Secret;
  readonly cert?: Secret;
  readonly key?: Secret;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
}

export interface HeaderSetting {
  readonly name: string;
  readonly value: Secret;
  /** False for what the file shows in the open. */
  readonly isSecret: boolean;
}

export interface ProxySettings {
  /** May hold a login. Absent: what the environment says. */
  readonly url?: Secret;
  /** As in the environment's NO_PROXY; only beside `url`. */
  readonly noProxy: string;
  readonly connectHeaders: readonly HeaderSetting[];
}

export interface OAuth2Settings {
  readonly clientId: string;
  /** The client's secret; for an assertion, its private key. */
  readonly secret: Secret;
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
  readonly endpointParams: Readonly<Record<string, string>>;
  /** Absent: client credentials. */
  readonly assertion?: AssertionSettings;
  readonly tls?: TlsClientSettings;
  readonly proxy?: ProxySettings;
}

/** A signed statement in the place of a secret (RFC 7523). */
export interface AssertionSettings {
  readonly algorithm: 'RS256' | 'RS384' | 'RS512';
  readonly issuer: string;
  readonly audience: string;
  readonly keyId?: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What `http_config` comes to, global defaults filled in. At most one of the three ways to say who we are. */
export interface HttpSettings {
  /** Sent as `Authorization: <type> <credentials>`. */
  readonly authorization?: { readonly type: string; readonly credentials: Secret };
  readonly basicAuth?: { readonly username: Secret; readonly password: Secret };
  readonly oauth2?: OAuth2Settings;
  readonly followRedirects: boolean;
  readonly headers?: readonly HeaderSetting[];
  readonly tls?: TlsClientSettings;
  readonly proxy?: ProxySettings;
}
