import type { NextFunction, Request, Response } from 'express';
import { setTimeout as pause } from 'node:timers/promises';
import { every } from '../every.ts';
import { between } from '../random.ts';
import { frameOf, serve, type RunningService } from '../service/service.ts';
import { ConnectionHog } from './connection-hog.ts';
import { DbPool } from './db-pool.ts';
import { Orders } from './orders.ts';

const routes = [
  { method: 'GET', path: '/orders/:id' },
  { method: 'GET', path: '/search' },
  { method: 'POST', path: '/payments' },
] as const;

export interface ApiOptions {
  host: string;
  port: number;
  databaseUrl: string;
  onCrash: () => void;
}

type Frame = ReturnType<typeof frameOf>;

function addRoutes({ app, faults }: Frame, orders: Orders): void {
  const misbehave = async (_request: Request, response: Response, next: NextFunction) => {
    if (faults.isOn('latency')) await pause(between(800, 1300));
    if (faults.isOn('errors') && Math.random() < 0.4) {
      response.status(500).json({ error: 'the demo was told to fail' });
    } else next();
  };
  const answerAfter =
    (query: (request: Request) => Promise<void>) => async (request: Request, response: Response) => {
      try {
        await query(request);
        response.json({ ok: true });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        response.status(503).json({ error: `the database did not answer: ${reason}` });
      }
    };
  const seconds = (least: number, most: number): number => between(least, most) / 1000;
  const find = answerAfter(({ params }) => orders.find(Number(params['id']), seconds(4, 20)));
  app.get('/orders/:id', misbehave, find);
  app.get(
    '/search',
    misbehave,
    answerAfter(() => orders.search(seconds(15, 60))),
  );
  app.post(
    '/payments',
    misbehave,
    answerAfter(() => orders.pay(between(0, 2000), seconds(10, 40))),
  );
}

/** The API that the workers call: each request is a query of PostgreSQL and an answer. */
export async function startApi(options: ApiOptions): Promise<RunningService> {
  const frameOptions = { ...options, name: 'api', routes } as const;
  const frame = frameOf(frameOptions);
  const pool = new DbPool({ url: options.databaseUrl, max: 20 }, frame.metrics);
  const orders = new Orders(pool);
  const hog = new ConnectionHog(options.databaseUrl);
  addRoutes(frame, orders);
  const leak = every(100, () => {
    if (frame.faults.isOn('database')) void pool.leakOne();
  });
  frame.faults.onChange('database', (on) => {
    if (!on) pool.reclaim();
  });
  frame.faults.onChange('postgres', (on) => hog.set(on));
  await orders.prepare();
  const running = await serve(frame, frameOptions);
  return {
    ...running,
    close: async () => {
      leak.stop();
      orders.close();
      await Promise.all([running.close(), hog.close(), pool.close()]);
    },
  };
}
