import { rm } from 'node:fs/promises';
import { serviceNames } from '../../demo/src/faults.ts';
import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { inRoot, inState, root } from '../checkout.ts';
import type { Progress } from '../progress.ts';
import { ensurePostgres } from '../servers/postgres.ts';
import { ensurePrometheus } from '../servers/prometheus.ts';
import { ensureRedis } from '../servers/redis.ts';
import { localAddresses } from './addresses.ts';
import { writeConfiguration } from './configuration.ts';
import { startControlServer } from './control-server.ts';
import { outsideOf } from './outside.ts';
import { choosePorts, type Ports } from './ports.ts';
import { type Database, databaseAt, makeCluster } from './database.ts';
import {
  alertService,
  demoService,
  type Program,
  postgresServer,
  prometheusServer,
  redisServer,
  standIns,
} from './programs.ts';
import { type DemoAddresses, writeRunFile } from './run-file.ts';
import { Supervisor } from './supervisor.ts';
import { until } from './until.ts';

export interface RunningDemo {
  addresses: DemoAddresses;
  stop(): Promise<void>;
}

export interface LocalOptions {
  progress: Progress;
  onLost: (reason: string) => void;
}

const addressesOf = (ports: Ports): RunningDemo['addresses'] => ({
  console: `http://localhost:${ports.console}`,
  service: `http://127.0.0.1:${ports.console}`,
  prometheus: `http://localhost:${ports.prometheus}`,
  slack: `http://localhost:${ports.slack}`,
  mail: `http://localhost:${ports.mail}`,
  sink: `http://localhost:${ports.sink}`,
});

/** Ready means that there is something to see: each service was scraped since this start, not before it. */
async function eachServiceWasScraped(ports: Ports, since: number): Promise<boolean> {
  // Of a selector alone; of an expression, timestamp() would be the time of the query.
  const fresh = `timestamp(up{job="demo"}) > ${since / 1000}`;
  const query = encodeURIComponent(`count((up{job="demo"} == 1) and (${fresh})) == 3`);
  const response = await fetch(`http://127.0.0.1:${ports.prometheus}/api/v1/query?query=${query}`);
  return (await response.text()).includes('"metric"');
}

interface Place {
  readonly ports: Ports;
  readonly database: Database;
}

/** Whatever has to be found, made or written first. */
async function prepare({ ports, database }: Place, progress: Progress) {
  const onProgress = (message: string): void => progress.say(`  … ${message}`);
  const [prometheus, redis, postgres, files] = await Promise.all([
    ensurePrometheus({ onProgress }),
    ensureRedis({ onProgress }),
    ensurePostgres(),
    writeConfiguration({
      from: inRoot('provisioning'),
      to: inState('config'),
      addresses: localAddresses(ports),
      outside: outsideOf(process.env),
      databasePassword: database.password,
    }),
    buildStale({ root, steps, progress }),
  ]);
  return { prometheus, redis, postgres, files };
}

async function startAll(
  supervisor: Supervisor,
  place: Place,
  { progress, cleanUp }: LocalOptions & { cleanUp: AsyncDisposableStack },
): Promise<void> {
  const { ports, database } = place;
  const { prometheus, redis, postgres, files } = await prepare(place, progress);
  const startAllOf = (programs: Program[]) =>
    Promise.all(programs.map((program) => supervisor.start(program)));
  await progress.during('starting PostgreSQL and Redis', async () => {
    const cluster = await makeCluster(postgres, database);
    cleanUp.defer(() => cluster.remove());
    await startAllOf([redisServer(redis, ports), postgresServer(postgres, cluster, ports)]);
  });
  const startedAt = Date.now();
  const services = serviceNames.map((name) => demoService(name, place));
  await progress.during('starting the demo services, the stand-ins and Prometheus', () =>
    startAllOf([...services, standIns(files, place), prometheusServer(prometheus, files, ports)]),
  );
  await progress.during('starting the alert service', () => supervisor.start(alertService(files, ports)));
  await progress.during('waiting for the first measurements', () =>
    until('Prometheus has not measured every service', () => eachServiceWasScraped(ports, startedAt), {
      withinMs: 20_000,
    }),
  );
}

/** The whole demo as processes of this machine. What was started is stopped again if the rest cannot be. */
export async function startLocal(options: LocalOptions): Promise<RunningDemo> {
  await rm(inState('logs'), { recursive: true, force: true });
  const { ports, remarks } = await choosePorts();
  for (const remark of remarks) options.progress.say(`  ${remark}`);
  const addresses = addressesOf(ports);
  const place = { ports, database: databaseAt(ports.postgres) };
  const writeRun = async (): Promise<void> =>
    writeRunFile(inState('run.json'), {
      mode: 'local',
      pid: process.pid,
      startedAt: new Date().toISOString(),
      supervisor: control.url,
      services: Object.fromEntries(serviceNames.map((name) => [name, `http://127.0.0.1:${ports[name]}`])),
      addresses,
      children: supervisor.children(),
    });
  let writing = Promise.resolve();
  const supervisor = new Supervisor({
    say: (line) => options.progress.say(line),
    onChange: () => {
      writing = writing.then(writeRun);
    },
    onLost: (reason) => options.onLost(reason),
  });
  const cleanUp = new AsyncDisposableStack();
  const control = await startControlServer(async (name) => {
    const known = serviceNames.find((candidate) => candidate === name);
    if (known) await supervisor.start(demoService(known, place));
    return known !== undefined;
  });
  const stop = async (): Promise<void> => {
    await control.close();
    await supervisor.stop();
    await cleanUp.disposeAsync();
    await writing;
    await rm(inState('run.json'), { force: true });
  };
  const started = startAll(supervisor, place, { ...options, cleanUp });
  await started.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { addresses, stop };
}
