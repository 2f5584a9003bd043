import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { createSafeFetch, type SafeFetch } from '#channels/safe-fetch';
import type { SignedIdentity } from '#config/grafana-config';
import type { DoorOptions } from '#http/door';
import { createIdentify } from '#http/grafana-identity';
import { createSigningKeys, keysInFile, type SigningKeys } from '#http/signing-keys';
import type { Clock } from '#lib/clock';
import type { Closers } from '#lib/closers';
import type { Foundation } from './parts.ts';

/** Who asks through Grafana's proxy, as the running configuration says how to know. */
export function grafanaIdentityFrom(
  { parts: { clock, log }, inForce }: Foundation,
  closers: Closers,
): DoorOptions['identify'] {
  const fetch = createSafeFetch({ trust: 'operator', clock });
  closers.add('connections to Grafana', async () => fetch.close());
  let kept: { readonly url: string; readonly keys: SigningKeys } | undefined;
  /** A reload that leaves the address as it is keeps the keys. */
  const keysOf = ({ keys: from }: SignedIdentity): SigningKeys => {
    if ('file' in from) return keysInFile(() => keySet(from.file.reveal()));
    const { url } = from;
    if (kept?.url !== url)
      kept = { url, keys: createSigningKeys({ load: () => keysAt(url, { fetch, clock }), clock, log }) };
    return kept.keys;
  };
  return createIdentify({
    settings: () => inForce.current().configuration.tocsin.grafana,
    keysOf,
    clock,
  });
}

const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

function keySet(text: string): JSONWebKeySet {
  try {
    return Keys.parse(JSON.parse(text));
  } catch {
    throw new Error('what stands there is no set of keys, such as {"keys": [{"kty": "EC", …}]}');
  }
}

const withinMs = 5_000;

async function keysAt(
  url: string,
  { fetch, clock }: { readonly fetch: SafeFetch; readonly clock: Clock },
): Promise<JSONWebKeySet> {
  const slow = new AbortController();
  const cancel = clock.at(clock.now() + withinMs, () =>
    slow.abort(new DOMException(`${url} did not answer within ${withinMs / 1_000}s`, 'TimeoutError')),
  );
  try {
    const answer = await fetch(url, { signal: slow.signal, headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return keySet(await answer.text());
  } finally {
    cancel();
  }
}
