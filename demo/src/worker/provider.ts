import express, { type Request, type Response } from 'express';
import { listen, type Listening } from '../listen.ts';

export const providers = ['geocoding', 'payments'] as const;
export type Provider = (typeof providers)[number];

const limit = 600;
const refillPerSecond = 10;

/** An allowance that refills steadily, as most public APIs have one. */
class Allowance {
  #left = limit;
  #countedAt = Date.now();

  take(now: number): { allowed: boolean; left: number } {
    this.#left = Math.min(limit, this.#left + ((now - this.#countedAt) / 1000) * refillPerSecond);
    this.#countedAt = now;
    const allowed = this.#left >= 1;
    if (allowed) this.#left -= 1;
    return { allowed, left: Math.floor(this.#left) };
  }
}

/** Somebody else's APIs, as far as the demo needs them: they answer, count, and refuse who asks too often. */
export async function startProviders(host: string): Promise<Listening> {
  const app = express().disable('x-powered-by').disable('etag');
  const allowances = new Map<string, Allowance>(providers.map((name) => [name, new Allowance()]));
  app.get('/:provider', (request: Request<{ provider: string }>, response: Response) => {
    const allowance = allowances.get(request.params.provider);
    if (!allowance) return void response.status(404).json({ error: 'no such provider' });
    const { allowed, left } = allowance.take(Date.now());
    response.set({ 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(left) });
    response.status(allowed ? 200 : 429).json({ allowed });
  });
  return listen(app, { host, port: 0 });
}
