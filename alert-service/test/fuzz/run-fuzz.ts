import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { ensureAlertmanager } from '../../../scripts/servers/alertmanager.ts';
import { fuzzCase, virtualTime } from './arbitraries.ts';
import {
  describeDivergence,
  judgeRealAgain,
  judgeTocsin,
  type RealOptions,
  sampleRealCases,
} from './judge.ts';
import { upstreamRules } from './upstream-model/rules.ts';

const usage = `npm run fuzz -- [--cases N] [--seed N] [--real [--program PROGRAM]]

Without --real: N random configurations and timelines (10000) on Tocsin in virtual time, against the model of
Alertmanager's rules with Tocsin's deliberate differences. The first that differs is made small and printed.
With --real: N cases (1000), a hundred at a time, on the real Alertmanager 0.34, every other hundred reloaded in its midst,
against the model as it is: the PROGRAM, else the PATH's, else Debian's package (an older one does otherwise: skipped).
`;

/** Returns the exit code. */
export async function runFuzz(args: readonly string[], say: (text: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: 'string' },
      seed: { type: 'string' },
      real: { type: 'boolean', default: false },
      program: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(usage);
    return 0;
  }
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  say(`seed ${seed}\n`);
  if (!values.real) return fuzzTocsin(Number(values.cases ?? 10_000), seed, say);
  const found = await realProgram(values.program, say);
  if (!found) return 0;
  const options = { ...found, rules: upstreamRules, withReload: false };
  return fuzzReal(Number(values.cases ?? 1_000), seed, { ...options, say });
}

type Program = Pick<RealOptions, 'program' | 'env' | 'cwd'>;

/** The rules that the model was read from. */
const oldestMinor = 34;

async function realProgram(
  named: string | undefined,
  say: (text: string) => void,
): Promise<Program | undefined> {
  if (named !== undefined) return { program: [named] };
  const { binary, env, cwd, version } = await ensureAlertmanager({ onProgress: (each) => say(`${each}\n`) });
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 0 && minor < oldestMinor) {
    say(`skipped: Alertmanager ${version} is here, and the model is of 0.${oldestMinor}\n`);
    return undefined;
  }
  return { program: [binary], env, ...(cwd !== undefined && { cwd }) };
}

async function fuzzTocsin(count: number, seed: number, say: (text: string) => void): Promise<number> {
  let played = 0;
  const checked = await fc.check(
    fc.asyncProperty(fuzzCase(virtualTime), async (given) => {
      played += 1;
      if (played % 1_000 === 0) say(`${played} cases\n`);
      const lines = await judgeTocsin(given);
      if (lines.length > 0) throw new Error(describeDivergence({ given, lines }));
    }),
    { numRuns: count, seed },
  );
  if (!checked.failed) {
    say(`${count} cases, none differs\n`);
    return 0;
  }
  const { errorInstance } = checked;
  say(`${errorInstance instanceof Error ? errorInstance.message : String(errorInstance)}\n`);
  say(`case ${checked.numRuns} of seed ${seed} differs; above it is as small as it gets\n`);
  return 1;
}

const atOnce = 100;

async function fuzzReal(
  count: number,
  seed: number,
  { say, ...options }: RealOptions & { say: (text: string) => void },
): Promise<number> {
  let differing = 0;
  for (let done = 0; done < count; done += atOnce) {
    const cases = sampleRealCases(Math.min(atOnce, count - done), seed + done);
    // Every other batch is reloaded in its midst.
    const withReload = (done / atOnce) % 2 === 1;
    const found = await judgeRealAgain(cases, { ...options, withReload });
    differing += found.length;
    for (const each of found) say(`${withReload ? 'with a reload: ' : ''}${describeDivergence(each)}`);
    say(`${done + cases.length} cases on the real server, ${differing} differ\n`);
  }
  return differing > 0 ? 1 : 0;
}
