import express, { type Request, type Response } from 'express';
import { setTimeout as pause } from 'node:timers/promises';
import { listen, type Listening } from '../listen.ts';
import { between } from '../random.ts';

/** Others' APIs, each with what it allows in an hour or so and how fast that comes back. */
const allowed = {
  geocoding: { limit: 600, refillPerSecond: 10 },
  payments: { limit: 600, refillPerSecond: 10 },
  github: { limit: 5000, refillPerSecond: 2 },
  gitlab: { limit: 2000, refillPerSecond: 2 },
  'language-model': { limit: 500, refillPerSecond: 2 },
} as const;

export type Provider = keyof typeof allowed;
export const providers = Object.keys(allowed).filter((name): name is Provider => name in allowed);

/** An allowance that refills steadily, as most public APIs have one. */
class Allowance {
  readonly limit: number;
  readonly #refillPerSecond: number;
  #left: number;
  #countedAt = Date.now();

  constructor({ limit, refillPerSecond }: { limit: number; refillPerSecond: number }) {
    this.limit = limit;
    this.#left = limit;
    this.#refillPerSecond = refillPerSecond;
  }

  take(now: number): { isAllowed: boolean; left: number; resetAt: number } {
    const refilled = this.#left + ((now - this.#countedAt) / 1000) * this.#refillPerSecond;
    this.#left = Math.min(this.limit, refilled);
    this.#countedAt = now;
    const isAllowed = this.#left >= 1;
    if (isAllowed) this.#left -= 1;
    const fullInMs = ((this.limit - this.#left) / this.#refillPerSecond) * 1000;
    return { isAllowed, left: Math.floor(this.#left), resetAt: now + fullInMs };
  }
}

/** Somebody else's APIs, as far as the demo needs them: they answer, count, and refuse who asks too often. */
export async function startProviders(address: { host: string; port: number }): Promise<Listening> {
  const app = express().disable('x-powered-by').disable('etag');
  const allowances = new Map<string, Allowance>(
    providers.map((name) => [name, new Allowance(allowed[name])]),
  );
  app.get('/:provider', async (request: Request<{ provider: string }>, response: Response) => {
    const allowance = allowances.get(request.params.provider);
    if (!allowance) return void response.status(404).json({ error: 'no such provider' });
    const { isAllowed, left, resetAt } = allowance.take(Date.now());
    if (request.params.provider === 'language-model') await pause(between(60, 200));
    response.set({
      'x-ratelimit-limit': String(allowance.limit),
      'x-ratelimit-remaining': String(left),
      'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
    });
    response.status(isAllowed ? 200 : 429).json({ allowed: isAllowed });
  });
  return listen(app, address);
}
