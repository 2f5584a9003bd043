import { type RequestHandler, Router } from 'express';
import { HttpError } from './errors.ts';

/** Paths are compared as they are written: another case is another path, as everywhere else on the way to us. */
export const exactRouter = (): Router => Router({ caseSensitive: true });

/** For what is there, but not with this method. */
export const only =
  (methods: string): RequestHandler =>
  (request, response) => {
    response.setHeader('Allow', methods);
    throw new HttpError(405, `${request.method} does nothing here`, { detail: `Use ${methods}.` });
  };
