import { parseJson } from '../body.ts';
import { HttpError } from '../errors.ts';

/** What Alertmanager's generated server says of a body before its handler is asked, in its form. */
export function upstreamBody(name: string, text: string): unknown {
  if (text.trim() === '') throw missing(`${name} in body is required`);
  try {
    return parseJson(text);
  } catch (error) {
    throw misread(name, error instanceof Error ? error.message : String(error));
  }
}

export const missing = (text: string): HttpError => new HttpError(422, text, { code: 602 });
export const tooFew = (text: string): HttpError => new HttpError(422, text, { code: 612 });
export const misread = (name: string, why: string): HttpError =>
  new HttpError(400, `parsing ${name} body from "" failed, because ${why}`, { code: 400 });
