import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { portOf } from './port.ts';

export interface MailServer {
  readonly port: number;
  readonly mails: { readonly raw: string; readonly parsed: ParsedMail; readonly to: string[] }[];
  readonly logins: string[];
  close(): Promise<void>;
}

/** A real SMTP server on loopback; `options` turn it into a refusing or a silent one. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: (auth, _session, done) => {
      logins.push(`${auth.method} ${auth.username}`);
      done(null, { user: auth.username });
    },
    onData: (stream, session, done) => {
      void buffer(stream).then(async (raw) => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ raw: raw.toString(), parsed: await simpleParser(raw), to });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: portOf(server.server),
    mails,
    logins,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What a reply with this code is to smtp-server. */
export const reply = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

/** A server that accepts connections and then is silent, or hangs up. */
export async function startTcpServer(
  onSocket: (socket: Socket) => void,
): Promise<Pick<MailServer, 'port' | 'close'>> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
