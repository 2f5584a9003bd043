import type { TlsClientSettings } from '#config/http-settings';
import type { ConfiguredReceiver } from '#config/receivers';
import { Refusal } from './outcome.ts';
import { clientTls, readMaterial } from './transport/tls.ts';

/**
 * What is wrong with the certificates that receivers name, each with who names it. As upstream, that is asked when a
 * configuration is put in force, not when it is checked: at the first message it would be too late.
 */
export function unusableCertificates(receivers: Iterable<ConfiguredReceiver>): string[] {
  const good = new Set<string>();
  return [...receivers].flatMap(({ name, integrations }) =>
    integrations.flatMap(({ key, settings }) => {
      const tls = 'http' in settings ? settings.http?.tls : undefined;
      const fault = tls && (tls.ca ?? tls.cert) ? faultOf(tls, good) : undefined;
      return fault === undefined ? [] : [`the receiver ${JSON.stringify(name)}, ${key}: ${fault}`];
    }),
  );
}

/** Those that were good once need no second look: most receivers share them. */
function faultOf(tls: TlsClientSettings, good: Set<string>): string | undefined {
  try {
    const material = readMaterial(tls);
    if (!good.has(material.fingerprint)) clientTls(material);
    good.add(material.fingerprint);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message;
  }
}
