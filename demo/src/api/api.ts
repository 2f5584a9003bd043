import type { NextFunction, Request, Response } from 'express';
import { setTimeout as pause } from 'node:timers/promises';
import { every } from '../every.ts';
import { between } from '../random.ts';
import { frameOf, serve, type RunningService } from '../service/service.ts';
import { DbPool } from './db-pool.ts';

const routes = [
  { method: 'GET', path: '/orders/:id' },
  { method: 'GET', path: '/search' },
  { method: 'POST', path: '/payments' },
] as const;

export interface ApiOptions {
  host: string;
  port: number;
  onCrash: () => void;
}

/** The API that the workers call: each request is a database query and an answer. */
export async function startApi(options: ApiOptions): Promise<RunningService> {
  const frameOptions = { ...options, name: 'api', routes } as const;
  const frame = frameOf(frameOptions);
  const pool = new DbPool(20, frame.metrics);
  const leak = every(100, () => {
    if (frame.faults.isOn('database')) pool.leakOne();
  });
  frame.faults.onChange('database', (on) => {
    if (!on) pool.reclaim();
  });

  const misbehave = async (_request: Request, response: Response, next: NextFunction) => {
    if (frame.faults.isOn('latency')) await pause(between(800, 1300));
    if (frame.faults.isOn('errors') && Math.random() < 0.4) {
      response.status(500).json({ error: 'the demo was told to fail' });
    } else next();
  };
  const answerAfterQuery = (least: number, most: number) => async (_request: Request, response: Response) => {
    await pool.query(between(least, most));
    response.json({ ok: true });
  };
  frame.app.get('/orders/:id', misbehave, answerAfterQuery(4, 20));
  frame.app.get('/search', misbehave, answerAfterQuery(15, 60));
  frame.app.post('/payments', misbehave, answerAfterQuery(10, 40));

  const running = await serve(frame, frameOptions);
  return {
    ...running,
    close: async () => {
      leak.stop();
      await running.close();
    },
  };
}
