import type { Request, Response } from 'express';
import type { AskedOnce } from '#core/input';
import { HttpError } from './errors.ts';

/** What a write asks for besides its body. */
export interface Conditions {
  /** Of If-Match: only this version is changed. */
  readonly version?: number;
  /** Of Idempotency-Key: done once, however often it is asked. Two people may use the same key. */
  readonly request?: AskedOnce;
}

const longestKey = 255;

interface Asking {
  /** Two of them may use the same key. */
  readonly asker: string;
  /** What is kept of a body that may hold a secret. */
  readonly mask: (text: string) => string;
}

export function conditionsOf(request: Request, body: unknown, { asker, mask }: Asking): Conditions {
  const version = wantedVersion(request.headers['if-match']);
  const key = request.headers['idempotency-key'];
  if (key === undefined) return version === undefined ? {} : { version };
  if (typeof key !== 'string' || key.trim() === '' || key.length > longestKey)
    throw new HttpError(400, 'The Idempotency-Key cannot be used', {
      detail: `Send 1 to ${longestKey} characters, such as a UUID, and the same ones with each try.`,
    });
  const hash = mask(JSON.stringify([request.method, request.baseUrl + request.path, body]));
  return { ...(version !== undefined && { version }), request: { key: `${asker}\n${key}`, hash } };
}

/** `"7"`, as the ETag said; `*` asks for any. */
function wantedVersion(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const [, version] = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(header) ?? [];
  if (version !== undefined) return Number(version);
  throw new HttpError(412, 'It has changed since you saw it', {
    detail: `If-Match: ${header} is no version: send the ETag of the last answer.`,
  });
}

/** What has a version says it as its ETag. */
export function tellVersion(response: Response, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('version' in answer)) return;
  const { version } = answer;
  if (typeof version === 'number' && Number.isSafeInteger(version))
    response.setHeader('ETag', `"${version}"`);
}
