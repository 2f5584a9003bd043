import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { spokenDuration } from '@tocsin/model';
import { bareHost } from '#channels/address-guard';
import { clientTls, readMaterial } from '#channels/transport/tls';
import type { ProbeSettings } from '#config/services/settings';
import { connectTo } from './connection.ts';
import { type Asking, codeWords, type Found } from './finding.ts';

type TlsSettings = Extract<ProbeSettings, { type: 'tls' }>;

/** What a server showed of itself. Times in epoch ms. */
interface Shown {
  readonly beginsAt: number;
  readonly endsAt: number;
  /** Node's code of why its chain is not trusted. */
  readonly untrusted?: string;
  /** The names it has, where the asked one is not among them. */
  readonly otherNames?: string;
}

/** Judges by the leaf: the earliest that people can do something about. */
function readCertificate(
  shown: Shown,
  limits: Pick<TlsSettings, 'degradedBeforeMs' | 'failingBeforeMs'>,
  now: number,
): Found {
  const left = shown.endsAt - now;
  const say = (state: Found['state'], text: string): Found => ({
    state,
    text,
    certificateEndsAt: shown.endsAt,
  });
  if (left <= 0) return say('failing', `the certificate ended ${spokenDuration(-left)} ago`);
  if (shown.beginsAt > now)
    return say(
      'failing',
      `the certificate is not valid before ${spokenDuration(shown.beginsAt - now)} from now`,
    );
  if (shown.otherNames !== undefined)
    return say('failing', `the certificate is for another name: it names ${shown.otherNames || 'none'}`);
  if (shown.untrusted !== undefined)
    return say('failing', codeWords(shown.untrusted) ?? `its chain is not trusted (${shown.untrusted})`);
  const text = `the certificate ends in ${spokenDuration(left)}`;
  if (left < limits.failingBeforeMs) return say('failing', text);
  return say(left < limits.degradedBeforeMs ? 'degraded' : 'healthy', text);
}

export async function askTls(settings: TlsSettings, asking: Asking): Promise<Found> {
  const socket = await connectTo(settings, asking);
  try {
    const secured = await handshake(socket, settings);
    const shown = shownBy(secured, settings.serverName ?? bareHost(settings.host));
    secured.destroy();
    return readCertificate(shown, settings, asking.clock.now());
  } finally {
    socket.destroy();
  }
}

function handshake(socket: Socket, { host, serverName, ca }: TlsSettings): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const name = serverName ?? bareHost(host);
    const material = readMaterial(ca && { insecureSkipVerify: true, ca });
    const { secureContext } = clientTls(material);
    const secured = connect({
      socket,
      secureContext,
      // What is wrong with it is to be said, not to end the conversation.
      rejectUnauthorized: false,
      ...(isIP(name) === 0 && { servername: name }),
    });
    secured.once('secureConnect', () => resolve(secured));
    secured.on('error', reject);
    socket.once('close', () => reject(new Error('it closed the connection instead of doing TLS')));
  });
}

function shownBy(secured: TLSSocket, name: string): Shown {
  const certificate = secured.getPeerCertificate();
  const mismatch = checkServerIdentity(name, certificate);
  // A name that does not fit is judged by the check above, and Node's own is for the name of the connection.
  const verified = authorizationCode(secured.authorizationError);
  const untrusted = verified === 'ERR_TLS_CERT_ALTNAME_INVALID' ? undefined : verified;
  return {
    beginsAt: Date.parse(certificate.valid_from),
    endsAt: Date.parse(certificate.valid_to),
    ...(untrusted !== undefined && { untrusted }),
    ...(mismatch && { otherNames: namesOf(certificate) }),
  };
}

/** Node hands over the code, and its types an error. */
function authorizationCode(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  if (!Error.isError(error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

const namesOf = ({ subjectaltname, subject }: PeerCertificate): string =>
  (subjectaltname ?? [subject.CN ?? ''].flat().join(', '))
    .replaceAll(/(?:DNS|IP Address):/gu, '')
    .slice(0, 200);
