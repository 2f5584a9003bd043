import express, { type Express, type Request, type Response } from 'express';
import { listen } from '../listen.ts';
import { html } from '../page/html.ts';
import { addPageParts, clockTime, documentOf } from '../page/pages.ts';
import { addRefuseRoutes } from '../refuse-routes.ts';
import { type Refusal, refusalKinds, Refusing } from '../refusal.ts';
import { addRunbooks } from './runbooks.ts';

export interface WebhookDelivery {
  readonly at: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface WebhookSink {
  readonly url: string;
  readonly port: number;
  readonly webhookUrl: string;
  deliveries(): readonly WebhookDelivery[];
  /** Requests that came, refused ones included. */
  attempts(): number;
  refuse(refusal: Refusal): void;
  accept(): void;
  clear(): void;
  close(): Promise<void>;
}

function answerRefusal(response: Response, refusal: Refusal): void {
  if (refusal.kind === 'rate-limited')
    response
      .status(429)
      .set('retry-after', String(refusal.retryAfterSeconds ?? 1))
      .end();
  else if (refusal.kind === 'server-error') response.status(500).end();
  else if (refusal.kind === 'invalid-auth') response.status(401).end();
}

function sinkPage(deliveries: readonly WebhookDelivery[]): string {
  const shown = [...deliveries].reverse().map(
    ({ at, path, body }) =>
      html`<article>
        <h2><time>${clockTime(at)}</time> POST ${path}</h2>
        <pre>${JSON.stringify(body, null, 2)}</pre>
      </article>`,
  );
  return documentOf(
    `${deliveries.length} webhooks - sink`,
    html`<main class="sink">
      <h1>Webhook sink</h1>
      <p>What a program of yours would get. <a href="/runbooks">Runbooks</a></p>
      <div id="deliveries" data-live>${shown.length > 0 ? shown : html`<p>Nothing came yet.</p>`}</div>
    </main>`,
  );
}

/** Takes webhooks, keeps and shows them; refuses when told to. Beside it, the runbooks that the demo's alerts link to. */
export async function startWebhookSink(options: { port?: number; host?: string } = {}): Promise<WebhookSink> {
  const deliveries: WebhookDelivery[] = [];
  const refusing = new Refusing<Refusal>();
  let attempts = 0;
  const app: Express = express().disable('x-powered-by').disable('etag');
  addPageParts(app, '../sink/sink.css');
  app.use(express.json({ limit: '8mb' }));
  addRefuseRoutes(app, refusing, refusalKinds);
  addRunbooks(app);
  app.get('/api/deliveries', (_request: Request, response: Response) => void response.json(deliveries));
  app.get(
    '/',
    (_request: Request, response: Response) => void response.type('html').send(sinkPage(deliveries)),
  );
  app.post('/webhook{/*path}', (request: Request, response: Response) => {
    attempts += 1;
    const refusal = refusing.next();
    if (refusal) return answerRefusal(response, refusal);
    deliveries.push({ at: Date.now(), path: request.path, headers: request.headers, body: request.body });
    response.status(200).end();
  });
  const web = await listen(app, { host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  return {
    ...web,
    webhookUrl: `${web.url}/webhook`,
    deliveries: () => [...deliveries],
    attempts: () => attempts,
    refuse: (refusal) => refusing.refuse(refusal),
    accept: () => refusing.accept(),
    clear: () => (deliveries.length = 0),
  };
}
