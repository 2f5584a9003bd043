import type { Loaded } from './load.ts';
import { play } from './play.ts';
import type { Mode, Scenario } from './scenario.ts';
import type { StartWorld } from './world.ts';

/** A server that is held against the scenarios. */
export interface Subject {
  readonly start: StartWorld;
  readonly mode: Mode;
  /** Which Alertmanager it is, `0.34`; left out: the newest. */
  readonly version?: string;
  /** Seconds more than a scenario allows that a notification may be late: the machine may be busy. */
  readonly slack?: number;
}

export interface Verdict {
  readonly id: string;
  /** Why it was not played: it needs more than the server has. */
  readonly skipped?: string;
  /** What was not as expected. */
  readonly failures: readonly string[];
}

export interface RunOptions {
  /** Servers at the same time. */
  readonly atOnce: number;
  readonly onVerdict?: (verdict: Verdict) => void;
}

/** Fewer at once where something failed: then it was not the machine. */
const fewAtOnce = 3;

/**
 * Plays all, so many at once, and tells each verdict as it comes. What fails is played again at the end, with few
 * beside it: in real time a machine that was busy looks like a server that is late.
 */
export async function runAll(
  scenarios: readonly Loaded[],
  subject: Subject,
  { atOnce, onVerdict = () => undefined }: RunOptions,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const again: Loaded[] = [];
  const keep = (verdict: Verdict): void => {
    verdicts.push(verdict);
    onVerdict(verdict);
  };
  const oneByOne = { ...subject, start: inTurn(subject.start) };
  await each(scenarios, atOnce, async (loaded) => {
    const verdict = await runOne(loaded, oneByOne);
    if (verdict.failures.length > 0) again.push(loaded);
    else keep(verdict);
  });
  await each(again, Math.min(fewAtOnce, atOnce), async (loaded) => keep(await runOne(loaded, oneByOne)));
  return verdicts.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One server starts at a time: many at once would make those late that are being played already. */
function inTurn(start: StartWorld): StartWorld {
  let before: Promise<unknown> = Promise.resolve();
  return (setup) => {
    const started = before.then(() => start(setup));
    before = started.catch(() => undefined);
    return started;
  };
}

async function each(
  all: readonly Loaded[],
  atOnce: number,
  work: (loaded: Loaded) => Promise<void>,
): Promise<void> {
  const waiting = [...all];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export async function runOne({ id, scenario }: Loaded, subject: Subject): Promise<Verdict> {
  const skipped = whySkipped(scenario, subject);
  if (skipped) return { id, skipped, failures: [] };
  const patient = { ...scenario, within: scenario.within + (subject.slack ?? 0) };
  try {
    const world = await subject.start(scenario);
    try {
      return { id, failures: await play(patient, world, subject.mode) };
    } finally {
      await world.stop();
    }
  } catch (error) {
    return { id, failures: [error instanceof Error ? error.message : String(error)] };
  }
}

export function whySkipped(scenario: Scenario, { version }: Subject): string | undefined {
  const wanted = scenario.needs.version;
  return wanted && version && isOlder(version, wanted) ? `needs ${wanted}, this is ${version}` : undefined;
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = than.split('.').map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
