import fc from 'fast-check';
import { fuzzCase, realTime } from './arbitraries.ts';
import { batchOf, caseOf } from './batch.ts';
import { describeCase, differences } from './differences.ts';
import type { CaseRoute, FuzzCase } from './fuzz-case.ts';
import { realGridMs, type RealProgram, runAlertmanager } from './run-alertmanager.ts';
import { runTocsin } from './run-tocsin.ts';
import { printSortedMatchers } from './upstream-model/labels.ts';
import { type Rules, tocsinRules } from './upstream-model/rules.ts';
import type { Ties } from './upstream-model/scene.ts';
import { simulate } from './upstream-model/simulate.ts';

/** Where Tocsin in virtual time and the model with Tocsin's deliberate differences part ways; empty: nowhere. */
export async function judgeTocsin(given: FuzzCase): Promise<readonly string[]> {
  const seen = await runTocsin(given);
  const against = (ties: Ties): readonly string[] =>
    differences(simulate(given, { rules: tocsinRules, observed: seen, ties }), seen, 0.01);
  const found = against('as-seen');
  if (found.length === 0) return found;
  return ties.some((each) => against(each).length === 0) ? [] : found;
}

/** Of two that are due at once either may come first. */
const ties: readonly Ties[] = ['flush-first', 'retry-first'];

export interface Divergence {
  readonly given: FuzzCase;
  readonly lines: readonly string[];
}

export interface RealOptions extends RealProgram {
  readonly rules: Rules;
  readonly withReload: boolean;
}

/** How far a busy machine may shift a request: no two equal messages are meant to be closer than 1.75 s. */
const toleranceMs = 900;

/** Plays cases side by side on one real server. */
export async function judgeReal(
  cases: readonly FuzzCase[],
  options: RealOptions,
): Promise<readonly Divergence[]> {
  const { rules, withReload } = options;
  const batch = batchOf(cases, withReload);
  const { attempts: observed, intoMinuteMs, reloadedAtMs } = await runAlertmanager(options, batch);
  const happened = {
    ...batch,
    events: batch.events.map((event) =>
      event.kind === 'reload' ? { ...event, at: reloadedAtMs ?? event.at } : event,
    ),
  };
  const expected = simulate(happened, {
    rules,
    observed,
    intoMinuteMs,
    gridMs: realGridMs,
    toleranceMs: 150,
  });
  return cases.flatMap((given, index) => {
    const own = (attempts: typeof observed) => attempts.filter(({ webhook }) => caseOf(webhook) === index);
    const lines = differences(own(expected), own(observed), toleranceMs);
    return lines.length > 0 ? [{ given, lines }] : [];
  });
}

/** What differs each time: a late timer of a busy machine differs once. */
export async function judgeRealAgain(
  cases: readonly FuzzCase[],
  options: RealOptions,
  tries = 3,
): Promise<readonly Divergence[]> {
  let left: readonly Divergence[] = await judgeReal(cases, options);
  for (let again = 1; again < tries && left.length > 0; again++)
    left = await judgeReal(
      left.map(({ given }) => given),
      options,
    );
  return left;
}

/**
 * Sibling routes that print alike share a log entry at upstream (#3817), and which of two groups reads it first is
 * chance: such cases say nothing about a real server.
 */
export const sampleRealCases = (count: number, seed: number): FuzzCase[] =>
  fc.sample(
    fuzzCase(realTime).filter(({ root }) => siblingsDiffer(root)),
    { numRuns: count, seed },
  );

function siblingsDiffer({ routes }: CaseRoute): boolean {
  const printed = routes.map(({ matchers }) => printSortedMatchers(matchers));
  return new Set(printed).size === printed.length && routes.every(siblingsDiffer);
}

export const describeDivergence = ({ given, lines }: Divergence): string =>
  `${describeCase(given)}\n${lines.slice(0, 10).join('\n')}\n`;
