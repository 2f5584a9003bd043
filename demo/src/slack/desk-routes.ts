import type { Express, Request, Response } from 'express';
import { fieldOf, textOf } from '../json.ts';
import { jsonOnly } from '../page/pages.ts';
import type { Desk } from './desk.ts';
import { people } from './people.ts';

const said = (request: Request, name: string): string => textOf(request.body, name) ?? '';

function valuesOf(request: Request): Record<string, Record<string, unknown>> {
  const given = fieldOf(request.body, 'values');
  const entries: [string, unknown][] =
    typeof given === 'object' && given !== null ? Object.entries(given) : [];
  return Object.fromEntries(
    entries.map(([block, value]) => [
      block,
      { [block]: typeof value === 'object' && value !== null ? { ...value } : {} },
    ]),
  );
}

/** What the page's buttons call; the answers of the app come in below `/response`. */
export function addDeskRoutes(app: Express, desk: Desk): void {
  const doing = (path: string, work: (request: Request) => Promise<string | undefined>): void => {
    app.post(path, jsonOnly, async (request: Request, response: Response) => {
      const problem = await work(request);
      response
        .status(problem === undefined ? 200 : 502)
        .json(problem === undefined ? { ok: true } : { problem });
    });
  };
  doing('/api/press', (request) => {
    const option = textOf(request.body, 'option');
    return desk.press({
      ...{ channel: said(request, 'channel'), ts: said(request, 'ts'), user: said(request, 'user') },
      actionId: said(request, 'actionId'),
      ...(option === undefined ? {} : { option }),
    });
  });
  doing('/api/command', (request) =>
    desk.command({
      ...{ channel: said(request, 'channel'), user: said(request, 'user'), text: said(request, 'text') },
    }),
  );
  doing('/api/submit-view', (request) => desk.submitView(said(request, 'user'), valuesOf(request)));
  doing('/api/close-view', async (request) => {
    desk.closeView(said(request, 'user'));
    return undefined;
  });
  app.get('/api/whispers', (_request: Request, response: Response) => void response.json(desk.whispers()));
  app.get('/api/people', (_request: Request, response: Response) => void response.json(people));
  app.post('/response/:token', (request: Request<{ token: string }>, response: Response) => {
    const { status, text } = desk.answered(request.params.token, request.body);
    response.status(status).type('text').send(text);
  });
}
