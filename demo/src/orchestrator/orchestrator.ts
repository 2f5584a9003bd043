import type { Request, Response } from 'express';
import { every } from '../every.ts';
import { fieldOf } from '../json.ts';
import { frameOf, serve, type RunningService } from '../service/service.ts';
import { CommandReader } from './command-reader.ts';
import { WorkflowStream } from './workflow-stream.ts';
import { Workflows } from './workflows.ts';

const routes = [
  { method: 'POST', path: '/workflows' },
  { method: 'POST', path: '/tasks/claim' },
  { method: 'POST', path: '/tasks/:id/done' },
] as const;
const leaseMs = 30_000;

export interface OrchestratorOptions {
  host: string;
  port: number;
  redisUrl: string;
  onCrash: () => void;
}

function addRoutes(app: ReturnType<typeof frameOf>['app'], workflows: Workflows): void {
  app.post('/workflows', (_request: Request, response: Response) => {
    const begun = workflows.begin();
    response.status(begun ? 201 : 503).json({ begun });
  });
  app.post('/tasks/claim', (request: Request, response: Response) => {
    const most = Number(fieldOf(request.body, 'max') ?? 1);
    response.json({ tasks: workflows.claim(Math.min(100, Math.max(0, most || 0)), Date.now()) });
  });
  app.post('/tasks/:id/done', (request: Request<{ id: string }>, response: Response) => {
    const task = workflows.queue.settle(Number(request.params.id));
    if (task) workflows.settle(task, fieldOf(request.body, 'ok') === true);
    response.status(task ? 200 : 404).json({ known: task !== undefined });
  });
}

/** Begins workflows, two each second and a long one each 20 s, and hands their tasks to whichever worker asks. */
export async function startOrchestrator(options: OrchestratorOptions): Promise<RunningService> {
  const frameOptions = { ...options, name: 'orchestrator', routes } as const;
  const frame = frameOf(frameOptions);
  const stream = new WorkflowStream(options.redisUrl, frame.metrics);
  const workflows = new Workflows(frame.metrics, (event) => stream.tell(event));
  const commands = new CommandReader(options.redisUrl, workflows, stream);
  addRoutes(frame.app, workflows);
  frame.faults.onChange('queue', (on) => {
    if (!on) workflows.cancelWaiting();
  });
  await stream.ready();
  workflows.beginImport();
  const loops = [
    every(500, () => void workflows.begin()),
    every(20_000, () => workflows.beginImport()),
    every(250, () => workflows.giveOut(Date.now())),
    every(250, () => {
      if (frame.faults.isOn('queue')) for (let n = 0; n < 20; n += 1) workflows.begin();
    }),
    every(5000, () => {
      for (const task of workflows.queue.abandoned(leaseMs, Date.now())) workflows.settle(task, false);
    }),
  ];
  const running = await serve(frame, frameOptions);
  return {
    ...running,
    close: async () => {
      for (const loop of loops) loop.stop();
      commands.close();
      stream.close();
      await running.close();
    },
  };
}
