import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { HttpError } from './errors.ts';

export interface ConsoleOptions {
  /** The built console, with index.html in it. */
  readonly folder: string;
  /** Path below which everything is served: `/` or `/prefix/`. */
  readonly base: string;
}

/** Grafana's libraries style by script; nothing else may load from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

/** The console's files; every other page of it is index.html, since the app routes in the browser. */
export function consoleFiles({ folder, base }: ConsoleOptions): Router {
  const router = Router();
  router.use((_, response, next) => {
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'same-origin');
    next();
  });
  router.use(express.static(folder, { index: false, maxAge: '1h', etag: true }));
  router.get(/.*/, page(folder, base));
  return router;
}

function page(folder: string, base: string): RequestHandler {
  return async (request, response) => {
    if (/\.[a-z0-9]{2,5}$/i.test(request.path)) throw new HttpError(404, `There is no file ${request.path}`);
    const index = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
    if (index === undefined)
      throw new HttpError(404, 'The console is not built', { detail: 'Run: npm run build -w console' });
    response
      .type('html')
      .setHeader('Cache-Control', 'no-cache')
      .send(index.replaceAll('__TOCSIN_BASE__', base));
  };
}
