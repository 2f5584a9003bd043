import type { Express, NextFunction, Request, Response } from 'express';
import { readFileSync } from 'node:fs';
import { html, type Html, trusted } from './html.ts';

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Even if an escape were forgotten, no script but ours runs. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  'img-src * data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Serves the script beside a page, which `documentOf` is then told to load. */
export function addPageScript(app: Express, path: string, source: string): void {
  const script = file(source);
  app.get(path, (_request: Request, response: Response) => void response.type('js').send(script));
}

export function addPageParts(app: Express, stylesheet: string): void {
  const live = file('live.js');
  const css = file('page.css') + file(stylesheet);
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.set({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff' });
    next();
  });
  app.get('/favicon.ico', (_request: Request, response: Response) => void response.status(204).end());
  app.get('/live.js', (_request: Request, response: Response) => void response.type('js').send(live));
  app.get('/page.css', (_request: Request, response: Response) => void response.type('css').send(css));
}

export function documentOf(title: string, body: Html, scripts: readonly string[] = []): string {
  return html`${trusted('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/page.css" />
        <script src="/live.js" defer></script>
        ${scripts.map((path) => html`<script src="${path}" defer></script>`)}
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}

/** What a program may do here, a web page elsewhere may not: it cannot send JSON without asking first. */
export function jsonOnly(request: Request, response: Response, next: NextFunction): void {
  if (request.is('application/json')) next();
  else response.status(415).json({ error: 'send application/json' });
}

export const clockTime = (at: number): string => new Date(at).toTimeString().slice(0, 8);
