import type { Attempt, FuzzCase } from './fuzz-case.ts';
import { caseYaml } from './case-yaml.ts';

const said = ({ webhook, groupKey, firing, resolved, status }: Attempt): string =>
  JSON.stringify([webhook, groupKey, firing, resolved, status]);

/** Requests of one side without a counterpart at the same time, within the tolerance, on the other. */
export function differences(
  expected: readonly Attempt[],
  seen: readonly Attempt[],
  toleranceMs: number,
): string[] {
  const open = [...seen];
  const missing: Attempt[] = [];
  for (const attempt of expected) {
    const found = open.findIndex(
      (each) => said(each) === said(attempt) && Math.abs(each.at - attempt.at) <= toleranceMs,
    );
    if (found < 0) missing.push(attempt);
    else open.splice(found, 1);
  }
  const tagged = [
    ...missing.map((attempt) => ({ sign: 'expected, not seen:', attempt })),
    ...open.map((attempt) => ({ sign: 'seen, not expected:', attempt })),
  ];
  tagged.sort((a, b) => a.attempt.at - b.attempt.at);
  return tagged.map(({ sign, attempt }) => `${sign} ${attempt.at / 1_000} s ${said(attempt)}`);
}

/** All that is needed to see the same again by hand. */
export function describeCase(given: FuzzCase): string {
  const events = given.events.map((event) => `  ${JSON.stringify(event)}`).join('\n');
  return `${caseYaml(given, 0, (webhook) => `http://webhook/${webhook}`)}\n${events}\n`;
}
