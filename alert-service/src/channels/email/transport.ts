import { connect, isIP, type Socket } from 'node:net';
import type { SMTPTransportOptions } from 'nodemailer';
import type { EmailSettings } from '#config/settings';
import type { Edge } from '../channel.ts';
import { checkLiteral, guardedLookup } from '../safe-fetch.ts';
import { revealed } from '../credentials.ts';
import { Refusal } from '../outcome.ts';
import { clientTls, readMaterial } from '../transport/tls.ts';

export interface Login {
  readonly user: string;
  readonly password: string;
  /** SASL's authorisation identity, where it is another than the user. */
  readonly identity?: string;
  readonly method?: 'CRAM-MD5';
}

/** None without auth_username, as upstream; auth_secret alone means CRAM-MD5, the only mechanism it is for. */
export function loginOf({
  authUsername,
  authPassword,
  authSecret,
  authIdentity,
}: EmailSettings): Login | undefined {
  if (!authUsername) return undefined;
  const password = authPassword ?? authSecret;
  if (!password) throw new Refusal('auth_username is set without auth_password or auth_secret', 'authError');
  return {
    user: authUsername,
    password: revealed(password),
    ...(authIdentity && authIdentity !== authUsername ? { identity: authIdentity } : {}),
    ...(authPassword ? {} : { method: 'CRAM-MD5' }),
  };
}

/** Everything a login can look like on the wire. */
export const loginSecrets = (login: Login | undefined): string[] =>
  login ? [login.password, plainResponse({ ...login, identity: '' }), plainResponse(login)] : [];

const plainResponse = ({ identity = '', user, password }: Login): string =>
  Buffer.from(`${identity}\0${user}\0${password}`).toString('base64');

/**
 * As upstream: TLS from the first byte on port 465, else STARTTLS where it is required, else none: a relay with a certificate
 * of its own making, used without TLS so far, goes on working.
 */
export function transportOptions(
  settings: EmailSettings,
  { login, edge }: { login: Login | undefined; edge: Edge },
): SMTPTransportOptions {
  const { smarthost } = settings;
  const secure = settings.implicitTls ?? smarthost.port === 465;
  return {
    host: smarthost.host,
    port: smarthost.port,
    secure,
    requireTLS: settings.requireTls && !secure,
    ignoreTLS: !settings.requireTls && !secure,
    tls: { ...clientTls(readMaterial(settings.tls)), ...serverNameOf(settings) },
    ...(settings.hello ? { name: settings.hello } : {}),
    ...(login ? authOf(login) : {}),
    getSocket: (_options, done) => openSocket(smarthost, { signal: edge.signal, done }),
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
}

/** An IP address is no server name in TLS; a certificate is then held against the address. */
function serverNameOf({ tls, smarthost }: EmailSettings): { servername?: string } {
  const name = tls?.serverName ?? smarthost.host;
  return isIP(name) === 0 ? { servername: name } : {};
}

function authOf(login: Login): Pick<SMTPTransportOptions, 'auth' | 'authMethod' | 'customAuth'> {
  const auth = { user: login.user, pass: login.password };
  if (login.method) return { auth, authMethod: login.method };
  if (!login.identity) return { auth };
  return {
    auth: { ...auth, type: 'custom', method: 'PLAIN' },
    customAuth: {
      PLAIN: async (context) => {
        const answer = await context.sendCommand(`AUTH PLAIN ${plainResponse(login)}`);
        if (answer.status >= 300) throw new Error('Invalid login');
      },
    },
  };
}

interface Opening {
  readonly signal: AbortSignal;
  readonly done: (error: Error | null, socket: { connection: Socket } | false) => void;
}

/** A connection of our own making: to checked addresses only, and gone when the attempt is. */
function openSocket({ host, port }: EmailSettings['smarthost'], { signal, done }: Opening): void {
  const policy = { trust: 'operator' } as const;
  try {
    checkLiteral(host, policy);
  } catch (error) {
    return done(Error.isError(error) ? error : new Error(String(error)), false);
  }
  const socket = connect({ host, port, lookup: guardedLookup(policy), signal });
  const failed = (error: Error): void => done(error, false);
  socket.once('error', failed);
  socket.once('connect', () => {
    socket.off('error', failed);
    done(null, { connection: socket });
  });
}
