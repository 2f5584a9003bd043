import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** The ports people are told of; the next free one where one is taken. */
export const usualPorts = {
  console: 9093,
  prometheus: 9090,
  slack: 9095,
  mail: 9096,
  sink: 9097,
  smtp: 9025,
  orchestrator: 9101,
  worker: 9102,
  api: 9103,
  providers: 9104,
  exporters: 9187,
  redis: 6379,
  postgres: 5432,
} as const;

export type PortName = keyof typeof usualPorts;
export type Ports = Record<PortName, number>;

async function someoneAnswers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  const answer = await Promise.race([
    once(socket, 'connect').then(() => true),
    new Promise<false>((resolve) => socket.once('error', () => resolve(false))),
  ]).catch(() => false);
  socket.destroy();
  return answer;
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  const listening = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => resolve(true));
  });
  const free = await listening;
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

/** Both questions: macOS lets one listen on 127.0.0.1 beside a listener on all addresses. */
export const isFree = async (port: number): Promise<boolean> =>
  !(await someoneAnswers(port)) && (await canListen(port));

export interface ChosenPorts {
  ports: Ports;
  /** A sentence for each port that was taken. */
  remarks: string[];
}

export async function choosePorts(wanted: Readonly<Ports> = usualPorts, free = isFree): Promise<ChosenPorts> {
  const ports = { ...wanted };
  const remarks: string[] = [];
  const given = new Set<number>();
  const usual = new Set(Object.values(wanted));
  for (const name of Object.keys(usualPorts).filter((key): key is PortName => key in usualPorts)) {
    let port = wanted[name];
    while (given.has(port) || (port !== wanted[name] && usual.has(port)) || !(await free(port))) port += 1;
    if (port !== wanted[name])
      remarks.push(`Port ${wanted[name]} (${name}) is taken; taking ${port} instead.`);
    given.add(port);
    ports[name] = port;
  }
  return { ports, remarks };
}
