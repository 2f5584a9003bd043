import type { Express, Request, Response } from 'express';
import { jsonOnly } from './page/pages.ts';
import { refusalOf, type Refusing } from './refusal.ts';

interface AnyRefusal<K extends string> {
  kind: K;
  times?: number;
  retryAfterSeconds?: number;
}

/** `PUT /api/refuse {kind, times?}` and `DELETE /api/refuse`, the same on each stand-in. */
export function addRefuseRoutes<K extends string>(
  app: Express,
  refusing: Refusing<AnyRefusal<K>>,
  kinds: readonly K[],
): void {
  app.put('/api/refuse', jsonOnly, (request: Request, response: Response) => {
    const refusal = refusalOf(request.body, kinds);
    if (typeof refusal === 'string') return void response.status(400).json({ error: refusal });
    refusing.refuse(refusal);
    response.json(refusal);
  });
  app.delete('/api/refuse', (_request: Request, response: Response) => {
    refusing.accept();
    response.status(204).end();
  });
}
