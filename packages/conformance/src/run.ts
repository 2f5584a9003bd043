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
}

export interface Verdict {
  readonly id: string;
  /** Why it was not played: it needs more than the server has. */
  readonly skipped?: string;
  /** What was not as expected. */
  readonly failures: readonly string[];
}

/** Plays all, so many at once, and tells each verdict as it comes. */
export async function runAll(
  scenarios: readonly Loaded[],
  subject: Subject,
  { atOnce, onVerdict = () => undefined }: { atOnce: number; onVerdict?: (verdict: Verdict) => void },
): Promise<Verdict[]> {
  const waiting = [...scenarios];
  const verdicts: Verdict[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const verdict = await runOne(next, subject);
      verdicts.push(verdict);
      onVerdict(verdict);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return verdicts.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function runOne({ id, scenario }: Loaded, subject: Subject): Promise<Verdict> {
  const skipped = whySkipped(scenario, subject);
  if (skipped) return { id, skipped, failures: [] };
  try {
    const world = await subject.start(scenario);
    try {
      return { id, failures: await play(scenario, world, subject.mode) };
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
