import { loadavg } from 'node:os';
import { join } from 'node:path';
import { quantile } from '../figures.ts';
import { eventually } from '../rules/program.ts';
import { newFolder, pause, type Server, startServer } from '../server.ts';
import { startExporter, startPrometheus } from './stage.ts';
import { countingRelay, type Watcher, watchEvents, watchSocket } from './watchers.ts';

export interface LiveAsked {
  readonly tocsin: string;
  readonly services: number;
  readonly series: number;
  readonly clients: number;
  readonly seconds: number;
}

const configuration = `
route: {receiver: none, group_by: [alertname]}
receivers: [{name: none}]
`;

/** What whoever watches gets, and how soon: a real Prometheus with services in it, and clients on both kinds of streams. */
export async function live(asked: LiveAsked, say: (text: string) => void): Promise<void> {
  const folder = await newFolder();
  const stops: (() => unknown)[] = [() => folder.remove()];
  try {
    const exporter = await startExporter(Math.round(asked.series / asked.services));
    stops.push(() => exporter.stop());
    const prometheus = await startPrometheus(folder.path, {
      exporter: exporter.port,
      services: asked.services,
    });
    stops.push(() => prometheus.stop());
    const service = await startService(asked.tocsin, folder, prometheus.base);
    stops.push(() => service.stop('SIGTERM'));
    const known = (): Promise<boolean> =>
      countServices(service.base).then((count) => count >= asked.services);
    if (!(await eventually(known, 90_000))) throw new Error('the services were not found');
    say(
      `${asked.services} services, ${asked.series} series, ${asked.clients} clients, ${asked.seconds} s each\n`,
    );
    const page = join('/', 'api', 'tocsin', 'v1');
    for (const path of [`${page}/services?strips=1`, `${page}/overview`, '/api/metrics/snapshot'])
      say(line(`p95 of GET ${path}`, await p95Of(service.base + path), 'ms'));
    await phase('server-sent events', watchEvents, { asked, service, say });
    await phase('WebSocket', watchSocket, { asked, service, say });
    say(line('memory of the service at the end', service.memoryMiB(), 'MiB'));
    say(line('load of the machine at the end', loadavg()[0] ?? NaN, ''));
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

interface Phase {
  readonly asked: LiveAsked;
  readonly service: Server;
  readonly say: (text: string) => void;
}

async function phase(
  name: string,
  watch: (base: string) => Promise<Watcher>,
  { asked, service, say }: Phase,
): Promise<void> {
  const relay = await countingRelay(service.base);
  const counted = await watch(relay.base);
  const watchers = await Promise.all(Array.from({ length: asked.clients }, () => watch(service.base)));
  await pause(2_000);
  for (const { arrivals } of watchers) arrivals.length = 0;
  const [bytes, cpu] = [relay.bytes(), service.cpuSeconds()];
  const onScreen: number[] = [];
  const began = performance.now();
  for (let count = 0; performance.now() - began < asked.seconds * 1_000; count += 1) {
    const posted = Date.now();
    await post(service.base, `${name}-${count}`);
    await pause(500);
    for (const { arrivals } of watchers) {
      const first = arrivals.find(({ kind, cameAt }) => kind === firstKind(name) && cameAt >= posted);
      if (first) onScreen.push(first.cameAt - posted);
    }
  }
  const late = watchers.flatMap(({ arrivals }) => arrivals.map(({ cameAt, madeAt }) => cameAt - madeAt));
  const took = (performance.now() - began) / 1_000;
  say(line(`${name}: messages to each client`, late.length / asked.clients, ''));
  say(line(`${name}: p50 of delivery`, quantile(late, 0.5), 'ms'));
  say(line(`${name}: p95 of delivery`, quantile(late, 0.95), 'ms'));
  say(line(`${name}: p95 from the post of an alert to the screen`, quantile(onScreen, 0.95), 'ms'));
  say(line(`${name}: bytes a second to one client`, (relay.bytes() - bytes) / took, 'B/s'));
  say(line(`${name}: CPU of the service`, ((service.cpuSeconds() - cpu) / took) * 100, '%'));
  for (const watcher of [...watchers, counted]) watcher.close();
  relay.close();
}

const firstKind = (name: string): string => (name === 'WebSocket' ? 'metrics' : 'commit');

export const line = (name: string, value: number, unit: string): string =>
  `  ${name.padEnd(60)} ${(Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1)).padStart(12)} ${unit}\n`;

export async function post(base: string, name: string): Promise<void> {
  await fetch(`${base}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify([{ labels: { alertname: name, severity: 'high' } }]),
  });
}

export async function p95Of(url: string): Promise<number> {
  const took: number[] = [];
  for (let count = 0; count < 100; count += 1) {
    const began = performance.now();
    await (await fetch(url)).text();
    took.push(performance.now() - began);
  }
  return quantile(took, 0.95);
}

export async function countServices(base: string): Promise<number> {
  const page = await (await fetch(`${base}/api/metrics/snapshot`)).text();
  return (page.match(/"name":"svc-\d+"/g) ?? []).length;
}

const startService = (tocsin: string, folder: Awaited<ReturnType<typeof newFolder>>, prometheus: string) =>
  startServer(
    { name: 'tocsin', command: [tocsin, 'serve', `--prometheus.url=${prometheus}`], env: {} },
    folder,
    configuration,
  );
