import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Refusing } from '../refusal.ts';
import type { Mailbox } from './mailbox.ts';

export const mailRefusalKinds = ['temporary', 'permanent', 'invalid-auth', 'hang'] as const;

/** `temporary` is a 4xx, `permanent` a 5xx, both for the recipient; `hang` never answers the mail. */
export interface MailRefusal {
  kind: (typeof mailRefusalKinds)[number];
  times?: number;
}

type Done = (error?: Error | null) => void;

const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

export interface SmtpParts {
  readonly mailbox: Mailbox;
  readonly refusing: Refusing<MailRefusal>;
  /** Counts each mail that a client began to hand over, refused or not. */
  readonly onAttempt: () => void;
}

function serverOf({ mailbox, refusing, onAttempt }: SmtpParts): SMTPServer {
  const hanging = new WeakSet();
  return new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: 25 * 1024 * 1024,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'unnamed' }),
    onRcptTo(_address, session, done: Done) {
      onAttempt();
      const refused = refusing.next();
      if (refused?.kind === 'hang') hanging.add(session);
      if (refused?.kind === 'temporary')
        return done(refusal(451, '4.3.0 the demo was told to refuse for now'));
      if (refused?.kind === 'permanent') return done(refusal(550, '5.7.1 the demo was told to refuse'));
      if (refused?.kind === 'invalid-auth')
        return done(refusal(535, '5.7.8 the demo was told to refuse the login'));
      done();
    },
    onData(stream: Readable, session, done: Done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then((raw) => mailbox.add(raw, recipients))
        .then(
          () => (hanging.has(session) ? undefined : done()),
          (error: unknown) => done(refusal(451, String(error))),
        );
    },
  });
}

export interface Smtp {
  readonly port: number;
  close(): Promise<void>;
}

export async function listenForMail(
  parts: SmtpParts,
  { host, port }: { host: string; port: number },
): Promise<Smtp> {
  const server = serverOf(parts);
  server.on('error', () => undefined);
  const listener = server.listen(port, host);
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port');
  return {
    port: address.port,
    close: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(resolve);
      for (const connection of server.connections) connection.close();
      return promise;
    },
  };
}
