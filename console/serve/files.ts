/** The built console over HTTP, for development and tests; the alert service serves the same files by the same rules. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

export const consoleDist = path.join(import.meta.dirname, '..', 'dist');

/** Scripts only from our own files. Styles inline too: emotion writes them into the page. */
export const contentSecurityPolicy = [
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

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Names below which only files are: what is missing there is a 404, not the page. */
const fileFolders = /^\/(assets|public)\//;

export interface Served {
  readonly dist?: string;
  /** Route prefix: empty, or like `/tocsin`. */
  readonly base?: string;
}

/** Answers GET below the base: a file if there is one, else the page itself, so that deep links open. */
export function serveConsole({ dist = consoleDist, base = '' }: Served = {}) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://console');
    if (pathname !== base && !pathname.startsWith(`${base}/`)) return missing(response);
    const inside = pathname.slice(base.length);
    response.setHeader('Service-Worker-Allowed', `${base}/`);
    const file = await readInside(dist, decodeURIComponent(inside));
    if (file) return send(response, file, inside);
    if (fileFolders.test(inside)) return missing(response);
    const page = await readFile(path.join(dist, 'index.html'), 'utf8');
    send(response, Buffer.from(page.replaceAll('__TOCSIN_BASE__', base)), '/index.html');
  };
}

async function readInside(dist: string, inside: string): Promise<Buffer | undefined> {
  const file = path.join(dist, inside);
  const isFile = fileFolders.test(inside) && file.startsWith(dist + path.sep);
  return isFile ? readFile(file).catch(() => undefined) : undefined;
}

function send(response: ServerResponse, body: Buffer, inside: string): void {
  const hashed = inside.startsWith('/assets/');
  response.writeHead(200, {
    'Content-Type': types[path.extname(inside)] ?? 'application/octet-stream',
    'Content-Length': body.length,
    'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}

function missing(response: ServerResponse): void {
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
}
