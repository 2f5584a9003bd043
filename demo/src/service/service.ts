import express, { type Express, type Request, type Response } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { faultsOf, type ServiceName } from '../faults.ts';
import { listen } from '../listen.ts';
import { addControl } from './control.ts';
import { addDiskMetrics } from './disk-metrics.ts';
import { FaultSwitches } from './fault-switches.ts';
import { httpMetrics, type Route } from './http-metrics.ts';

/** What each demo service stands on: an HTTP server that measures itself and misbehaves on command. */
export interface ServiceFrame {
  readonly app: Express;
  readonly metrics: Registry;
  readonly faults: FaultSwitches;
}

export interface RunningService {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ServiceOptions {
  name: ServiceName;
  host: string;
  port: number;
  routes: readonly Route[];
  onCrash: () => void;
}

export function frameOf(options: ServiceOptions): ServiceFrame {
  const app = express().disable('x-powered-by').disable('etag');
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  addDiskMetrics(metrics);
  const faults = new FaultSwitches(faultsOf(options.name));
  app.get('/metrics', async (_request: Request, response: Response) => {
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  app.get('/health', (_request: Request, response: Response) => {
    response.json({ service: options.name, status: 'ok' });
  });
  addControl(app, { faults, onCrash: options.onCrash });
  app.use(httpMetrics(metrics, options.routes));
  app.use(express.json({ limit: '1mb' }));
  return { app, metrics, faults };
}

export const serve = (frame: ServiceFrame, options: ServiceOptions): Promise<RunningService> =>
  listen(frame.app, options);
