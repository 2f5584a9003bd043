import type { Labels, Matcher } from '@tocsin/model';
import { type MatcherMode, parseMatchers } from '@tocsin/model/matchers';
import type { z } from 'zod';
import { fields, given, listOf, orElse, required, text, texts } from './fields.ts';
import { createReading, type Reading } from './reading.ts';
import { type Path, readYaml } from './yaml-file.ts';

/** One expectation of where an alert goes. */
export interface RoutingTest {
  readonly name: string;
  readonly line: number;
  /** Epoch ms; now when absent. */
  readonly at?: number;
  readonly alert: Labels;
  readonly firing: readonly Labels[];
  readonly silences: readonly {
    readonly matchers: readonly Matcher[];
    readonly startsAt: number;
    readonly endsAt: number;
    readonly comment: string;
  }[];
  /** Who is told, in the order of the routes. */
  readonly receivers: readonly string[];
  /** Who is not, and for which reason; absent: not asked. */
  readonly muted?: Readonly<Record<string, string>>;
}

const moment = text.refine((written) => written === '' || !Number.isNaN(Date.parse(written)), {
  message: 'expected a time such as 2026-10-20T03:00:00+02:00',
});

const SilenceFields = fields({
  matchers: listOf(text, 'matchers'),
  starts_at: given(moment),
  ends_at: given(moment),
  comment: given(text),
});

const TestFields = fields({
  name: required('name'),
  at: given(moment),
  alert: texts,
  firing: given(listOf(texts, 'label sets')),
  silences: given(listOf(SilenceFields, 'silences')),
  expect: fields({
    receivers: orElse(listOf(text, 'receiver names'), []),
    muted: given(texts),
  }),
});

const File = fields({
  /** Beside this file; --config.file goes first. */
  config: given(text),
  tests: listOf(TestFields, 'tests'),
});

export interface RoutingTestFile {
  readonly config?: string;
  readonly tests: readonly RoutingTest[];
}

const matchersOf = (written: readonly string[], path: Path, reading: Reading): Matcher[] =>
  written.flatMap((one, index) => {
    const found = parseMatchers(one, reading.mode);
    if (found.ok) return found.value;
    reading.problem([...path, 'matchers', index], `cannot read this matcher: ${found.error}`);
    return [];
  });

const timeOf = (written: string | undefined): number | undefined =>
  written ? Date.parse(written) : undefined;

/** Reads a file of expectations. Throws InvalidConfiguration. */
export function readRoutingTests(
  file: string,
  content: string,
  mode: MatcherMode = 'fallback',
): RoutingTestFile {
  const yaml = readYaml(file, content);
  const reading = createReading(yaml, mode);
  const read: z.output<typeof File> | undefined = reading.check(File, yaml.value ?? {}, []);
  const tests = (read?.tests ?? []).map((test, index): RoutingTest => {
    const path = ['tests', index];
    const at = timeOf(test.at);
    return {
      name: test.name,
      line: yaml.error(path, '').line,
      ...(at !== undefined && { at }),
      alert: test.alert,
      firing: test.firing ?? [],
      silences: (test.silences ?? []).map((silence, number) => ({
        matchers: matchersOf(silence.matchers, [...path, 'silences', number], reading),
        startsAt: timeOf(silence.starts_at) ?? -Infinity,
        endsAt: timeOf(silence.ends_at) ?? Infinity,
        comment: silence.comment ?? '',
      })),
      receivers: test.expect.receivers,
      ...(test.expect.muted && { muted: test.expect.muted }),
    };
  });
  reading.end();
  return { ...(read?.config && { config: read.config }), tests };
}
