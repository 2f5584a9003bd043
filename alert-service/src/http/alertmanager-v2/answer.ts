import type { Response } from 'express';

/** As upstream writes it: no charset in the type, and a line break after the value. */
export function answerJson(response: Response, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.setHeader('Content-Type', 'application/json').setHeader('Content-Length', body.length).end(body);
}
