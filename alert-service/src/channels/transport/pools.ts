import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ProxySettings, TlsClientSettings } from '#config/http-settings';
import type { Clock } from '#lib/clock';
import type { AddressPolicy } from '../address-guard.ts';
import { revealed } from '../credentials.ts';
import { checkLiteral, guardedLookup, type Resolve } from '../guarded-lookup.ts';
import { type Connections, createConnections } from './connections.ts';
import { type Environment, loginOf, proxyFor, unescaped } from './proxy.ts';
import type { Headers, Outgoing } from './request.ts';
import { clientTls, readMaterial } from './tls.ts';
import type { ProxyWay } from './tunnel.ts';

export interface PoolOptions extends AddressPolicy {
  readonly resolve?: Resolve;
  readonly environment: Environment;
  readonly clock: Pick<Clock, 'now'>;
}

/** What decides over which connections a request goes. */
interface Way {
  readonly tls?: TlsClientSettings;
  readonly proxy?: ProxySettings;
  /** Is told each secret that goes over the wire. */
  readonly hide: (...secrets: readonly string[]) => void;
}

export interface Pools {
  send(request: Outgoing, way: Way): Promise<IncomingMessage>;
  /** How many kinds of connection are kept. */
  readonly size: number;
  close(): void;
}

/** After that without a request, its certificates were rotated or its receiver is gone. */
const forgottenAfterMs = 10 * 60_000;

interface Pool {
  readonly connections: Connections;
  usedAt: number;
}

/** Connections by what tells them apart: whom they trust, who they are, and through which proxy they go. */
export function createPools(options: PoolOptions): Pools {
  const pools = new Map<string, Pool>();
  const lookup = guardedLookup(options, options.resolve);
  const forget = (now: number): void => {
    for (const [key, { connections, usedAt }] of pools) {
      if (now - usedAt < forgottenAfterMs) continue;
      connections.close();
      pools.delete(key);
    }
  };
  const poolFor = (request: Outgoing, way: Way): Pool => {
    const now = options.clock.now();
    const material = readMaterial(way.tls);
    const proxy = proxyFor(request.url, way.proxy, options.environment);
    // A proxy may well stand where such an address can be reached.
    checkLiteral(request.url.hostname, options);
    if (proxy) {
      checkLiteral(proxy.hostname, options);
      hideProxy(proxy, way);
    }
    const connectHeaders = proxy ? headersFor(way) : undefined;
    const key = keyOf([
      material.fingerprint,
      proxy?.href ?? '',
      connectHeaders ? JSON.stringify(connectHeaders) : '',
    ]);
    const known = pools.get(key);
    if (known) return Object.assign(known, { usedAt: now });
    forget(now);
    const tls = once(() => clientTls(material));
    const proxyWay: ProxyWay | undefined = proxy && {
      proxy,
      connectHeaders: connectHeaders ?? {},
      lookup,
      tls,
    };
    const made: Pool = {
      connections: createConnections({ tls, proxy: proxyWay, lookup }),
      usedAt: now,
    };
    pools.set(key, made);
    return made;
  };
  return {
    send: async (request, way) => poolFor(request, way).connections.send(request),
    get size() {
      return pools.size;
    },
    close() {
      for (const { connections } of pools.values()) connections.close();
      pools.clear();
    },
  };
}

/** Short for the plainest kind, which may be asked for hundreds of times a second. */
const keyOf = (parts: readonly string[]): string =>
  parts.every((part) => part === '')
    ? ''
    : createHash('sha256').update(JSON.stringify(parts)).digest('base64');

function hideProxy(proxy: URL, { hide }: Way): void {
  const login = loginOf(proxy);
  if (login) hide(proxy.password, unescaped(proxy.password), login.slice('Basic '.length));
}

function headersFor({ proxy, hide }: Way): Headers {
  const headers: Record<string, string[]> = {};
  for (const { name, value } of proxy?.connectHeaders ?? []) {
    const said = revealed(value);
    hide(said);
    (headers[name.toLowerCase()] ??= []).push(said);
  }
  return headers;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
