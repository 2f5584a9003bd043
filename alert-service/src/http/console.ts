import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type RequestHandler, type Response, type Router } from 'express';
import { HttpError } from './errors.ts';
import { exactRouter } from './routing.ts';

export interface ConsoleOptions {
  /** The built console, with index.html in it. */
  readonly folder: string;
  /** The route prefix, below which everything is served: '' or '/prefix'. */
  readonly base: string;
}

/** Scripts only from our own files; Grafana's libraries style by script; nothing may come from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const aYear = 'public, max-age=31536000, immutable';

/** The console's files; every page of it is index.html, since the app routes in the browser. */
export function consoleFiles({ folder, base }: ConsoleOptions): Router {
  const router = exactRouter();
  router.use((_, response, next) => {
    if (!response.hasHeader('Content-Security-Policy'))
      response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    response.setHeader('Referrer-Policy', 'no-referrer');
    next();
  });
  // A name in assets/ holds the hash of what is in the file; one in public/ stays when the file changes.
  router.use('/assets', files(join(folder, 'assets'), aYear));
  // The worker for pushes lies there, and serves the whole console.
  router.use('/public', (_, response, next) => {
    response.setHeader('Service-Worker-Allowed', `${encodeURI(base)}/`);
    next();
  });
  router.use('/public', files(join(folder, 'public'), 'no-cache'));
  router.get(/.*/, page(folder, base));
  return router;
}

/** What is missing below these is a 404, not the page: a script would be read as HTML. */
function files(folder: string, cacheControl: string): RequestHandler[] {
  const setHeaders = (response: Response): void => void response.setHeader('Cache-Control', cacheControl);
  return [
    express.static(folder, { index: false, redirect: false, cacheControl: false, etag: true, setHeaders }),
    ({ originalUrl }) => {
      throw new HttpError(404, `There is no file ${originalUrl.split('?')[0] ?? ''}`);
    },
  ];
}

/** Where it has pages. */
const known = /^\/(?:$|index\.html$|a\/|d\/|plugins\/|console\/)/;

/**
 * Elsewhere there is nothing: a person reads so in the console, and a program by the status. Grafana's data source
 * would take us for a Mimir by a 200 on /alertmanager/api/v2/status, and then refuse us.
 */
function page(folder: string, base: string): RequestHandler {
  return async (request, response) => {
    const found = known.test(request.path);
    if (!found && !request.headers.accept?.includes('text/html'))
      throw new HttpError(404, `There is nothing at ${request.originalUrl.split('?')[0] ?? ''}`);
    const index = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
    if (index === undefined)
      throw new HttpError(404, 'The console is not built', { detail: 'Run: npm run build -w console' });
    response
      .status(found ? 200 : 404)
      .type('html')
      .setHeader('Cache-Control', 'no-cache')
      .send(index.replaceAll('__TOCSIN_BASE__', () => escaped(base)));
  };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&"<>]/g, (sign) => entities[sign] ?? sign);
