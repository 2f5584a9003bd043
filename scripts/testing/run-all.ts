import type { Check } from './checks.ts';
import { failureLines } from './failures.ts';
import { sum } from './jest-report.ts';
import { type Result, runCheck } from './run-check.ts';

export interface Stage {
  readonly checks: readonly Check[];
  /** How many at once. Those that count tests show their lines as they come, the others only what failed. */
  readonly atOnce: number;
}

type Write = (text: string) => void;

async function runStage({ checks, atOnce }: Stage, root: string, write: Write): Promise<Result[]> {
  const waiting = [...checks];
  const results: Result[] = [];
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      write(`… ${check.name}\n`);
      const live = atOnce === 1 || check.counts === 'jest';
      const result = await runCheck(check, { root, live, write });
      const { passed, failed } = result.counts;
      write(
        `${failed === 0 ? '✓' : '✗'} ${check.name}: ${passed} passed, ${failed} failed (${result.seconds.toFixed(1)} s)\n`,
      );
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** Every stage runs, whatever failed before: one run shows all that is wrong. The last line is the sum. */
export async function runAll(stages: readonly Stage[], root: string, write: Write): Promise<number> {
  const results: Result[] = [];
  for (const stage of stages) {
    if (process.exitCode === 130) break;
    results.push(...(await runStage(stage, root, write)));
  }
  const total = sum(results.map(({ counts }) => counts));
  write('\n');
  for (const name of total.skipped) write(`skipped: ${name}\n`);
  for (const line of failureLines(total.failures, { root, lines: 50 })) write(`${line}\n`);
  if (total.failed > 0) {
    const names = results.filter(({ counts }) => counts.failed > 0).map(({ check }) => check.name);
    write(`failed: ${names.join(', ')}\n`);
  }
  write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 && process.exitCode !== 130 ? 0 : 1;
}
