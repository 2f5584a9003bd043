import type { Express, Request, Response } from 'express';
import { readdir, readFile } from 'node:fs/promises';
import { html } from '../page/html.ts';
import { documentOf } from '../page/pages.ts';
import { markdown } from './markdown.ts';

const folder = new URL('../../../docs/runbooks/', import.meta.url);

async function names(): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -3));
}

const page = (title: string, body: ReturnType<typeof html>): string =>
  documentOf(title, html`<main class="runbook">${body}</main>`);

/** docs/runbooks as pages, so that the links in the demo's alerts lead somewhere. */
export function addRunbooks(app: Express): void {
  app.get('/runbooks', async (_request: Request, response: Response) => {
    const items = (await names()).map((name) => html`<li><a href="/runbooks/${name}">${name}</a></li>`);
    response.type('html').send(
      page(
        'Runbooks',
        html`<h1>Runbooks</h1>
          <ul>
            ${items}
          </ul>`,
      ),
    );
  });
  app.get('/runbooks/:name', async (request: Request<{ name: string }>, response: Response) => {
    const name = (await names()).find((known) => known === request.params.name);
    if (name === undefined)
      return void response
        .status(404)
        .type('html')
        .send(page('Not found', html`<p>No such runbook.</p>`));
    response.type('html').send(page(name, markdown(await readFile(new URL(`${name}.md`, folder), 'utf8'))));
  });
}
