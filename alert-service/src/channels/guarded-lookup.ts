import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressPolicy, bareHost, whyNotConnect } from './address-guard.ts';
import { Refusal } from './outcome.ts';

/** Names to addresses, as the system does it; tests hand in their own. */
export type Resolve = (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

const systemResolve: Resolve = (host, done) => systemLookup(host, { all: true, verbatim: true }, done);

/** A lookup for `net.connect` and friends that refuses what the policy refuses. */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve = systemResolve): LookupFunction {
  return (host, { all }, done) => {
    resolve(host, (error, addresses) => {
      const refusal = error ? undefined : refusalOf(host, { addresses, policy });
      if (error || refusal) return done(error ?? refusal ?? null, []);
      const [first] = addresses;
      if (all || !first) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}

/** Throws where the host is a literal address that may not be connected to: those are never looked up. */
export function checkLiteral(hostname: string, policy: AddressPolicy): void {
  const host = bareHost(hostname);
  if (isIP(host) === 0) return;
  const refusal = refusalOf(host, { addresses: [{ address: host, family: isIP(host) }], policy });
  if (refusal) throw refusal;
}

function refusalOf(
  host: string,
  { addresses, policy }: { addresses: readonly LookupAddress[]; policy: AddressPolicy },
): Refusal | undefined {
  const why = addresses.map(({ address }) => whyNotConnect(address, policy)).find(Boolean);
  return why ? new Refusal(`${host} may not be connected to: ${why}`) : undefined;
}
