import express, { type Express, type Request, type Response } from 'express';
import { textOf } from '../json.ts';
import { listen } from '../listen.ts';
import { addPageParts } from '../page/pages.ts';
import { addRefuseRoutes } from '../refuse-routes.ts';
import { Refusing } from '../refusal.ts';
import { mailPage, views } from './mail-page.ts';
import { type Mail, Mailbox } from './mailbox.ts';
import { listenForMail, mailRefusalKinds, type MailRefusal } from './smtp.ts';

export interface MailCatcherOptions {
  /** Of the web page. */
  port?: number;
  smtpPort?: number;
  host?: string;
}

export interface MailCatcher {
  readonly url: string;
  readonly port: number;
  readonly smtpPort: number;
  mails(): readonly Mail[];
  /** How many mails a client began to hand over, refused ones included. */
  attempts(): number;
  refuse(refusal: MailRefusal): void;
  accept(): void;
  clear(): void;
  close(): Promise<void>;
}

/** A mail may hold anything. It is shown in a frame without scripts, forms or our origin. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:";

function addMailRoutes(app: Express, mailbox: Mailbox): void {
  app.get('/api/mails', (_request: Request, response: Response) => void response.json(mailbox.mails()));
  app.delete('/api/mails', (_request: Request, response: Response) => {
    mailbox.clear();
    response.status(204).end();
  });
  app.get('/mails/:id/html', (request: Request<{ id: string }>, response: Response) => {
    const mail = mailbox.find(Number(request.params.id));
    response.set('content-security-policy', mailPolicy).type('html');
    if (mail) response.send(`<base target="_blank">${mail.html}`);
    else response.status(404).send('This mail is gone.');
  });
  app.get('/', (request: Request, response: Response) => {
    const asked = Number(textOf(request.query, 'mail') ?? Number.NaN);
    const view = views.find((name) => name === textOf(request.query, 'view')) ?? 'html';
    response.type('html').send(mailPage(mailbox, { ...(Number.isNaN(asked) ? {} : { mail: asked }), view }));
  });
}

/** An SMTP server that keeps what it gets and shows it; refuses when told to. */
export async function startMailCatcher(options: MailCatcherOptions = {}): Promise<MailCatcher> {
  const host = options.host ?? '127.0.0.1';
  const mailbox = new Mailbox();
  const refusing = new Refusing<MailRefusal>();
  let attempts = 0;
  const app = express().disable('x-powered-by').disable('etag');
  addPageParts(app, '../mail/mail.css');
  app.use(express.json());
  addRefuseRoutes(app, refusing, mailRefusalKinds);
  addMailRoutes(app, mailbox);
  const smtp = await listenForMail(
    { mailbox, refusing, onAttempt: () => (attempts += 1) },
    { host, port: options.smtpPort ?? 0 },
  );
  const web = await listen(app, { host, port: options.port ?? 0 });
  return {
    url: web.url,
    port: web.port,
    smtpPort: smtp.port,
    mails: () => mailbox.mails(),
    attempts: () => attempts,
    refuse: (refusal) => refusing.refuse(refusal),
    accept: () => refusing.accept(),
    clear: () => mailbox.clear(),
    close: async () => void (await Promise.all([web.close(), smtp.close()])),
  };
}
