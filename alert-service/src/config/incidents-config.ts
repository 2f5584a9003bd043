import { type Matcher, type Severity, severities } from '@tocsin/model';
import { parseMatchers } from '@tocsin/model/matchers';
import { z } from 'zod';
import { fields, given, length, Length, listOf, required, text } from './fields.ts';
import type { Reading } from './reading.ts';
import type { Path } from './yaml-file.ts';

/** An alert that matches all of it has this severity, whatever its label says. */
export interface SeverityRule {
  readonly matchers: readonly Matcher[];
  readonly severity: Severity;
}

type BySeverity = Readonly<Partial<Record<Severity, number>>>;

/** `incidents:` of tocsin.yml. */
export interface IncidentSettings {
  /** No incident is made for an alert that matches all of one of these. */
  readonly exclude: readonly (readonly Matcher[])[];
  /** The first that matches counts. */
  readonly severities: readonly SeverityRule[];
  readonly severityLabel: string;
  /** What values of that label mean, in lower case, before the words that are known anyway. */
  readonly severityWords: ReadonlyMap<string, Severity>;
  /** Where it is not said, the usual times hold. */
  readonly respondWithinMs: BySeverity;
  readonly acknowledgementEndsAfterMs: BySeverity;
}

const severity = z.enum(severities, 'a severity is critical, high, medium, low, or none for no incident');

const aLength = (name: string, usual: string) =>
  length.refine(
    (written) => !(written instanceof Length) || written.ms > 0,
    `${name} cannot be zero: write a duration such as ${usual}`,
  );

const timesOf = (name: string, usual: string) =>
  given(
    fields({
      critical: given(aLength(name, usual)),
      high: given(aLength(name, usual)),
      medium: given(aLength(name, usual)),
      low: given(aLength(name, usual)),
    }),
  );

const IncidentFields = fields({
  exclude: given(listOf(text, 'matchers')),
  severity_label: given(required('severity_label')),
  severity_words: given(
    z.record(z.string(), severity, 'expected words with their severities, such as `sev1: critical`'),
  ),
  severities: given(
    listOf(fields({ match: listOf(text, 'matchers'), severity }), 'entries with match and severity'),
  ),
  respond_within: timesOf('respond_within', '15m'),
  acknowledgement_ends_after: timesOf('acknowledgement_ends_after', '1h'),
});

/** For the field `incidents`. */
export const incidents = given(IncidentFields);

const usualExclusions = ['alertname=~"Watchdog|InfoInhibitor"'];

export function incidentSettings(written: z.output<typeof incidents>, reading: Reading): IncidentSettings {
  const listed = (written?.exclude ?? usualExclusions).map((one, index) =>
    readMatchers(one, ['incidents', 'exclude', index], { reading, empty: wouldExcludeAll }),
  );
  return {
    exclude: listed.filter((matchers) => matchers.length > 0),
    severities: (written?.severities ?? []).map((rule, index) => severityRule(rule, index, reading)),
    severityLabel: written?.severity_label ?? 'severity',
    severityWords: new Map(
      Object.entries(written?.severity_words ?? {}).map(([word, meant]) => [word.toLowerCase(), meant]),
    ),
    respondWithinMs: lengths(written?.respond_within),
    acknowledgementEndsAfterMs: lengths(written?.acknowledgement_ends_after),
  };
}

const wouldExcludeAll = 'this would exclude every alert: write matchers';

function severityRule(
  { match, severity: meant }: { readonly match: readonly string[]; readonly severity: Severity },
  index: number,
  reading: Reading,
): SeverityRule {
  const path = ['incidents', 'severities', index, 'match'];
  const empty = 'this would match every alert: write matchers';
  if (match.length === 0) reading.problem(path, empty);
  const matchers = match.flatMap((one, place) => readMatchers(one, [...path, place], { reading, empty }));
  return { matchers, severity: meant };
}

function readMatchers(
  written: string,
  path: Path,
  { reading, empty }: { readonly reading: Reading; readonly empty: string },
): readonly Matcher[] {
  const found = parseMatchers(written, reading.mode);
  if (!found.ok) reading.problem(path, `cannot read these matchers: ${found.error}`);
  else if (found.value.length === 0) reading.problem(path, empty);
  else if (found.warning !== undefined) reading.warn(path, found.warning);
  return found.ok ? found.value : [];
}

type Written = { readonly [K in 'critical' | 'high' | 'medium' | 'low']?: Length | undefined };

function lengths({ critical, high, medium, low }: Written = {}): BySeverity {
  return {
    ...(critical && { critical: critical.ms }),
    ...(high && { high: high.ms }),
    ...(medium && { medium: medium.ms }),
    ...(low && { low: low.ms }),
  };
}
