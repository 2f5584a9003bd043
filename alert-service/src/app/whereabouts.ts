import { hostname } from 'node:os';
import type { Flags } from '#config/flags';
import type { Whereabouts } from './parts.ts';

export function whereaboutsOf(flags: Flags, bound: string, secure: boolean): Whereabouts {
  const prefix = routePrefix(flags);
  const own = `${secure ? 'https' : 'http'}://${ownName(bound)}${prefix}`;
  return { prefix, bound, externalUrl: flags['web.external-url'].replace(/\/+$/, '') || own };
}

/** As upstream: the flag, else the path of the external address. */
export function routePrefix(flags: Flags): string {
  const external = flags['web.external-url'];
  const given = flags['web.route-prefix'] || (external ? new URL(external).pathname : '');
  const trimmed = given.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `/${trimmed}`;
}

/** As upstream: where no address is given, this machine's name and the port we listen on. */
function ownName(bound: string): string {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(bound) ?? [];
  const everywhere = host === '' || host === '[::]' || host === '0.0.0.0';
  const name = everywhere ? hostname() : host;
  return port === '' ? name : `${name}:${port}`;
}
