import { type ClientRequestArgs, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { bareHost } from '../address-guard.ts';
import { Refusal } from '../outcome.ts';
import { loginOf, proxyForPeople } from './proxy.ts';
import type { Headers } from './request.ts';
import { throughSocks } from './socks.ts';
import type { ClientTls } from './tls.ts';

export interface ProxyWay {
  readonly proxy: URL;
  readonly connectHeaders: Headers;
  readonly lookup: LookupFunction;
  readonly tls: () => ClientTls;
}

export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal | undefined;
}

/** A connection to the destination with the proxy in between: nothing of ours has gone over it yet. */
export function tunnel(way: ProxyWay, destination: Destination): Promise<Socket> {
  return way.proxy.protocol.startsWith('socks')
    ? throughSocks(way, destination)
    : throughConnect(way, destination);
}

/** How to reach a proxy that speaks HTTP. */
export function addressOf({ proxy, lookup, tls }: ProxyWay): ClientRequestArgs {
  const secure = proxy.protocol === 'https:';
  return {
    host: bareHost(proxy.hostname),
    port: Number(proxy.port || (secure ? 443 : 80)),
    lookup,
    ...(secure && { servername: bareHost(proxy.hostname), ...tls() }),
  };
}

function throughConnect(way: ProxyWay, { host, port, signal }: Destination): Promise<Socket> {
  const { proxy } = way;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const login = loginOf(proxy);
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asked = send({
      ...addressOf(way),
      method: 'CONNECT',
      path: authority,
      headers: { ...way.connectHeaders, host: authority, ...(login && { 'proxy-authorization': login }) },
      agent: false,
      ...(signal && { signal }),
    });
    asked.once('error', reject);
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(refusedBy(proxy, statusCode));
    });
    asked.end();
  });
}

function refusedBy(proxy: URL, status: number): Error {
  const said = `the proxy ${proxyForPeople(proxy)} answered ${status}`;
  if (status === 407) return new Refusal(`${said}: check the login in proxy_url`, 'authError');
  return new Error(said);
}
