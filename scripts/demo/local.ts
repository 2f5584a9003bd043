import { rm } from 'node:fs/promises';
import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { inRoot, inState, root } from '../checkout.ts';
import type { Progress } from '../progress.ts';
import { ensurePrometheus } from '../servers/prometheus.ts';
import { localAddresses } from './addresses.ts';
import { writeConfiguration } from './configuration.ts';
import { startControlServer } from './control-server.ts';
import { outsideOf } from './outside.ts';
import { choosePorts, type Ports } from './ports.ts';
import { alertService, demoService, prometheusServer, standIns } from './programs.ts';
import { writeRunFile } from './run-file.ts';
import { Supervisor } from './supervisor.ts';
import { until } from './until.ts';

export interface RunningDemo {
  addresses: { console: string; prometheus: string; slack: string; mail: string; sink: string };
  stop(): Promise<void>;
}

export interface LocalOptions {
  progress: Progress;
  onLost: (reason: string) => void;
}

const addressesOf = (ports: Ports): RunningDemo['addresses'] => ({
  console: `http://localhost:${ports.console}`,
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

async function startAll(supervisor: Supervisor, ports: Ports, { progress }: LocalOptions): Promise<void> {
  const build = buildStale({ root, steps, progress });
  const found = ensurePrometheus({ onProgress: (message) => progress.say(`  … ${message}`) });
  const [prometheus, files] = await Promise.all([
    found,
    writeConfiguration({
      from: inRoot('provisioning'),
      to: inState('config'),
      addresses: localAddresses(ports),
      outside: outsideOf(process.env),
    }),
    build,
  ]);
  const startedAt = Date.now();
  const services = (['orchestrator', 'worker', 'api'] as const).map((name) => demoService(name, ports));
  await progress.during('starting the demo services, the stand-ins and Prometheus', () =>
    Promise.all(
      [...services, standIns(files, ports), prometheusServer(prometheus, files, ports)].map((program) =>
        supervisor.start(program),
      ),
    ),
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
  const names = ['orchestrator', 'worker', 'api'] as const;
  const writeRun = async (): Promise<void> =>
    writeRunFile(inState('run.json'), {
      mode: 'local',
      pid: process.pid,
      startedAt: new Date().toISOString(),
      supervisor: control.url,
      services: Object.fromEntries(names.map((name) => [name, `http://127.0.0.1:${ports[name]}`])),
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
  const control = await startControlServer(async (name) => {
    const known = names.find((candidate) => candidate === name);
    if (known) await supervisor.start(demoService(known, ports));
    return known !== undefined;
  });
  const stop = async (): Promise<void> => {
    await control.close();
    await supervisor.stop();
    await writing;
    await rm(inState('run.json'), { force: true });
  };
  const started = startAll(supervisor, ports, options);
  await started.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { addresses, stop };
}
