import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { inRoot } from '../../scripts/checkout.ts';
import { median, quantile } from '../figures.ts';
import { countServices, line, p95Of } from '../live/run.ts';
import { type Exporter, startExporter, startPrometheus } from '../live/stage.ts';
import { eventually } from '../rules/program.ts';
import { type Folder, newFolder, pause, type Server, startServer } from '../server.ts';
import { describedServices } from './described.ts';
import { detection } from './detection.ts';
import { answersLate } from './held-up.ts';

export interface ServicesAsked {
  readonly tocsin: string;
  readonly services: number;
  readonly series: number;
  readonly seconds: number;
}

/** A scrape of each service in 5 s is more than two cores can give to thousands. */
const many = 1_000;
const configuration = `
route: {receiver: none, group_by: [alertname, service]}
receivers: [{name: none}]
`;

type Say = (text: string) => void;

/** Services with dependencies and promises behind a real Prometheus: what asking for them costs, and how soon one that breaks is seen. */
export async function services(asked: ServicesAsked, say: Say): Promise<void> {
  const folder = await newFolder();
  const stops: (() => unknown)[] = [() => folder.remove()];
  try {
    const exporter = await startExporter(Math.round(asked.series / asked.services));
    stops.push(() => exporter.stop());
    const everySeconds = asked.services > many ? 30 : 5;
    const scraped = { exporter: exporter.port, services: asked.services, everySeconds };
    const prometheus = await startPrometheus(folder.path, scraped);
    stops.push(() => prometheus.stop());
    // What is measured first of a new Prometheus is its start.
    await pause(asked.services > many ? 45_000 : 15_000);
    const service = await startService(asked, folder, prometheus.base);
    stops.push(() => service.stop('SIGTERM'));
    say(`${asked.services} services, ${asked.series} series, a scrape each ${everySeconds} s\n`);
    await allKnown(service, asked.services, say);
    await atRest(service, asked.seconds, say);
    await answers(service, say);
    if (asked.services <= many) await broken({ exporter, service, services: asked.services, say });
    say(line('memory of the service at the end', service.memoryMiB(), 'MiB'));
    say(line('load of the machine at the end', loadavg()[0] ?? NaN, ''));
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function startService(asked: ServicesAsked, folder: Folder, prometheus: string): Promise<Server> {
  const file = join(folder.path, 'tocsin.yml');
  await writeFile(file, describedServices(Math.min(asked.services, 100)));
  const command = [
    ...[asked.tocsin, 'serve', `--prometheus.url=${prometheus}`, `--tocsin.config.file=${file}`],
    `--console.path=${inRoot('console', 'dist')}`,
  ];
  return startServer({ name: 'tocsin', command, env: {} }, folder, configuration);
}

async function allKnown(service: Server, count: number, say: Say): Promise<void> {
  const began = performance.now();
  const known = (): Promise<boolean> => countServices(service.base).then((found) => found >= count);
  if (!(await eventually(known, 120_000))) throw new Error('the services were not found');
  say(line('from ready until all services are known', (performance.now() - began) / 1_000, 's'));
  const first = performance.now();
  const list = await (await fetch(`${service.base}/api/tocsin/v1/services?strips=1`)).text();
  say(line('the first list of services', performance.now() - first, 'ms'));
  say(line('… its size, not compressed', list.length / 1_000, 'kB'));
}

/** Nobody asks: what watching costs, and how long anybody who came would wait. */
async function atRest(service: Server, seconds: number, say: Say): Promise<void> {
  const cpu = service.cpuSeconds();
  const began = performance.now();
  const memory: number[] = [];
  const held = answersLate(service.base);
  while (performance.now() - began < seconds * 1_000) {
    await pause(1_000);
    memory.push(service.memoryMiB());
  }
  const late = await held.stop();
  const took = (performance.now() - began) / 1_000;
  say(line('CPU of the service at rest', ((service.cpuSeconds() - cpu) / took) * 100, '%'));
  say(line('memory of the service, median', median(memory), 'MiB'));
  say(line('memory of the service, most', Math.max(...memory), 'MiB'));
  say(line('GET /-/healthy 20 times a second: p99', quantile(late, 0.99), 'ms'));
  say(line('GET /-/healthy 20 times a second: the slowest', Math.max(...late), 'ms'));
}

const asked = [
  '/services?strips=1&limit=60',
  '/services?strips=1',
  '/services/svc-7',
  '/services/svc-7/history?range=90d',
  '/dependencies',
  '/objectives',
  '/overview',
];

async function answers(service: Server, say: Say): Promise<void> {
  for (const path of asked)
    say(line(`p95 of GET ${path}`, await p95Of(`${service.base}/api/tocsin/v1${path}`), 'ms'));
}

interface Broken {
  readonly exporter: Exporter;
  readonly service: Server;
  readonly services: number;
  readonly say: Say;
}

async function broken({ exporter, service, services, say }: Broken): Promise<void> {
  for (const how of ['down', 'errors'] as const) {
    const took = await detection({ exporter, base: service.base, how, services });
    const name = how === 'errors' ? '30 % errors' : 'no answer to the scrape';
    say(line(`${name}: until a page shows it, median`, median(took), 's'));
    say(line(`${name}: until a page shows it, the slowest of ${took.length}`, Math.max(...took), 's'));
  }
}
