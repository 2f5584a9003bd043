import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureAlertmanager } from '../scripts/servers/alertmanager.ts';
import { builtTocsin } from './built.ts';
import { live } from './live/run.ts';
import { page } from './services/page.ts';
import { services } from './services/run.ts';
import { type Figures, mediansOf } from './figures.ts';
import type { Contestant } from './server.ts';
import { ingest, ingestSmall } from './shapes/ingest.ts';
import { latency, latencyUnderLoad } from './shapes/latency.ts';
import { read } from './shapes/read.ts';
import { restart } from './shapes/restart.ts';
import { routes } from './shapes/routes.ts';
import { rules } from './shapes/rules.ts';
import { silences } from './shapes/silences.ts';

interface Shape {
  readonly run: (contestant: Contestant, alerts: number) => Promise<Figures>;
  readonly alerts: number;
}

const shapes: Readonly<Record<string, Shape>> = {
  ingest: { run: ingest, alerts: 100_000 },
  'ingest-256': { run: ingestSmall, alerts: 100_000 },
  latency: { run: latency, alerts: 1_000 },
  'latency-loaded': { run: latencyUnderLoad, alerts: 1_000 },
  read: { run: read, alerts: 10_000 },
  silences: { run: silences, alerts: 10_000 },
  routes: { run: routes, alerts: 10_000 },
  restart: { run: restart, alerts: 100_000 },
};

const byNameOnly = new Set(['rules', 'live', 'services', 'page']);

const usage = `npm run bench -- [${Object.keys(shapes).join('|')}]... [--alerts N] [--runs 3] [--tocsin PROGRAM]
npm run bench -- rules [--rules 1000,5000] [--seconds 60] [--runs 3] [--tocsin PROGRAM] [--vmalert PROGRAM]
npm run bench -- live [--services 100] [--series 100000] [--clients 100] [--seconds 30] [--tocsin PROGRAM]
npm run bench -- services [--services 100] [--series 100000] [--seconds 60] [--tocsin PROGRAM]
npm run bench -- page [--services 100] [--seconds 60]

Tocsin beside the Alertmanager of the PATH (else Debian's), each on the same work in turn; medians of the runs, and
ratios: ours to theirs. Only the ratios of one sitting say anything, and only on a quiet machine.
`;

export async function runBench(args: readonly string[], say: (text: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      alerts: { type: 'string' },
      runs: { type: 'string', default: '3' },
      rules: { type: 'string', default: '1000,5000' },
      seconds: { type: 'string', default: '60' },
      vmalert: { type: 'string' },
      services: { type: 'string', default: '100' },
      series: { type: 'string', default: '100000' },
      clients: { type: 'string', default: '100' },
      tocsin: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  // Other peers, and three quarters of an hour: only by name.
  const only = positionals.length === 1 ? positionals[0] : undefined;
  const alone = only !== undefined && byNameOnly.has(only);
  const wanted = positionals.length > 0 ? positionals : Object.keys(shapes);
  const unknown = alone ? [] : wanted.filter((name) => !shapes[name]);
  const counts = values.rules.split(',').map(Number);
  const [runs, seconds] = [Number(values.runs), Number(values.seconds)];
  const [count, series, clients] = [values.services, values.series, values.clients].map(Number);
  const watched = { services: count ?? NaN, series: series ?? NaN, clients: clients ?? NaN, seconds };
  const areNumbers = [runs, ...Object.values(watched), ...counts].every(
    (count) => Number.isInteger(count) && count > 0,
  );
  if (values.help || unknown.length > 0 || !areNumbers) {
    say(usage);
    return values.help ? 0 : 2;
  }
  if (only === 'page') {
    await page(watched, say);
    return 0;
  }
  const tocsin = values.tocsin ?? (await builtTocsin());
  if (alone) {
    if (only === 'rules') await rules({ tocsin, vmalert: values.vmalert, rules: counts, runs, seconds }, say);
    if (only === 'live') await live({ tocsin, ...watched }, say);
    if (only === 'services') await services({ tocsin, ...watched }, say);
    return 0;
  }
  const contestants = await besideAlertmanager(tocsin, say);
  for (const name of wanted) {
    const shape = shapes[name];
    if (!shape) continue;
    const alerts = Number(values.alerts ?? shape.alerts);
    const found = await inTurn(contestants, runs, (each) => shape.run(each, alerts));
    say(table(`${name}, ${alerts} alerts`, contestants, found));
  }
  return 0;
}

/** Ours and the real Alertmanager. */
async function besideAlertmanager(tocsin: string, say: (text: string) => void): Promise<Contestant[]> {
  const peer = await ensureAlertmanager({ onProgress: (message) => say(`${message}\n`) });
  return [
    { name: 'tocsin', command: [tocsin, 'serve'], env: {} },
    {
      name: `alertmanager ${peer.version}`,
      command: [peer.binary, '--log.level=info'],
      env: peer.env,
      ...(peer.cwd !== undefined && { cwd: peer.cwd }),
    },
  ];
}

/** Alternating, so that whatever else the machine does meanwhile hits both. */
async function inTurn(
  contestants: readonly Contestant[],
  runs: number,
  run: (contestant: Contestant) => Promise<Figures>,
): Promise<Figures[]> {
  const found = contestants.map((): Figures[] => []);
  for (let number = 0; number < runs; number++)
    for (const [index, contestant] of contestants.entries()) found[index]?.push(await run(contestant));
  return found.map(mediansOf);
}

function table(
  title: string,
  contestants: readonly Contestant[],
  [ours = {}, theirs = {}]: Figures[],
): string {
  const lines = Object.keys(ours).map((name) => {
    const [mine = NaN, other = NaN] = [ours[name], theirs[name]];
    const ratio = other === 0 ? '' : (mine / other).toFixed(2);
    return `  ${name.padEnd(46)} ${number(mine)} ${number(other)} ${ratio.padStart(8)}`;
  });
  const head = contestants.map(({ name }) => name.padStart(18)).join(' ');
  const [load = 0] = loadavg();
  return `${title} (load of the machine at the end: ${load.toFixed(1)})\n  ${''.padEnd(46)} ${head}    ratio\n${lines.join('\n')}\n\n`;
}

const number = (value: number): string =>
  (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)).padStart(18);
