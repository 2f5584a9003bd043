import { createHash, X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { TlsClientSettings } from '#config/http-settings';
import { revealed } from '../credentials.ts';
import { codeOf, Refusal } from '../outcome.ts';

/** What is needed to make TLS connections of one kind, certificates read. */
export interface ClientTls {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly servername?: string;
}

/** The texts of the certificates and all else that tells one kind of connection from another. */
export interface TlsMaterial {
  readonly settings: TlsClientSettings | undefined;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Equal where nothing differs. */
  readonly fingerprint: string;
}

const usual: TlsMaterial = { settings: undefined, fingerprint: '' };

/** Read each time, so that a rotated certificate is used by the next request. */
export function readMaterial(settings: TlsClientSettings | undefined): TlsMaterial {
  if (settings === undefined) return usual;
  const read = {
    ...(settings.ca && { ca: revealed(settings.ca) }),
    ...(settings.cert && { cert: revealed(settings.cert) }),
    ...(settings.key && { key: revealed(settings.key) }),
  };
  const { serverName, insecureSkipVerify, minVersion, maxVersion } = settings;
  const all = [serverName, insecureSkipVerify ?? false, minVersion, maxVersion, read.ca, read.cert, read.key];
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(all.map((part) => part ?? null)))
    .digest('base64');
  return { settings, ...read, fingerprint };
}

let trusted: readonly string[] | undefined;
/** Those of this machine too, as every program written in Go trusts them: a company's own authority is among them. */
const authorities = (): readonly string[] =>
  (trusted ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]);

const mostKept = 20;
/** By fingerprint: to read all authorities for each mail would hold up everything for tens of milliseconds. */
const kept = new Map<string, ClientTls>();

/** Throws Refusal where the certificates cannot be used. */
export function clientTls(material: TlsMaterial): ClientTls {
  const { fingerprint } = material;
  const tls = kept.get(fingerprint) ?? madeOf(material);
  const [oldest] = kept.keys();
  if (!kept.has(fingerprint) && kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(fingerprint, tls);
  return tls;
}

function madeOf({ settings, ca, cert, key }: TlsMaterial): ClientTls {
  const { minVersion, maxVersion, serverName } = settings ?? {};
  const old =
    minVersion === 'TLSv1' || minVersion === 'TLSv1.1' || maxVersion === 'TLSv1' || maxVersion === 'TLSv1.1';
  try {
    // Node takes any text for authorities, and would then trust nobody.
    if (ca !== undefined) void new X509Certificate(ca);
    return {
      secureContext: createSecureContext({
        ca: ca === undefined ? [...authorities()] : ca,
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
        ...(minVersion ? { minVersion } : maxVersion && old ? { minVersion: maxVersion } : {}),
        ...(maxVersion && { maxVersion }),
        // What the oldest versions sign with is refused unless asked for by name.
        ...(old && { ciphers: 'DEFAULT:@SECLEVEL=0' }),
      }),
      rejectUnauthorized: settings?.insecureSkipVerify !== true,
      ...(serverName && { servername: serverName }),
    };
  } catch (error) {
    throw new Refusal(
      `the certificates of its tls_config cannot be used (${codeOf(error) ?? 'not PEM'}): check ${filesOf(settings)}`,
    );
  }
}

const filesOf = (settings: TlsClientSettings | undefined): string =>
  [settings?.ca, settings?.cert, settings?.key].flatMap((secret) => secret?.file ?? []).join(', ') ||
  'ca, cert and key';
