import type { RequestHandler } from 'express';
import type { Clock } from '#lib/clock';
import type { LiveMetrics } from '#live/hub';
import type { WorkflowsView } from '#workflows/workflows-view';
import { metricsSocket } from './metrics-socket.ts';
import { monitoringSocket } from './monitoring-socket.ts';
import { createSockets } from './sockets.ts';

/** All that is a WebSocket. */
export interface SocketDoors {
  /** `WS /api/metrics/stream` */
  readonly metrics: RequestHandler;
  /** `WS /ws/monitoring` */
  readonly monitoring: RequestHandler;
  clients(): number;
  close(): void;
}

export interface SocketParts {
  readonly clock: Clock;
  readonly live: LiveMetrics;
  readonly workflows: WorkflowsView;
}

export function createSocketDoors({ clock, live, workflows }: SocketParts): SocketDoors {
  const sockets = createSockets(clock);
  const monitoring = monitoringSocket({ sockets, workflows, clock });
  return {
    metrics: metricsSocket(sockets, live),
    monitoring: monitoring.handler,
    clients: () => sockets.clients(),
    close() {
      monitoring.close();
      sockets.close();
    },
  };
}
