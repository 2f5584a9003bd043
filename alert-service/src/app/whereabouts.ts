import { hostname } from 'node:os';
import type { Flags } from '#config/flags';
import type { Whereabouts } from './parts.ts';

export function whereaboutsOf(flags: Flags, bound: string): Whereabouts {
  const prefix = routePrefix(flags);
  return { prefix, bound, externalUrl: externalUrlOf(flags, bound, prefix) };
}

/** As upstream: the flag, else the path of the external address. */
function routePrefix(flags: Flags): string {
  const external = flags['web.external-url'];
  const given = flags['web.route-prefix'] || (external ? new URL(external).pathname : '');
  const trimmed = given.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `/${trimmed}`;
}

/** As upstream: the given address, else this machine's name and the port we listen on. */
function externalUrlOf(flags: Flags, bound: string, prefix: string): string {
  if (flags['web.external-url']) return flags['web.external-url'].replace(/\/+$/, '');
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(bound) ?? [];
  const everywhere = host === '' || host === '[::]' || host === '0.0.0.0';
  return `http://${everywhere ? hostname() : host}:${port}${prefix}`;
}
