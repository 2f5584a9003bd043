import { loadavg } from 'node:os';
import { delimiter } from 'node:path';
import { findPrograms } from '../../scripts/servers/find-programs.ts';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';
import { type Figures, mediansOf } from '../figures.ts';
import { prometheusItself, type Ruler, tocsin, vmalert } from '../rules/rulers.ts';
import { runRuler } from '../rules/run.ts';

export interface RulesWork {
  readonly tocsin: string;
  readonly vmalert: string | undefined;
  /** Each is a table of its own. */
  readonly rules: readonly number[];
  readonly runs: number;
  readonly seconds: number;
}

/** Rules each 10 s beside vmalert, which asks a Prometheus as we do, and beside Prometheus's own ruler. */
export async function rules(work: RulesWork, say: (text: string) => void): Promise<void> {
  const { prometheus, env } = await ensurePrometheus({ onProgress: (message) => say(`${message}\n`) });
  const onPath = await findPrograms(['vmalert'], (process.env['PATH'] ?? '').split(delimiter));
  const peer = work.vmalert ?? onPath?.get('vmalert');
  if (peer === undefined) say('vmalert is not on the PATH: give it with --vmalert FILE to measure it too\n');
  const programs = {
    tocsin: work.tocsin,
    prometheus,
    prometheusEnv: env,
    ...(peer !== undefined && { vmalert: peer }),
  };
  const rulers = [tocsin, ...(peer === undefined ? [] : [vmalert]), prometheusItself];
  for (const count of work.rules) {
    const found = rulers.map((): Figures[] => []);
    const loads: number[] = [];
    for (let run = 0; run < work.runs; run++) {
      const sitting = { programs, rules: count, seconds: work.seconds };
      const scraping = await runRuler(undefined, sitting);
      for (const [index, ruler] of rulers.entries()) {
        found[index]?.push(shown(await runRuler(ruler, sitting), scraping, ruler));
        loads.push(loadavg()[0] ?? NaN);
      }
    }
    say(table(`${count} rules each 10 s, ${work.seconds} s`, rulers, found.map(overRuns)));
    say(`  load of the machine at the end of each: ${loads.map((load) => load.toFixed(1)).join(' ')}\n\n`);
  }
}

/** Medians, but for what must never happen: of that, all of it. */
function overRuns(runs: readonly Figures[]): Figures {
  const all = (name: string): number => runs.reduce((sum, run) => sum + (run[name] ?? NaN), 0);
  return { ...mediansOf(runs), [missed]: all(missed), [failed]: all(failed) };
}

const missed = 'slots missed, in all runs';
const failed = 'evaluations failed, in all runs';

/** Scraping is nobody's: it is taken off what Prometheus needed. */
function shown(run: Figures, scraping: Figures, ruler: Ruler): Figures {
  const each = 1_000 / (run['evaluations'] ?? NaN);
  const answering = (run['prometheus'] ?? NaN) - (scraping['cpu'] ?? NaN);
  const itself = ruler.start ? (run['itself'] ?? NaN) : answering;
  return {
    'CPU s per 1,000 evaluations, itself': itself * each,
    'CPU s per 1,000, Prometheus answering': ruler.start ? answering * each : 0,
    'CPU s per 1,000, together': (ruler.start ? itself + answering : itself) * each,
    'memory of the ruler, MiB': run['ruler MiB'] ?? NaN,
    'memory of Prometheus, MiB': run['prometheus MiB'] ?? NaN,
    'memory of a Prometheus that only scrapes, MiB': scraping['memory'] ?? NaN,
    [missed]: run['missed'] ?? NaN,
    [failed]: run['failed'] ?? NaN,
    'evaluations of those due': run['due'] ?? NaN,
  };
}

function table(title: string, rulers: readonly Ruler[], found: readonly Figures[]): string {
  const [ours = {}, ...others] = found;
  const lines = Object.keys(ours).map((name) => {
    const values = found.map((figures) => figures[name] ?? NaN);
    const ratios = others.map((theirs) => ratio(ours[name] ?? NaN, theirs[name] ?? NaN));
    return `  ${[name.padEnd(46), ...values.map(number), ...ratios].join(' ')}`;
  });
  const heads = [...rulers, ...rulers.slice(1).map(({ name }) => ({ name: `to ${name}` }))];
  return `${title}\n  ${''.padEnd(46)} ${heads.map(({ name }) => name.padStart(width)).join(' ')}\n${lines.join('\n')}\n`;
}

const width = 20;
const ratio = (mine: number, other: number): string =>
  (other === 0 ? '' : (mine / other).toFixed(2)).padStart(width);
const number = (value: number): string =>
  (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(3)).padStart(width);
