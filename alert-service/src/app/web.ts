import { compare } from 'bcryptjs';
import { openWebConfig } from '#config/web-config-file';
import type { WebRules } from '#http/server';
import { type ListenOn } from '#http/listening';
import { createServerTls, type ServerTls } from '#http/server-tls';
import { systemdSockets } from '#http/systemd-sockets';
import { webGate } from '#http/web-gate';
import { compileMatcher } from '@tocsin/model/matchers';
import type { AppParts } from './parts.ts';
import { routePrefix } from './whereabouts.ts';

/** Where the web server listens, over what, and what it asks of everybody. */
export interface Web {
  readonly listenOn: readonly ListenOn[];
  readonly tls: ServerTls | undefined;
  readonly rules: WebRules;
}

/** Throws InvalidConfiguration and CannotListen. */
export function createWeb({ flags, clock, log }: AppParts): Web {
  const file = flags['web.config.file'];
  const config = file === '' ? undefined : openWebConfig(file, log);
  const origin = flags['web.cors.origin'];
  const open = ['answers', 'calendars', 'hooks'].map((door) => `${routePrefix(flags)}/${door}/`);
  const needsNoLogin = (path: string): boolean => open.some((door) => path.startsWith(door));
  return {
    listenOn: flags['web.systemd-socket']
      ? systemdSockets(process.env, process.pid)
      : flags['web.listen-address'],
    // As upstream: whether there is TLS at all is settled at the start.
    tls: config?.current().tls && createServerTls(() => config.current().tls, log),
    rules: {
      timeoutMs: flags['web.timeout'],
      ...(config && { gate: webGate({ current: () => config.current(), clock, compare, needsNoLogin }) }),
      ...(origin !== '' && { allowedOrigin: compileMatcher({ name: 'origin', op: '=~', value: origin }) }),
    },
  };
}
