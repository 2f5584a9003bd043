import { createHash } from 'node:crypto';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import {
  createSecureContext,
  type DetailedPeerCertificate,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';
import type { WebTls } from '#config/web-config';
import type { Log } from '#lib/log';
import { CannotListen } from './cannot-listen.ts';

/** TLS as the web configuration has it just now. */
export interface ServerTls {
  /** What a server is made with. Throws CannotListen where no certificate can be used. */
  options(): ServerOptions;
  /** Reads the certificates again before each handshake, and turns away clients that have the wrong one. */
  watch(server: HttpsServer): void;
}

export function createServerTls(current: () => WebTls | undefined, log: Log): ServerTls {
  let told = '';
  return {
    options() {
      const tls = current();
      if (!tls) return {};
      try {
        const options = optionsOf(tls);
        createSecureContext(options);
        return options;
      } catch (error) {
        throw new CannotListen(`the certificate of the web configuration cannot be used: ${reasonOf(error)}`);
      }
    },
    watch(server) {
      let held = current();
      let used = fingerprintOf(held);
      server.prependListener('connection', () => {
        const tls = current() ?? held;
        if (!tls) return;
        held = tls;
        try {
          const now = fingerprintOf(tls);
          if (now !== used) change(server, optionsOf(tls));
          used = now;
          told = '';
        } catch (error) {
          const reason = reasonOf(error);
          if (reason !== told)
            log.error('a changed certificate cannot be used: the one before is', { err: reason });
          told = reason;
        }
      });
      server.on('secureConnection', (socket: TLSSocket) => {
        const fault = held && clientFault(held, socket);
        if (!fault) return;
        log.warn('a client was turned away', { reason: fault, from: socket.remoteAddress });
        socket.destroy();
      });
    },
  };
}

/** Whom it asks for a certificate is no part of the context to Node, but read of the server at each handshake. */
function change(server: HttpsServer, options: ServerOptions): void {
  server.setSecureContext(options);
  const { requestCert, rejectUnauthorized } = options;
  Object.assign(server, { requestCert, rejectUnauthorized });
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function optionsOf(tls: WebTls): ServerOptions {
  const { cert, key, clientCa, clientAuth, minVersion, maxVersion, ciphers, curves } = tls;
  return {
    cert: cert.reveal(),
    key: key.reveal(),
    ...(clientCa && { ca: clientCa.reveal() }),
    minVersion,
    maxVersion,
    ...(ciphers && { ciphers }),
    ...(curves && { ecdhCurve: curves }),
    requestCert: clientAuth !== 'none',
    rejectUnauthorized: clientAuth === 'require-and-verify',
  };
}

function fingerprintOf(tls: WebTls | undefined): string {
  if (!tls) return '';
  return createHash('sha256')
    .update(JSON.stringify(optionsOf(tls)))
    .digest('base64');
}

function clientFault(tls: WebTls, socket: TLSSocket): string | undefined {
  const certificate = socket.getPeerCertificate();
  const given = Object.keys(certificate).length > 0;
  if (tls.clientAuth === 'require-any' && !given) return 'it has no certificate';
  const verified = tls.clientAuth === 'verify-if-given' ? given : tls.clientAuth === 'require-and-verify';
  if (verified && !socket.authorized) return 'its certificate is not from an authority of client_ca';
  if (!tls.clientAllowedSans || !given) return undefined;
  return namesOf(certificate).some((name) => tls.clientAllowedSans?.includes(name))
    ? undefined
    : 'no name of its certificate is in client_allowed_sans';
}

/** `DNS:a, IP Address:1.2.3.4, URI:spiffe://x, email:a@b`; a name with a comma in it is quoted and the comma escaped. */
const namesOf = ({ subjectaltname }: PeerCertificate | DetailedPeerCertificate): string[] =>
  (subjectaltname ?? '').split(', ').map((name) => name.slice(name.indexOf(':') + 1));
